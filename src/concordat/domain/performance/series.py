"""Sums by month → what a measure came to: both cohorts, overdue stock, interval, rating; years as ratios of sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.performance.inputs import CUTS, Measure, Target
from concordat.domain.performance.intervals import byar, wilson
from concordat.domain.performance.periods import Month, Span
from concordat.domain.performance.rating import Judged, rate
from concordat.domain.performance.results import Attainment, Cohort, Interval, Rating, RecordState, Times

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Sums:
    """What the records of one month due, month done and cut add up to. A month is 202604; None where there is none."""

    due: int | None
    done: int | None
    cut: tuple[str, ...]
    rows: int
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True)
class Tally:
    """All sums of one measure, and the names of the cuts they are by."""

    measure: Measure
    by: tuple[str, ...]
    sums: tuple[Sums, ...]
    times: Mapping[tuple[int, tuple[str, ...]], Times]
    inputs: tuple[InputUsed, ...] = ()

    def cuts(self) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted({one.cut for one in self.sums}))


def cohort_of(sums: Iterable[Sums], span: Span, *, by_due: bool) -> Cohort:
    held = [one for one in sums if span.holds(one.due if by_due else one.done)]
    return Cohort(sum((one.numerator for one in held), Decimal(0)), sum((one.denominator for one in held), Decimal(0)))


def overdue_at_end(sums: Iterable[Sums], month: Month) -> int:
    """Due by the end of the month and not done by then."""
    return sum(
        one.rows
        for one in sums
        if one.due is not None and one.due <= month.key and (one.done is None or one.done > month.key)
    )


def value_of(measure: Measure, found: Cohort) -> Decimal | None:
    """Numerator ÷ denominator × scale to six places, half away from zero; a measure without denominator is its numerator."""
    if measure.denominator is None:
        return (found.numerator * measure.scale).quantize(_PLACES, ROUND_HALF_UP)
    if found.denominator == 0:
        return None
    with localcontext(prec=50):
        return (found.numerator * measure.scale / found.denominator).quantize(_PLACES, ROUND_HALF_UP)


def interval_of(measure: Measure, found: Cohort) -> Interval | None:
    if measure.is_share:
        return wilson(found.numerator, found.denominator, scale=measure.scale)
    if measure.is_count:
        return byar(found.numerator, scale=measure.scale)
    return None


def attainment(
    tally: Tally, span: Span, *, cut: tuple[str, ...] | None = None, as_of: date | None = None
) -> Attainment:
    """The measure over the months of the span, for one cut (None: all records). `as_of` is the day of asking."""
    measure = tally.measure
    sums = [one for one in tally.sums if cut is None or one.cut == cut]
    has_clock = measure.clock is not None and measure.cohort in {"due", "completed"}
    due = cohort_of(sums, span, by_due=True) if has_clock else None
    completed = cohort_of(sums, span, by_due=False)
    counted = due if due is not None and measure.cohort == "due" else completed
    value, interval = value_of(measure, counted), interval_of(measure, counted)
    # A sum's target is for the whole contract: a part of it has none of its own.
    target = None if cut is not None and measure.denominator is None else target_over(measure, span)
    judged = rate(
        value,
        target=target,
        polarity=measure.polarity,
        denominator=counted.denominator if measure.denominator else counted.numerator,
        fewest=measure.fewest if measure.denominator else 0,
        interval=interval,
        unit=measure.unit,
    )
    names = dict(zip(tally.by, cut or (), strict=False))
    made = Attainment(
        measure=measure.id,
        title=measure.title,
        unit=measure.unit,
        polarity=measure.polarity,
        label=span.label,
        period=span.period,
        area=names.get("area", ""),
        service=names.get("service", ""),
        partner=names.get("partner", ""),
        priority=names.get("priority", ""),
        value=value,
        numerator=counted.numerator,
        denominator=counted.denominator,
        due=due,
        completed=completed if has_clock else None,
        overdue=overdue_at_end(sums, span.last) if has_clock and measure.cohort == "due" else None,
        interval=interval,
        target=target.target if target else None,
        minimum=target.minimum if target else None,
        stretch=target.stretch if target else None,
        tolerance=target.tolerance if target else None,
        rating=judged.rating,
        why=judged.why,
        provenance=_provenance(measure, span, tally.inputs),
        scale=measure.scale,
        state=state_of(measure, span, as_of),
        times=tally.times.get((span.last.key, cut or ())) if span.first == span.last else None,
        owner=measure.owner,
    )
    return _young(made, measure, span, as_of)


def _provenance(measure: Measure, span: Span, inputs: Sequence[InputUsed]) -> Provenance:
    said = measure.definition or f"{measure.title}, {measure.cohort} cohort"
    return Provenance.of(f"performance.{measure.id}", f"{said} ({span.label}).", inputs)


def _young(found: Attainment, measure: Measure, span: Span, as_of: date | None) -> Attainment:
    """A figure that needs time (repairs that hold for 90 days) is not judged before it has passed."""
    if not measure.matures_after_days or as_of is None:
        return found
    ripe = span.period.end.date() + timedelta(measure.matures_after_days)
    if as_of >= ripe:
        return found
    judged = Judged(
        Rating.NOT_ASSESSABLE, f"It can be judged from {ripe.day} {ripe:%B %Y}: the work must first stand so long."
    )
    return replace(found, rating=judged.rating, why=judged.why, state=RecordState.PROVISIONAL)


def state_of(measure: Measure, span: Span, as_of: date | None) -> RecordState:
    """Provisional until so many days after the period's end; whether it was restated since is for the caller to compare."""
    if as_of is None:
        return RecordState.FINAL
    closes = span.period.end.date() + timedelta(measure.final_after_days)
    return RecordState.PROVISIONAL if as_of < closes else RecordState.FINAL


