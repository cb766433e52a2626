"""A measure's document → a `Measure`, with a finding for everything that does not read."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.performance.inputs import (
    CALENDARS,
    FREQUENCIES,
    INTERVALS,
    NATIONS,
    POLARITIES,
    SIDES,
    TESTS,
    Baseline,
    Break,
    Clock,
    Condition,
    Measure,
    Quantity,
    Suspension,
    Target,
)
from concordat.domain.performance.periods import Month, NotAPeriod
from concordat.domain.performance.reading_keys import KNOWN, OF
from concordat.domain.performance.reading_values import Problems, count, day, listed, moment, number, table, tables

KIND = "measure"
_DURATION = re.compile(r"^(\d+)\s*(minutes?|hours?|days?|weeks?)$")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def measures_of(
    case: Case, *, catalogue: Mapping[str, Mapping[str, Any]], columns: Mapping[str, Collection[str]] | None = None
) -> tuple[tuple[Measure, ...], tuple[Finding, ...]]:
    """The measures of a case. A document that is `based_on` a measure of the catalogue says only what differs.

    `columns` gives each evidence table's columns: a measure that reads another table or column is told and left out.
    """
    found: list[Measure] = []
    problems: list[Finding] = []
    for document in case.documents_of(KIND):
        content = completed(document.content, catalogue=catalogue)
        measure, findings = read_measure(content, name=document.name, document=document)
        problems += findings
        missing = _not_there(measure, columns) if measure is not None and columns is not None else []
        problems += missing
        if measure is not None and not missing:
            found.append(measure)
    return tuple(found), tuple(problems)


def _not_there(measure: Measure, columns: Mapping[str, Collection[str]]) -> list[Finding]:
    from concordat.domain.performance.query import columns_needed  # with Ibis, which reading a measure does not need

    problems = Problems(measure.document.name if measure.document else measure.id)
    held = columns.get(measure.records)
    if held is None:
        problems.error(
            f"There are no records called “{measure.records}”.", f"Use one of: {', '.join(sorted(columns))}.", "records"
        )
        return problems.found
    for name in columns_needed(measure, by=()):
        if name not in held and not name.isdigit():
            problems.error(
                f"{measure.records} has no column “{name}”.", f"Use one of: {', '.join(sorted(held))}.", "column"
            )
    return problems.found


def completed(content: Mapping[str, Any], *, catalogue: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The document with everything its catalogue measure says and it does not. Tables are joined key by key."""
    base = catalogue.get(str(content.get("based_on", "")), {})
    joined = dict(base)
    for key, value in content.items():
        held = joined.get(key)
        joined[key] = {**held, **value} if isinstance(held, Mapping) and isinstance(value, Mapping) else value
    return joined


def read_measure(
    content: Mapping[str, Any], *, name: str, document: Document | None = None
) -> tuple[Measure | None, tuple[Finding, ...]]:
    """The measure, or None where something it needs cannot be read; every finding names the mend."""
    problems = Problems(name)
    problems.unknown(content, KNOWN)
    for key in ("id", "title", "records", "unit", "cohort", "numerator"):
        if not content.get(key):
            problems.error(f"“{key}” is missing.", f"Say the measure's {key}.", "missing")
    if problems.found and any(finding.is_error for finding in problems.found):
        return None, tuple(problems.found)
    measure = _measure(content, problems, document)
    failed = any(finding.is_error for finding in problems.found)
    return (None if failed else measure), tuple(problems.found)


def _measure(content: Mapping[str, Any], problems: Problems, document: Document | None) -> Measure:
    def one_of(key: str, allowed: Sequence[str], default: str) -> str:
        said = str(content.get(key, default))
        if said not in allowed:
            problems.error(f"“{said}” is no {key.replace('_', ' ')}.", f"Use one of: {', '.join(allowed)}.", key)
        return said

    polarity = one_of("polarity", POLARITIES, "higher")
    clock = _clock(table(content["clock"], problems, "clock", OF["clock"]), problems) if content.get("clock") else None
    if str(content["cohort"]) in {"due", "completed"} and clock is None:
        problems.error("The cohort needs a clock.", "Add [clock], or name a time column as the cohort.", "clock")
    given = content.get("denominator")
    measure = Measure(
        id=str(content["id"]),
        title=str(content["title"]),
        serves=str(content.get("serves", "")),
        records=str(content["records"]),
        unit=str(content["unit"]),
        scale=number(content.get("scale", 100 if content["unit"] == "%" else 1), problems, "scale"),
        polarity=polarity,
        cohort=str(content["cohort"]),
        numerator=_quantity(content["numerator"], problems),
        denominator=None if given is None else _quantity(given, problems),
        only=_conditions(content.get("only", ()), problems),
        clock=clock,
        targets=_targets(content.get("targets"), problems),
        suspensions=tuple(
            _suspension(item, problems)
            for item in tables(content.get("suspensions"), problems, "suspensions", OF["suspensions"])
        ),
        breaks=_breaks(content.get("breaks"), problems),
        baseline=_baseline(content.get("baseline"), problems),
        fewest=count(content.get("fewest", 0), problems, "fewest"),
        matures_after_days=count(content.get("matures_after_days", 0), problems, "matures_after_days"),
        final_after_days=count(content.get("final_after_days", 10), problems, "final_after_days"),
        late_rows=one_of("late_rows", ("restate", "freeze"), "restate"),
        owner=str(content.get("owner", "")).strip(),
        source=str(content.get("source", "")),
        verifier=str(content.get("verifier", "")),
        side=one_of("side", SIDES, "contractor"),
        tier=str(content.get("tier", "operational")),
        frequency=one_of("frequency", tuple(FREQUENCIES), "month"),
        interval=one_of("interval", INTERVALS, "") if content.get("interval") else "",
        definition=str(content.get("definition", "")),
        reviewed_on=day(content.get("reviewed_on"), problems),
        effective_from=day(content.get("effective_from"), problems),
        effective_to=day(content.get("effective_to"), problems),
        content=content,
        document=document,
    )
    if measure.effective_from and measure.effective_to and measure.effective_to < measure.effective_from:
        problems.error("It ends before it starts.", "Check effective_from and effective_to.", "effective")
    if measure.interval in {"share", "rate", "ratio"} and measure.denominator is None:
        problems.error("Its interval needs a denominator.", "Add [denominator], or say “count” or “none”.", "interval")
    if content["unit"] == "%" and measure.denominator is None:
        problems.error("A per cent needs a denominator.", "Add [denominator].", "denominator")
    return measure


