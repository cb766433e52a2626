"""What stands beside each council: counts to share by, agreed shares, what it pays today, caps and floors."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from concordat.domain.cost_sharing.reading_given import Given, read_share

NOT_COUNTS = frozenset({"id", "name", "today", "fixed", "agreed", "cap", "floor", "note", "source"})


class CouncilFigures:
    """Each answer is in the order of the councils, or None where it was not given or not for every one of them."""

    def __init__(self, given: Given) -> None:
        self.given = given

    def keys(self) -> dict[str, tuple[Fraction, ...]]:
        skipped = NOT_COUNTS | ({"alone"} if "saving" in self.given.content else set())
        names = dict.fromkeys(name for council in self.given.councils for name in council if name not in skipped)
        found = {}
        for name in names:
            values = [self._count(council, name) for council in self.given.councils]
            whole = [value for value in values if value is not None]
            if len(whole) == len(values) and sum(whole) > 0:
                found[name] = tuple(whole)
        return found

    def _count(self, council: Mapping[str, Any], name: str) -> Fraction | None:
        place, words = str(council.get("id", "council")), name.replace("_", " ")
        if name not in council:
            self.given.wrong(
                place,
                f"{words.capitalize()} is missing.",
                f"Enter the {words} of {council.get('name', place)}, or take it out for every council.",
                "missing_driver",
            )
            return None
        try:
            value = Fraction(Decimal(str(council[name])))
        except InvalidOperation:
            self.given.wrong(place, f"“{council[name]}” is not a count of {words}.", "Write a number.", "not_a_figure")
            return None
        if value < 0:
            self.given.wrong(
                place,
                f"The {words} is below nought ({council[name]}).",
                "A count is nought or more; enter a correction to the cost instead.",
                "negative_count",
            )
            return None
        return value

    def shares(self, column: str) -> tuple[Fraction, ...] | None:
        given = [council.get(column) for council in self.given.councils]
        if all(value is None for value in given):
            return None
        shares = [read_share(0 if value is None else value) for value in given]
        if any(share is None or share < 0 for share in shares):
            self.given.wrong(
                column, "A share is not a per cent of nought or more.", 'Write shares like "38%".', "not_a_share"
            )
            return None
        whole = [share for share in shares if share is not None]
        if sum(whole) != 1:
            said = float(sum(whole) * 100)
            self.given.wrong(
                column,
                f"The {column} shares add up to {said:g}%, not 100%.",
                f"Change them so that they add up to 100%: {abs(said - 100):g} points too {'many' if said > 100 else 'few'}.",
                "not_hundred",
            )
            return None
        return tuple(whole)

    def amounts(self, column: str) -> tuple[int, ...] | None:
        if all(column not in council for council in self.given.councils):
            return None
        read = [self.given.amount(council.get(column, ""), str(council.get("id"))) for council in self.given.councils]
        whole = [value for value in read if value is not None]
        return tuple(whole) if len(whole) == len(read) else None

    def limits(self, column: str) -> tuple[int | None, ...] | None:
        if all(column not in council for council in self.given.councils):
            return None
        return tuple(
            self.given.amount(council[column], str(council.get("id"))) if column in council else None
            for council in self.given.councils
        )

    def keys_quietly(self) -> dict[str, tuple[Fraction, ...]]:
        before = len(self.given.findings)
        keys = self.keys()
        del self.given.findings[before:]
        return keys
