"""Sums by month → what a measure came to: both cohorts, overdue stock, interval, rating; years as ratios of sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from concordat.domain.kernel.periods import LONDON, day_in_words
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.performance.inputs import CUTS, FREQUENCIES, Measure
from concordat.domain.performance.intervals import byar, rate_interval, ratio_interval, wilson
from concordat.domain.performance.periods import Month, Span
from concordat.domain.performance.rating import rate, said_apart, said_with
from concordat.domain.performance.results import Attainment, Cohort, Interval, Rating, RecordState, Spread, Times
from concordat.domain.performance.targets import target_over

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Sums:
    """What the records of one month due, month done and cut add up to. A month is 202604; None where there is none.

    `spread` is there for a measure that needs it. `open` are those due by `Tally.until` and not done by then.
    """

    due: int | None
    done: int | None
    cut: tuple[str, ...]
    rows: int
    numerator: Decimal
    denominator: Decimal
    spread: Spread | None = None
    open: int = 0


@dataclass(frozen=True)
class Tally:
    """All sums of one measure, and the names of the cuts they are by. `until` is where the records end, if that is known."""

    measure: Measure
    by: tuple[str, ...]
    sums: tuple[Sums, ...]
    times: Mapping[tuple[int, tuple[str, ...]], Times]
    inputs: tuple[InputUsed, ...] = ()
    until: datetime | None = None

    def cuts(self) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted({one.cut for one in self.sums}))


def cohort_of(sums: Iterable[Sums], span: Span, *, by_due: bool) -> Cohort:
    held = [one for one in sums if span.holds(one.due if by_due else one.done)]
    spreads = [one.spread for one in held if one.spread is not None]
    return Cohort(
        sum((one.numerator for one in held), Decimal(0)),
        sum((one.denominator for one in held), Decimal(0)),
        Spread.over(spreads) if spreads else None,
    )


def overdue_stock(sums: Iterable[Sums], month: Month, *, until: datetime | None) -> tuple[int, date]:
    """Due by the end of the month and not done by then, and its last day. Where the records end before it does, by their end
    and with their last day: whether what was due later was done, nobody knows yet."""
    end = month.period.end
    if until is not None and until < end:
        return sum(one.open for one in sums), (until - timedelta(microseconds=1)).astimezone(LONDON).date()
    held = (one for one in sums if one.due is not None and one.due <= month.key)
    return sum(one.rows for one in held if one.done is None or one.done > month.key), end.date() - timedelta(1)


def value_of(measure: Measure, found: Cohort) -> Decimal | None:
    """Numerator ÷ denominator × scale to six places, half away from zero; a measure without denominator is its numerator."""
    if measure.denominator is None:
        return (found.numerator * measure.scale).quantize(_PLACES, ROUND_HALF_UP)
    if found.denominator == 0:
        return None
    with localcontext(prec=50):
        return (found.numerator * measure.scale / found.denominator).quantize(_PLACES, ROUND_HALF_UP)


def interval_of(measure: Measure, found: Cohort) -> Interval | None:
    """What chance could have made of it, by the kind of figure; None where that cannot be told."""
    method = measure.interval_method
    if method == "share":
        return wilson(found.numerator, found.denominator, scale=measure.scale)
    if method == "count":
        return byar(found.numerator, scale=measure.scale)
    if method == "rate":
        return rate_interval(found.numerator, found.denominator, scale=measure.scale)
    if method == "ratio":
        return ratio_interval(found, scale=measure.scale, is_part=measure.is_part)
    return None


def judged_by(measure: Measure, found: Cohort) -> Decimal:
    """What the smallest number is held against: the records behind an average or a ratio of sums, whatever they weigh; else
    the denominator. A figure without denominator has no smallest number."""
    if measure.denominator is None:
        return found.numerator
    if measure.needs_spread:
        return Decimal(found.spread.records if found.spread else 0)
    return found.denominator


def attainment(
    tally: Tally, span: Span, *, cut: tuple[str, ...] | None = None, as_of: date | None = None
) -> Attainment:
    """The measure over the months of the span, for one cut (None: all records). `as_of` is the day of asking."""
    measure = tally.measure
    sums = [one for one in tally.sums if cut is None or one.cut == cut]
    has_clock = measure.clock is not None and measure.cohort in {"due", "completed"}
    told, since = comparable(measure, span)
    due = cohort_of(sums, told, by_due=True) if has_clock else None
    # What was never due is neither on time nor late: where the clock judges, it is not part of what was completed.
    completed = cohort_of([one for one in sums if one.due or not measure.has_stock], told, by_due=False)
    counted = due if due is not None and measure.cohort == "due" else completed
    value, interval = value_of(measure, counted), interval_of(measure, counted)
    # A sum's target is for the whole contract: a part of it has none of its own.
    weights = _by_month(sums, by_due=measure.cohort == "due")
    target = None if cut is not None and measure.denominator is None else target_over(measure, told, weights=weights)
    judged = rate(
        value,
        target=target,
        polarity=measure.polarity,
        denominator=judged_by(measure, counted),
        fewest=measure.fewest if measure.denominator else 0,
        interval=interval,
        unbounded=measure.needs_spread and interval is None,
        unit=measure.unit,
    )
    overdue, overdue_at = overdue_stock(sums, span.last, until=tally.until) if measure.has_stock else (None, None)
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
        overdue=overdue,
        overdue_at=overdue_at,
        interval=interval,
        target=target.target if target else None,
        minimum=target.minimum if target else None,
        stretch=target.stretch if target else None,
        tolerance=target.tolerance if target else None,
        rating=judged.rating,
        why=f"{judged.why} {since}".strip(),
        provenance=_provenance(measure, span, tally.inputs),
        scale=measure.scale,
        state=state_of(measure, span, as_of),
        times=tally.times.get((span.last.key, cut or ())) if span.first == span.last else None,
        owner=measure.owner,
    )
    return _not_yet(made, measure, span, as_of)


def comparable(measure: Measure, span: Span) -> tuple[Span, str]:
    """The months of the span that can be added up: those since the last break in the series within it, and why."""
    breaks = [(Month.from_text(item.month), item.reason) for item in measure.breaks]
    within = [found for found in breaks if span.first < found[0] <= span.last]
    if not within:
        return span, ""
    at, reason = max(within)
    said = f" ({reason})" if reason else ""
    return Span(at, span.last, span.label), f"Counted from {at.in_words()}: earlier figures cannot be compared{said}."


def _by_month(sums: Iterable[Sums], *, by_due: bool) -> dict[int, Decimal]:
    """The denominators of each month."""
    found: dict[int, Decimal] = {}
    for one in sums:
        key = one.due if by_due else one.done
        if key is not None:
            found[key] = found.get(key, Decimal(0)) + one.denominator
    return found


def _provenance(measure: Measure, span: Span, inputs: Sequence[InputUsed]) -> Provenance:
    said = measure.definition or f"{measure.title}, {measure.cohort} cohort"
    return Provenance.of(f"performance.{measure.id}", f"{said} ({span.label}).", inputs)


def _not_yet(found: Attainment, measure: Measure, span: Span, as_of: date | None) -> Attainment:
    """No judgement of a time in which the measure did not hold, before the period has ended, or before a figure that needs
    time (repairs that hold for 90 days) has had it."""
    end = span.period.end.date()
    out = _out_of_force(measure, span)
    if out:
        return replace(found, rating=Rating.NO_TARGET, why=out)
    if as_of is not None and as_of < end:
        until = day_in_words(end - timedelta(1))
        why = f"The period has not ended: it runs to {until}, and what is due until then is not decided."
        return replace(found, rating=Rating.NOT_ASSESSABLE, why=why)
    if is_ripe(measure, span, as_of):
        return found
    ripe = end + timedelta(measure.matures_after_days)
    why = f"It can be judged from {day_in_words(ripe)}: the work must first stand so long."
    return replace(found, rating=Rating.NOT_ASSESSABLE, why=why, state=RecordState.PROVISIONAL)


def is_ripe(measure: Measure, span: Span, as_of: date | None) -> bool:
    """Whether what the measure counts in the span has stood long enough to be judged."""
    if not measure.matures_after_days or as_of is None:
        return True
    return as_of >= span.period.end.date() + timedelta(measure.matures_after_days)


def _out_of_force(measure: Measure, span: Span) -> str:
    first, last = span.first.first_day, span.period.end.date() - timedelta(1)
    if measure.effective_from and last < measure.effective_from:
        return f"The measure holds from {day_in_words(measure.effective_from)}."
    if measure.effective_to and first > measure.effective_to:
        return f"The measure held until {day_in_words(measure.effective_to)}."
    return ""


def state_of(measure: Measure, span: Span, as_of: date | None) -> RecordState:
    """Provisional until so many days after the period's end; whether it was restated since is for the caller to compare."""
    if as_of is None:
        return RecordState.FINAL
    closes = span.period.end.date() + timedelta(measure.final_after_days)
    return RecordState.PROVISIONAL if as_of < closes else RecordState.FINAL


