"""What somebody gave about a question of who pays what: its councils, its unit, and what was found wrong with it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from concordat.domain.cost_sharing.inputs import Unit, round_half_away
from concordat.domain.kernel.findings import Finding, Where, error


class Given:
    """The content with its councils and unit read. What is wrong is kept, so that nobody mends one mistake to meet the next."""

    def __init__(self, content: Mapping[str, Any], name: str, file: str) -> None:
        self.content, self.name, self.file = content, name, file
        self.findings: list[Finding] = []
        self.councils: list[Mapping[str, Any]] = [dict(item) for item in content.get("council", ())]
        self.ids = self._councils()
        self.unit = self._unit()

    def wrong(self, place: str, message: str, fix: str, code: str) -> None:
        self.findings.append(error(Where(file=self.file, item=place), message, fix, code=f"split.{code}"))

    def _councils(self) -> tuple[str, ...]:
        if not self.councils:
            named = {part for group in self.groups() for part in parts_of(group, ())}
            self.councils = [{"id": id} for id in sorted(named)]
        ids = [str(council.get("id", "")).strip() for council in self.councils]
        for id in {id for id in ids if ids.count(id) > 1}:
            self.wrong(
                id or "council", f"The council “{id}” stands there twice.", "Keep one entry for each council.", "twice"
            )
        if any(not id for id in ids):
            self.wrong("council", "A council has no id.", 'Give each council an id, for instance id = "A".', "no_id")
        return tuple(ids)

    def groups(self) -> Mapping[str, Any]:
        """What each group costs or gains, as it was given; nothing where a rule stands instead."""
        given = self.content.get("cost") or self.content.get("gain") or {}
        return given if isinstance(given, Mapping) else {}

    def _unit(self) -> Unit:
        label = str(self.content.get("unit", "£")).strip() or "£"
        if label in {"£", "GBP", "pounds"}:
            return Unit()
        texts = [str(value) for value in self.groups().values() if not isinstance(value, Mapping | list)]
        places = max((len(text.partition(".")[2]) for text in texts), default=0)
        return Unit(label, 10 ** (places + 2))

    def amount(self, given: Any, place: str) -> int | None:
        """A figure in the stated unit → whole smallest units."""
        multiple = Decimal(str(self.content.get("multiple", 1))) if self.unit.is_money else Decimal(1)
        try:
            value = Decimal(str(given).replace(",", "").replace("£", "").strip())
            if not value.is_finite():
                raise InvalidOperation
        except InvalidOperation:
            self.wrong(place, f"“{given}” is not a figure.", "Write it like 1234.50, without words.", "not_a_figure")
            return None
        return round_half_away(Fraction(value * multiple * self.unit.per))

    def names(self) -> dict[str, str]:
        return {str(council["id"]): str(council.get("name", council["id"])) for council in self.councils}


def read_share(given: Any) -> Fraction | None:
    """``"15%"`` and 0.15 → 15/100; None where it is neither."""
    text = str(given).strip()
    try:
        return Fraction(Decimal(text[:-1].strip())) / 100 if text.endswith("%") else Fraction(Decimal(text))
    except (InvalidOperation, ValueError):
        return None


def parts_of(group: str, ids: Sequence[str]) -> list[str]:
    """``A+B``, ``A, B`` and, where every council is one letter, ``AB``."""
    text = group.strip()
    if text in ids:
        return [text]
    for separator in ("+", ",", "&"):
        if separator in text:
            return [part.strip() for part in text.split(separator) if part.strip()]
    return list(text) if not ids or all(len(id) == 1 for id in ids) else [text]
