"""A rule's shares as they would really be charged: tolerance, phasing in, limits, whole per cents, in that order."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from concordat.domain.cost_sharing.change import moves_enough, phased_in, whole_per_cents
from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.limits import Limit, Limits, keep_within
from concordat.domain.kernel.hashing import decimal_text


def adjust(question: SplitQuestion, shares: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], tuple[str, ...]]:
    """The adjusted shares (same total) and one sentence for each step that changed something.

    Raises `LimitsDoNotFit` where no split can keep the caps and floors.
    """
    steps: list[str] = []
    now = tuple(shares)
    for step in (_tolerance, _phase_in, _limits, _per_cents):
        after, said = step(question, now)
        if after != now and said:
            steps.append(said)
        now = after
    return now, tuple(steps)


def _tolerance(question: SplitQuestion, shares: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], str]:
    wanted = question.adjust
    total = sum(shares, Fraction(0))
    if wanted.agreed is None or wanted.tolerance is None or not total:
        return shares, ""
    if moves_enough(wanted.agreed, [share / total for share in shares], points=wanted.tolerance):
        return shares, ""
    points = decimal_text_of(wanted.tolerance)
    kept = tuple(share * total for share in wanted.agreed)
    return kept, f"The agreed per cents stay: no share differs from them by more than {points} points."


def _phase_in(question: SplitQuestion, shares: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], str]:
    year, years = question.adjust.phase_year, question.adjust.phase_years
    today = question.today
    if year is None or years is None or today is None:
        return shares, ""
    # Today's bill is scaled to the new total, so that only the division is brought in slowly.
    total = sum(shares, Fraction(0))
    start = [Fraction(paid) * total / sum(today) for paid in today]
    return (
        phased_in(start, shares, year=year, years=years),
        f"Brought in over {years} years; this is year {min(year, years)}.",
    )


def _limits(question: SplitQuestion, shares: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], str]:
    wanted, size = question.adjust, question.game.size
    least: list[Limit] = list(wanted.floors or (None,) * size)
    most: list[Limit] = list(wanted.caps or (None,) * size)
    said = ["caps and floors as agreed"] if wanted.caps or wanted.floors else []
    for i in range(size):
        if wanted.collar is not None and question.today is not None:
            most[i] = _smaller(most[i], question.today[i] * (1 + wanted.collar))
            least[i] = _larger(least[i], question.today[i] * (1 - wanted.collar))
        if wanted.no_more_than_today and question.today is not None:
            most[i] = _smaller(most[i], question.today[i])
        if wanted.no_more_than_alone:
            most[i] = _smaller(most[i], question.game.alone[i])
    if wanted.collar is not None and question.today is not None:
        said.append(f"nobody moves by more than {decimal_text_of(wanted.collar * 100)}% from today")
    if wanted.no_more_than_today and question.today is not None:
        said.append("nobody pays more than today")
    if wanted.no_more_than_alone:
        said.append("nobody pays more than alone")
    if not said:
        return shares, ""
    kept = keep_within(shares, limits=Limits(tuple(least), tuple(most)))
    return kept, f"Held within limits: {'; '.join(said)}."


def _per_cents(question: SplitQuestion, shares: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], str]:
    total = sum(shares, Fraction(0))
    if not question.adjust.whole_per_cents or total == 0 or any(share < 0 for share in shares):
        return shares, ""
    return tuple(part * total for part in whole_per_cents(shares)), "Rounded to whole per cents that add up to 100."


def _smaller(first: Limit, second: int | Fraction) -> Limit:
    return second if first is None else min(first, second)


def _larger(first: Limit, second: int | Fraction) -> Limit:
    return second if first is None else max(first, second)


def decimal_text_of(value: Fraction) -> str:
    return decimal_text((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01")))
