"""A month's payment in the plainest Python: fractions, loops, nothing shared with the engine but the mechanism's own words.

It pays lump sums, indexed by a capped yearly chain, deducts points by marginal bands with a ratchet and a cap, and pays a
fee by score. All amounts are pence; every line is rounded once, half away from zero.
"""

from fractions import Fraction


def whole(amount: Fraction) -> int:
    sign = -1 if amount < 0 else 1
    return sign * int((abs(amount) * 2 + 1) // 2)


def exact(value: object) -> Fraction:
    return Fraction(str(value))


def factor(values: list[object], *, cap: object, carry: bool) -> Fraction:
    """The chain of yearly ratios of one index, at most `cap` a year, to six decimal places."""
    held = free = Fraction(1)
    for before, after in zip(values, values[1:], strict=False):
        ratio = exact(after) / exact(before)
        free = free * ratio
        wanted = free if carry else held * ratio
        most = held * (1 + exact(cap))
        held = wanted if wanted < most else most
    return Fraction(whole(held * 10**6), 10**6)


def points(value: object, edges: list[tuple[object, object]], *, places: int) -> Fraction:
    shown = Fraction(whole(exact(value) * 10**places), 10**places)
    for edge, given in edges:
        if edge is None or shown >= exact(edge):
            return exact(given)
    return Fraction(0)


def money_for(total: Fraction, bands: list[tuple[object, object, object]], a_point: int) -> Fraction:
    """Point by point (and the last part of one): each at the multiple of the band it falls in."""
    found, at = Fraction(0), Fraction(0)
    while at < total:
        step = min(Fraction(1), total - at)
        for low, high, multiple in bands:
            inside = min(at + step, exact(high) if high is not None else at + step) - max(at, exact(low))
            if inside > 0:
                found += inside * exact(multiple) * a_point
        at += step
    return found


def fee(turnover: int, *, rate: object, at_risk: object, score: Fraction, low: object, full: object) -> int:
    part = (score - exact(low)) / (exact(full) - exact(low))
    part = Fraction(0) if part < 0 else Fraction(1) if part > 1 else part
    return whole(turnover * exact(rate) * (1 - exact(at_risk) + exact(at_risk) * part))


def months(
    figures: list[dict[str, object]], *, year_pence: int, measures: list[dict[str, object]], a_point: int,
    bands: list[tuple[object, object, object]], cap: object, fee_rule: dict[str, object],
) -> list[int]:  # fmt: skip
    """Payable of each month from April, with the ratchet ×2 from the second failure in a row."""
    found = []
    row = {str(measure["id"]): 0 for measure in measures}
    for number, values in enumerate(figures):
        of_year = number % 12 + 1
        charge = whole(Fraction(year_pence * of_year, 12)) - whole(Fraction(year_pence * (of_year - 1), 12))
        total = Fraction(0)
        for measure in measures:
            id = str(measure["id"])
            given = points(values[id], measure["edges"], places=1)  # type: ignore[arg-type]
            row[id] = row[id] + 1 if given else 0
            total += given * (2 if row[id] >= 2 else 1)
        deduction = min(whole(money_for(total, bands, a_point)), whole(exact(cap) * charge))
        weight = sum(exact(measure["weight"]) for measure in measures)
        score = Fraction(0)
        for measure in measures:
            low, high = exact(measure["minimum"]), exact(measure["target"])
            one = (exact(values[str(measure["id"])]) - low) / (high - low)
            score += exact(measure["weight"]) * min(Fraction(1), max(Fraction(0), one)) / weight
        found.append(charge - deduction + fee(charge, score=score, **fee_rule))  # type: ignore[arg-type]
    return found