def target_over(measure: Measure, span: Span) -> Target | None:
    """The year's target; a profile gives each month its own. What is a sum has a month's target, so that over several
    months target, minimum, stretch and tolerance add up."""
    target = measure.target_for(span.last.first_day)
    if target is None:
        return None
    if measure.denominator is not None:
        return replace(target, target=_in_month(measure, span.last)) if target.profile else target
    months = list(span.months())
    wanted = [_in_month(measure, month) for month in months]

    def times(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * len(months)

    return replace(
        target,
        target=None if None in wanted else sum((one for one in wanted if one is not None), Decimal(0)),
        minimum=times(target.minimum),
        stretch=times(target.stretch),
        tolerance=target.tolerance * len(months),
    )


def _in_month(measure: Measure, month: Month) -> Decimal | None:
    target = measure.target_for(month.first_day)
    if target is None:
        return None
    return target.profile[(month.number - 4) % 12] if target.profile else target.target


def restated(now: Attainment, when_final: Attainment, *, rule: str) -> Attainment:
    """The figure under the measure's rule for late rows: the latest known, or what stood when the period was final."""
    if now.value == when_final.value:
        return now
    changed = f" When the period was final it was {when_final.value if when_final.value is not None else 'not known'}."
    if rule == "freeze":
        return replace(
            when_final, why=f"{when_final.why} Rows that came later are left out: with them it would be {now.value}."
        )
    return replace(now, state=RecordState.RESTATED, why=now.why + changed)


def stale(measure: Measure, latest: date | None, *, as_of: datetime) -> str:
    """Why nobody should rely on the measure now, or nothing: it has no recent record or no owner."""
    said = []
    if not measure.owner:
        said.append("Nobody owns this measure.")
    if latest is None:
        said.append("There are no records for it yet.")
    else:
        allowed = {"month": 45, "quarter": 110, "year": 400}.get(measure.frequency, 45)
        age = (as_of.date() - latest).days
        if age > allowed:
            said.append(f"Its last record is {age} days old; it should be renewed every {measure.frequency}.")
    return " ".join(said)


def check_cuts(by: Sequence[str]) -> tuple[str, ...]:
    unknown = set(by) - set(CUTS)
    if unknown:
        raise ValueError(f"Records are not cut by {', '.join(sorted(unknown))}. Use {', '.join(CUTS)}.")
    return tuple(by)