def restated(now: Attainment, when_final: Attainment, *, rule: str) -> Attainment:
    """The figure under the measure's rule for late rows: the latest known, or what stood when the period was final."""
    if now.value == when_final.value:
        same = (now.numerator, now.denominator) == (when_final.numerator, when_final.denominator)
        return now if same or rule != "freeze" else when_final
    if rule == "freeze":
        later = _said_beside(now, when_final)
        return replace(
            when_final, why=f"{when_final.why} Rows that came later are left out: with them it would be {later}."
        )
    before = _said_beside(when_final, now)
    return replace(now, state=RecordState.RESTATED, why=f"{now.why} When the period was final it was {before}.")


def _said_beside(one: Attainment, other: Attainment) -> str:
    """With its unit, and rounded only so far that it still differs from the other."""
    if one.value is None:
        return "not known"
    return said_with(one.value, one.unit) if other.value is None else said_apart(one.value, other.value, one.unit)


def last_record(tally: Tally, month: Month) -> date | None:
    """The day after the last month, up to the one asked about, in which anything was due or done; None without any."""
    keys = [key for one in tally.sums for key in (one.due, one.done) if key and key <= month.key]
    return Month.from_key(max(keys)).period.end.date() if keys else None


def stale(measure: Measure, latest: date | None, *, as_of: datetime) -> str:
    """Why nobody should rely on the measure now, or nothing: it has no recent record or no owner."""
    said = []
    if not measure.owner:
        said.append("Nobody owns this measure.")
    if latest is None:
        said.append("There are no records for it yet.")
    else:
        allowed = FREQUENCIES.get(measure.frequency, 1) * 31 + 15
        age = (as_of.date() - latest).days
        if age > allowed:
            said.append(f"Its last record is {age} days old; it should be renewed every {measure.frequency}.")
    return " ".join(said)


def check_cuts(by: Sequence[str]) -> tuple[str, ...]:
    unknown = set(by) - set(CUTS)
    if unknown:
        raise ValueError(f"Records are not cut by {', '.join(sorted(unknown))}. Use {', '.join(CUTS)}.")
    return tuple(by)
