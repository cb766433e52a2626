"""A measure's document → a `Measure`, with a finding for everything that does not read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.periods import LONDON, FinancialYear, midnight
from concordat.domain.performance.inputs import (
    CALENDARS,
    NATIONS,
    POLARITIES,
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

KIND = "measure"
_DURATION = re.compile(r"^(\d+)\s*(minutes?|hours?|days?|weeks?)$")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KNOWN = frozenset(
    [
        "id",
        "based_on",
        "title",
        "serves",
        "definition",
        "records",
        "unit",
        "scale",
        "polarity",
        "cohort",
        "numerator",
        "denominator",
        "only",
        "clock",
        "targets",
        "suspensions",
        "breaks",
        "baseline",
        "fewest",
        "matures_after_days",
        "final_after_days",
        "late_rows",
        "owner",
        "source",
        "side",
        "tier",
        "frequency",
        "reviewed_on",
        "effective_from",
        "effective_to",
        "verifier",
        "services",
        "illustrative",
    ]
)


@dataclass
class _Problems:
    item: str
    found: list[Finding] = field(default_factory=list)

    def error(self, message: str, fix: str, code: str) -> None:
        self.found.append(error(Where(table="Measures", item=self.item), message, fix, code=f"measure.{code}"))

    def warning(self, message: str, fix: str, code: str) -> None:
        self.found.append(warning(Where(table="Measures", item=self.item), message, fix, code=f"measure.{code}"))


def measures_of(
    case: Case, *, catalogue: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[Measure, ...], tuple[Finding, ...]]:
    """The measures of a case. A document that is `based_on` a measure of the catalogue says only what differs."""
    found: list[Measure] = []
    problems: list[Finding] = []
    for document in case.documents_of(KIND):
        content = completed(document.content, catalogue=catalogue)
        measure, findings = read_measure(content, name=document.name, document=document)
        problems += findings
        if measure is not None:
            found.append(measure)
    return tuple(found), tuple(problems)


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
    problems = _Problems(name)
    for key in sorted(set(content) - KNOWN):
        problems.warning(f"“{key}” means nothing here.", "Check its spelling, or leave it out.", "unknown")
    for key in ("id", "title", "records", "unit", "cohort", "numerator"):
        if not content.get(key):
            problems.error(f"“{key}” is missing.", f"Say the measure's {key}.", "missing")
    if problems.found and any(finding.is_error for finding in problems.found):
        return None, tuple(problems.found)
    measure = _measure(content, problems, document)
    failed = any(finding.is_error for finding in problems.found)
    return (None if failed else measure), tuple(problems.found)


def _measure(content: Mapping[str, Any], problems: _Problems, document: Document | None) -> Measure:
    polarity = str(content.get("polarity", "higher"))
    if polarity not in POLARITIES:
        problems.error(f"“{polarity}” is no polarity.", f"Use one of: {', '.join(POLARITIES)}.", "polarity")
    clock = _clock(content["clock"], problems) if content.get("clock") else None
    if content["cohort"] in {"due", "completed"} and clock is None:
        problems.error("The cohort needs a clock.", "Add [clock], or name a time column as the cohort.", "clock")
    given = content.get("denominator")
    measure = Measure(
        id=str(content["id"]),
        title=str(content["title"]),
        serves=str(content.get("serves", "")),
        records=str(content["records"]),
        unit=str(content["unit"]),
        scale=_number(content.get("scale", 100 if content["unit"] == "%" else 1), problems, "scale"),
        polarity=polarity,
        cohort=str(content["cohort"]),
        numerator=_quantity(content["numerator"], problems),
        denominator=None if given is None else _quantity(given, problems),
        only=_conditions(content.get("only", ()), problems),
        clock=clock,
        targets=tuple(_target(item, problems) for item in content.get("targets", ())),
        suspensions=tuple(_suspension(item, problems) for item in content.get("suspensions", ())),
        breaks=tuple(Break(str(item["month"]), str(item.get("reason", ""))) for item in content.get("breaks", ())),
        baseline=_baseline(content.get("baseline"), problems),
        fewest=int(content.get("fewest", 0)),
        matures_after_days=int(content.get("matures_after_days", 0)),
        final_after_days=int(content.get("final_after_days", 10)),
        late_rows=str(content.get("late_rows", "restate")),
        owner=str(content.get("owner", "")),
        source=str(content.get("source", "")),
        side=str(content.get("side", "contractor")),
        tier=str(content.get("tier", "operational")),
        frequency=str(content.get("frequency", "month")),
        definition=str(content.get("definition", "")),
        reviewed_on=_day(content.get("reviewed_on"), problems),
        effective_from=_day(content.get("effective_from"), problems),
        effective_to=_day(content.get("effective_to"), problems),
        content=content,
        document=document,
    )
    if measure.late_rows not in {"restate", "freeze"}:
        problems.error("Late rows are restated or frozen.", "Use restate or freeze.", "late_rows")
    if content["unit"] == "%" and measure.denominator is None:
        problems.error("A per cent needs a denominator.", "Add [denominator].", "denominator")
    return measure


def _number(given: Any, problems: _Problems, what: str) -> Decimal:
    try:
        return Decimal(str(given))
    except InvalidOperation:
        problems.error(f"“{given}” is not a number ({what}).", "Enter digits only.", "number")
        return Decimal(0)


def _day(given: Any, problems: _Problems) -> date | None:
    if given is None:
        return None
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError:
        problems.error(f"“{given}” is not a date.", "Write it like 2026-04-01.", "date")
        return None


def _moment(given: Any, problems: _Problems) -> datetime:
    try:
        value = given if isinstance(given, date) else datetime.fromisoformat(str(given))
    except ValueError:
        problems.error(f"“{given}” is not a time.", "Write it like 2026-01-05T08:00:00+00:00.", "date")
        return midnight(date(2000, 1, 1))
    if not isinstance(value, datetime):
        return midnight(value)
    return value if value.tzinfo else value.replace(tzinfo=LONDON)


def _conditions(given: Any, problems: _Problems) -> tuple[Condition, ...]:
    return tuple(_condition(item, problems) for item in given)


def _condition(given: Mapping[str, Any], problems: _Problems) -> Condition:
    tests = [key for key in given if key in TESTS]
    if len(tests) != 1 or set(given) - {"column", "within_days", *TESTS}:
        problems.error(f"{dict(given)} is no test.", f"Give a column and one of: {', '.join(TESTS)}.", "condition")
        return Condition("filled")
    test, value = tests[0], given[tests[0]]
    values = tuple(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else (str(value),)
    if test in {"empty", "filled"}:
        values = ()
    column = str(given.get("column", ""))
    if test == "clock" and values[0] not in {"on time", "late"}:
        problems.error(f"The clock says “on time” or “late”, not “{values[0]}”.", "Use one of the two.", "condition")
    if test not in {"clock", "follow_up"} and not column:
        problems.error(f"The test “{test}” names no column.", "Add the column.", "condition")
    return Condition(test, column, values, int(given.get("within_days", 0)))


def _quantity(given: Mapping[str, Any], problems: _Problems) -> Quantity:
    unknown = set(given) - {"of", "less", "weights", "where"}
    if unknown:
        problems.error(f"A quantity has no {', '.join(sorted(unknown))}.", "Use of, less, weights, where.", "quantity")
    return Quantity(
        of=str(given.get("of", "rows")),
        less=str(given.get("less", "")),
        weights=tuple(
            (str(key), _number(value, problems, "weight")) for key, value in given.get("weights", {}).items()
        ),
        where=_conditions(given.get("where", ()), problems),
    )


def _clock(given: Mapping[str, Any], problems: _Problems) -> Clock:
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
    weekdays = tuple(_WEEKDAYS.index(day) for day in map(str.lower, given.get("weekdays", _WEEKDAYS[:5])))
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
    return replace(clock, opens=str(given.get("opens", clock.opens)), closes=str(given.get("closes", clock.closes)))


def _allowed(given: Any, days: bool, problems: _Problems) -> tuple[tuple[str, int], ...]:
    by_priority = {"": given} if isinstance(given, str) else given
    return tuple((str(priority), _duration(text, days, problems)) for priority, text in by_priority.items())


def _duration(text: Any, days: bool, problems: _Problems) -> int:
    found = _DURATION.match(str(text).strip())
    unit = found[2].removesuffix("s") if found else ""
    if found is None or (days and unit not in {"day", "week"}):
        problems.error(f"“{text}” is not a time.", "Write “2 hours”, “5 days”.", "duration")
        return 0
    seconds = int(found[1]) * _SECONDS[unit]
    return seconds // 86400 if days else seconds


def _target(given: Mapping[str, Any], problems: _Problems) -> Target:
    try:
        year = str(FinancialYear.from_text(str(given.get("year", ""))))
    except ValueError as problem:
        problems.error(str(problem), "Write it like 2026/27.", "target")
        year = ""
    numbers = {
        key: _number(given[key], problems, key) for key in ("target", "minimum", "stretch", "tolerance") if key in given
    }
    band = given.get("band")
    profile = tuple(_number(value, problems, "profile") for value in given.get("profile", ()))
    if profile and len(profile) != 12:
        problems.error(f"The profile has {len(profile)} months.", "Give twelve, April to March.", "profile")
    return Target(
        year=year,
        band=(_number(band[0], problems, "band"), _number(band[1], problems, "band")) if band else None,
        profile=profile,
        **numbers,
    )


def _suspension(given: Mapping[str, Any], problems: _Problems) -> Suspension:
    made = Suspension(
        start=_moment(given.get("from"), problems),
        end=_moment(given.get("to"), problems),
        reason=str(given.get("reason", "")),
        approved_by=str(given.get("approved_by", "")),
        areas=tuple(map(str, given.get("areas", ()))),
    )
    if made.end <= made.start:
        problems.error("A suspension ends before it starts.", "Check its two times.", "suspension")
    if not made.reason or not made.approved_by:
        problems.warning(
            "A suspension needs its reason and who approved it.", "Add reason and approved_by.", "suspension"
        )
    return made


def _baseline(given: Mapping[str, Any] | None, problems: _Problems) -> Baseline | None:
    if given is None:
        return None
    return Baseline(
        _number(given.get("value"), problems, "baseline"), str(given.get("period", "")), str(given.get("method", ""))
    )
