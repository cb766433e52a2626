"""One weight as people write it: “25”, “25%”, “0.25”; or a range: “20-30”, “20 to 30%”."""

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)\s*(%?)"
_ONE = re.compile(rf"^{_NUMBER}$")
_RANGE = re.compile(rf"^{_NUMBER}\s*(?:-|–|to)\s*{_NUMBER}$")
_NOTHING = frozenset({"", "-", "–", "n/a", "none"})


@dataclass(frozen=True)
class Amount:
    """`value` is the middle of a range. `is_per_cent`: it was written with a sign."""

    value: Decimal
    is_per_cent: bool = False
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_range(self) -> bool:
        return self.low is not None

    @property
    def least(self) -> Decimal:
        return self.value if self.low is None else self.low

    @property
    def most(self) -> Decimal:
        return self.value if self.high is None else self.high


def read_amount(given: object) -> Amount | str | None:
    """None for an empty cell; the text itself where it is no weight. Negative weights are none."""
    text = str(given if given is not None else "").strip()
    if text.lower() in _NOTHING:
        return None
    plain = text.replace("\u00a0", " ").replace("−", "-")
    one = _ONE.match(plain)
    if one:
        return Amount(Decimal(one[1]), bool(one[2]))
    found = _RANGE.match(plain)
    if found is None:
        return text
    low, high = Decimal(found[1]), Decimal(found[3])
    if low > high:
        return text
    return Amount((low + high) / 2, bool(found[2] or found[4]), low, high)