def _breaks(given: Any, problems: Problems) -> tuple[Break, ...]:
    found = []
    for item in tables(given, problems, "breaks", OF["breaks"]):
        try:
            month = str(Month.from_text(str(item.get("month", ""))))
        except NotAPeriod as problem:
            problems.error(
                str(problem), "Say from which month the figures cannot be compared with earlier ones.", "break"
            )
            continue
        if not item.get("reason"):
            problems.warning(f"The break of {month} has no reason.", "Say what changed.", "break")
        found.append(Break(month, str(item.get("reason", ""))))
    return tuple(found)


def _targets(given: Any, problems: Problems) -> tuple[Target, ...]:
    found = tuple(_target(item, problems) for item in tables(given, problems, "targets", OF["targets"]))
    years = [target.year for target in found if target.year]
    for year in sorted({year for year in years if years.count(year) > 1}):
        problems.error(f"There are {years.count(year)} targets for {year}.", "Keep the one that was agreed.", "target")
    return found


def _conditions(given: Any, problems: Problems) -> tuple[Condition, ...]:
    return tuple(_condition(item, problems) for item in tables(given, problems, "where"))


def _condition(given: Mapping[str, Any], problems: Problems) -> Condition:
    tests = [key for key in given if key in TESTS]
    if len(tests) != 1 or set(given) - {"column", "within_days", *TESTS}:
        problems.error(f"{dict(given)} is no test.", f"Give a column and one of: {', '.join(TESTS)}.", "condition")
        return Condition("filled")
    test, value = tests[0], given[tests[0]]
    values = tuple(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else (str(value),)
    if test in {"empty", "filled"}:
        values = ()
    elif not values:
        problems.error(f"{dict(given)} tests against nothing.", "Give at least one value.", "condition")
        return Condition("filled")
    column = str(given.get("column", ""))
    if test == "clock" and values[0] not in {"on time", "late"}:
        problems.error(f"The clock says “on time” or “late”, not “{values[0]}”.", "Use one of the two.", "condition")
    if test not in {"clock", "follow_up"} and not column:
        problems.error(f"The test “{test}” names no column.", "Add the column.", "condition")
    if test == "follow_up" and values[0] not in {"none", "any"}:
        problems.error(f"A follow-up is “none” or “any”, not “{values[0]}”.", "Use one of the two.", "condition")
    return Condition(test, column, values, count(given.get("within_days", 0), problems, "within_days"))


def _quantity(said: Any, problems: Problems) -> Quantity:
    given = table(said, problems, "numerator and denominator")
    unknown = set(given) - {"of", "less", "weights", "where"}
    if unknown:
        problems.error(f"A quantity has no {', '.join(sorted(unknown))}.", "Use of, less, weights, where.", "quantity")
    return Quantity(
        of=str(given.get("of", "rows")),
        less=str(given.get("less", "")),
        weights=tuple(
            (str(key), number(value, problems, "weight"))
            for key, value in table(given.get("weights", {}), problems, "weights").items()
        ),
        where=_conditions(given.get("where", ()), problems),
    )


def _clock(given: Mapping[str, Any], problems: Problems) -> Clock:
    calendar = str(given.get("calendar", "all hours"))
    if calendar not in CALENDARS:
        problems.error(f"There is no calendar “{calendar}”.", f"Use one of: {', '.join(CALENDARS)}.", "calendar")
        calendar = "all hours"
    nation = str(given.get("nation", "England"))
    if nation not in NATIONS:
        problems.error(f"“{nation}” has no bank holidays here.", f"Use one of: {', '.join(NATIONS)}.", "nation")
        nation = "England"
    if not given.get("starts") or not given.get("stops"):
        problems.error("The clock needs what starts it and what stops it.", "Add starts and stops.", "clock")
    if not given.get("due") and not given.get("allowed"):
        problems.error("Nothing says when the work is due.", "Add due (a column) or allowed (a time).", "clock")
    days = calendar in ("calendar days", "working days")
    weekdays = _weekdays(given.get("weekdays", _WEEKDAYS[:5]), problems)
    opens, closes = (
        _hour(given.get(key, default), problems) for key, default in (("opens", "08:00"), ("closes", "17:00"))
    )
    if closes <= opens:
        problems.error("The working day closes before it opens.", "Check opens and closes.", "hours")
    clock = Clock(
        starts=str(given.get("starts", "")),
        stops=str(given.get("stops", "")),
        calendar=calendar,
        due=str(given.get("due", "")),
        allowed=() if given.get("due") else _allowed(given.get("allowed", {}), days, problems),
        extended=str(given.get("extended", "")),
        nation=nation,
        weekdays=weekdays,
    )
    return replace(clock, opens=f"{opens:%H:%M:%S}", closes=f"{closes:%H:%M:%S}")


def _hour(given: Any, problems: Problems) -> time:
    try:
        return given if isinstance(given, time) else time.fromisoformat(str(given))
    except ValueError:
        problems.error(f"“{given}” is not an hour of the day.", "Write it like 08:00.", "hours")
        return time(12)


def _weekdays(given: Any, problems: Problems) -> tuple[int, ...]:
    said = [str(name).lower() for name in listed(given, problems, "weekdays")]
    for name in said:
        if name not in _WEEKDAYS:
            problems.error(f"“{name}” is no day of the week.", f"Use {', '.join(_WEEKDAYS)}.", "weekdays")
    found = tuple(_WEEKDAYS.index(name) for name in said if name in _WEEKDAYS)
    if not found:
        problems.error("There is no working day.", "Name at least one day of the week.", "weekdays")
    return found or (0,)


def _allowed(given: Any, days: bool, problems: Problems) -> tuple[tuple[str, int], ...]:
    by_priority = {"": given} if isinstance(given, str) else table(given, problems, "allowed")
    return tuple((str(priority), _duration(text, days, problems)) for priority, text in by_priority.items())


def _duration(text: Any, days: bool, problems: Problems) -> int:
    found = _DURATION.match(str(text).strip())
    unit = found[2].removesuffix("s") if found else ""
    if found is None or (days and unit not in {"day", "week"}):
        problems.error(f"“{text}” is not a time.", "Write “2 hours”, “5 days”.", "duration")
        return 0
    seconds = int(found[1]) * _SECONDS[unit]
    return seconds // 86400 if days else seconds


def _target(given: Mapping[str, Any], problems: Problems) -> Target:
    try:
        year = str(FinancialYear.from_text(str(given.get("year", ""))))
    except ValueError as problem:
        problems.error(str(problem), "Write it like 2026/27.", "target")
        year = ""
    numbers = {
        key: number(given[key], problems, key) for key in ("target", "minimum", "stretch", "tolerance") if key in given
    }
    if numbers.get("tolerance", Decimal(0)) < 0:
        problems.error(
            "A tolerance is not below nought.", "Say how many points below the target are tolerated.", "target"
        )
    band = _band(given["band"], problems) if given.get("band") else None
    profile = tuple(
        number(value, problems, "profile") for value in listed(given.get("profile", ()), problems, "profile")
    )
    if profile and len(profile) != 12:
        problems.error(f"The profile has {len(profile)} months.", "Give twelve, April to March.", "profile")
    return Target(
        year=year,
        band=band,
        profile=profile,
        **numbers,
    )


def _band(given: Any, problems: Problems) -> tuple[Decimal, Decimal] | None:
    sides = [number(one, problems, "band") for one in listed(given, problems, "band")]
    if len(sides) != 2 or sides[1] < sides[0]:
        problems.error(f"“{given}” is no band.", "Give its lower and its upper edge.", "band")
        return None
    return sides[0], sides[1]


def _suspension(given: Mapping[str, Any], problems: Problems) -> Suspension:
    made = Suspension(
        start=moment(given.get("from"), problems),
        end=moment(given.get("to"), problems),
        reason=str(given.get("reason", "")),
        approved_by=str(given.get("approved_by", "")),
        areas=tuple(map(str, listed(given.get("areas", ()), problems, "areas"))),
    )
    if made.end <= made.start:
        problems.error("A suspension ends before it starts.", "Check its two times.", "suspension")
    if not made.reason or not made.approved_by:
        problems.warning(
            "A suspension needs its reason and who approved it.", "Add reason and approved_by.", "suspension"
        )
    return made


def _baseline(said: Any, problems: Problems) -> Baseline | None:
    if said is None:
        return None
    given = table(said, problems, "baseline", OF["baseline"])
    return Baseline(
        number(given.get("value"), problems, "baseline"), str(given.get("period", "")), str(given.get("method", ""))
    )
