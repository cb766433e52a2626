"""The range of a sum the slow way: try every combination of every line's ends, and keep the least and the most."""

from itertools import product


def range_the_slow_way(lines: list[tuple[str, int, int]]) -> tuple[int, int]:
    """Lines are (kind, low, high); a cost is taken off."""
    totals = []
    for ends in product((0, 1), repeat=len(lines)):
        total = 0
        for (kind, low, high), end in zip(lines, ends, strict=True):
            value = high if end else low
            total += -value if kind == "cost" else value
        totals.append(total)
    return min(totals), max(totals)
