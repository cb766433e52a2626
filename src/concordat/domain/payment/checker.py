"""Findings about the parts of a mechanism, and the questions asked of many parts: bands, shares, counts."""

from collections.abc import Sequence
from decimal import Decimal

from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.payment.in_words import number, percent
from concordat.domain.payment.inputs import Band

NOUGHT, ONE = Decimal(0), Decimal(1)


class Checker:
    """Collects findings, one for each mistake. Parts that reading has complained of (`skip`) are left alone."""

    def __init__(self, file: str, *, skip: frozenset[str] = frozenset()) -> None:
        self.file, self.skip = file, skip
        self.findings: list[Finding] = []

    def say(
        self, part: str, id: str, message: str, fix: str, *, code: str = "mechanism.value", always: bool = False,
        only_warn: bool = False,
    ) -> None:  # fmt: skip
        if not always and f"{part} {id}".strip() in self.skip:
            return
        made = warning if only_warn else error
        self.findings.append(made(Where(self.file, part, item=id), message, fix, code=code))

    def share(self, part: str, id: str, name: str, value: Decimal | None, *, above_nought: bool = False) -> bool:
        """Between nought and the whole. Says the likely mistake: 8 for 8%."""
        if value is None or (NOUGHT <= value <= ONE and not (above_nought and value == 0)):
            return True
        if value > ONE:
            hint = f"Write {name} = “{number(value)}%” if that is meant." if value <= 100 else "Write it like “8%”."
            self.say(part, id, f"{name} is {percent(value)}, more than the whole.", hint, code="mechanism.share")
        else:
            low = "nought" if value == 0 else "below nought"
            self.say(part, id, f"{name} is {low}.", "Write it like “8%”.", code="mechanism.share")
        return False

    def bands(self, part: str, id: str, bands: Sequence[Band], *, until: Decimal | None = None) -> bool:
        """From nought, each beginning where the one before ends, the last without an end (or up to `until`)."""
        if not bands:
            self.say(part, id, "It has no bands, so it would come to nothing.", "Add band = [{ above = 0, … }].",
                     code="mechanism.bands")  # fmt: skip
            return False
        if bands[0].above != 0:
            return self._band(part, id, f"The first band begins at {number(bands[0].above)}: nothing is said of what lies "
                              "below.", "Begin with above = 0; a band may be worth nothing.")  # fmt: skip
        for place, (one, after) in enumerate(zip(bands, bands[1:], strict=False), 1):
            if one.to is None:
                return self._band(part, id, f"Band {place} has no end, though others follow.", "Give it to = ….")
            if after.above < one.to:
                return self._band(part, id, f"Bands {place} and {place + 1} overlap between {number(after.above)} and "
                                  f"{number(one.to)}.", f"Begin band {place + 1} with above = {number(one.to)}.")  # fmt: skip
            if after.above > one.to:
                return self._band(part, id, f"Nothing is said between {number(one.to)} and {number(after.above)}, between "
                                  f"bands {place} and {place + 1}.", f"Begin band {place + 1} with above = {number(one.to)}.")  # fmt: skip
        return self._ends(part, id, bands, until)

    def _ends(self, part: str, id: str, bands: Sequence[Band], until: Decimal | None) -> bool:
        for place, one in enumerate(bands, 1):
            if one.to is not None and one.to <= one.above:
                return self._band(part, id, f"Band {place} ends at {number(one.to)}, not above its beginning of "
                                  f"{number(one.above)}.", "Let “to” be more than “above”.")  # fmt: skip
        last = bands[-1].to
        if last is not None and (until is None or until > last):
            return self._band(part, id, f"Nothing is said above {number(last)}.", "Leave out “to” of the last band.")
        return True

    def _band(self, part: str, id: str, message: str, fix: str) -> bool:
        self.say(part, id, message, fix, code="mechanism.bands")
        return False
