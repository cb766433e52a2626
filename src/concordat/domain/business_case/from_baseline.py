"""Amounts worked out from the baseline by rule: “20% of the management layer from October”.

A rule is written ``layer = management; service = legal; organisation = cotswold``: columns of the baseline and the value
each must have. ``layer`` names which of the baseline's costs are meant; without it all layers are added. The amounts are
the line's shares of that cost, in whole pence, half a penny rounded away from zero.
"""

from collections.abc import Mapping
from decimal import Decimal

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.money import round_to_pence

BASELINE = "baseline"
LAYERS = ("management", "specialist", "administrative", "other_direct", "overheads")


def read_rule(text: str) -> dict[str, str] | None:
    """``layer = management; service = legal`` → column and value. None where it cannot be read."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        column, separator, value = part.partition("=")
        if not separator or not column.strip() or not value.strip():
            return None
        found[_plain(column)] = value.strip()
    known = _plain(found.get("layer", LAYERS[0])) in LAYERS
    return found if found and known else None


def matching_rows(case: Case, rule: Mapping[str, str]) -> tuple[Fact, ...]:
    asked = {name: value for name, value in rule.items() if name != "layer"}
    return tuple(fact for fact in case.rows(BASELINE) if all(_says(fact, name, value) for name, value in asked.items()))


def cost_of(fact: Fact, rule: Mapping[str, str]) -> int | None:
    """What a row costs a year in the layer that the rule names, or in all layers; None where nobody said."""
    layers = (_plain(rule["layer"]),) if "layer" in rule else LAYERS
    given = [amount for layer in layers if isinstance(amount := fact.get(layer), int)]
    return sum(given) if given else None


def amounts_from_baseline(fact: Fact, case: Case) -> tuple[int | None, int | None, int | None] | None:
    """Low, likely and high for a line with a rule; None where the rule cannot be read or matches nothing."""
    rule = read_rule(str(fact.get("baseline_rule", "")))
    if rule is None:
        return None
    costs = [cost for row in matching_rows(case, rule) if (cost := cost_of(row, rule)) is not None]
    if not costs:
        return None
    total = sum(costs)
    low, likely, high = (fact.get(name) for name in ("share_low", "share_likely", "share_high"))
    return _part(total, low), _part(total, likely), _part(total, high)


def price_base_of_rule(fact: Fact, case: Case) -> str | None:
    """The year whose prices the matching rows are in, where they all say the same."""
    rule = read_rule(str(fact.get("baseline_rule", "")))
    rows = matching_rows(case, rule) if rule else ()
    years = {row.get("price_base") or row.get("financial_year") for row in rows}
    return str(years.pop()) if len(years) == 1 and None not in years else None


def _part(total: int, share: object) -> int | None:
    return round_to_pence(total * share) if isinstance(share, Decimal) else None


def _plain(text: str) -> str:
    return text.strip().lower().replace(" ", "_")


def _says(fact: Fact, column: str, value: str) -> bool:
    said = fact.organisation if column in {"organisation", "partner"} else fact.get(column)
    if isinstance(said, tuple):
        return value.lower() in {str(item).lower() for item in said}
    return str(said or "").strip().lower() == value.lower()
