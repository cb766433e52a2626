"""An `Appraisal` out of a `Case`: the criteria document, the options, and everybody's scores and statements.

Where the document says nothing about which options are compared, every published option that has not been dropped is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from concordat.domain.appraisal.inputs import (
    AgreedScore,
    Appraisal,
    Area,
    Criterion,
    Figure,
    Group,
    Judge,
    OptionJudged,
    Score,
    SpeaksFor,
    Statement,
    StatementKind,
)
from concordat.domain.appraisal.value_functions import Shape, ValueFunction
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.options.inputs import Decision, Kind, Option

KIND = "appraisal"


@dataclass(frozen=True)
class AppraisalRead:
    """None where the case has no such document, or where it has an error."""

    appraisal: Appraisal | None
    findings: tuple[Finding, ...] = ()


def read_appraisal(
    case: Case, *, name: str | None = None, figures: Mapping[str, Mapping[str, Figure]] | None = None
) -> AppraisalRead:
    """The named appraisal of a case, or its first. `figures` are levels worked out elsewhere, by what takes them."""
    document = case.document(KIND, name)
    if document is None:
        return AppraisalRead(None)
    findings: list[Finding] = []
    criteria = tuple(_criteria(document, findings))
    if findings or not criteria:
        return AppraisalRead(None, tuple(findings) or (_none(document),))
    return AppraisalRead(_assembled(case, document, criteria, figures or {}))


def _none(document: Document) -> Finding:
    return error(
        Where(item=document.title),
        "There is no criterion.",
        "Add criteria of your own, or start from a ready set.",
        code="appraisal.no_criteria",
    )


def _assembled(
    case: Case, document: Document, criteria: tuple[Criterion, ...], figures: Mapping[str, Mapping[str, Figure]]
) -> Appraisal:
    content = document.content
    return Appraisal(
        name=document.name,
        title=document.title,
        question=str(content.get("question", "")),
        criteria=criteria,
        options=_options(case, content),
        scores=tuple(map(_score, case.rows("scores"))),
        agreed=tuple(map(_agreed, case.rows("agreed_scores"))),
        statements=tuple(map(_statement, case.rows("weight_statements"))),
        figures=figures,
        areas=_areas(case, content),
        each_further_option_costs=_decimal(content.get("each_further_option_costs")) or Decimal(0),
        organisations={fact.id: str(fact.get("short_name") or fact.get("name")) for fact in case.rows("organisations")},
        seed=int(content.get("seed", 1)),
        document=document,
    )


def _options(case: Case, content: Mapping[str, Any]) -> tuple[OptionJudged, ...]:
    wanted = [str(item) for item in content.get("options", ())]
    listed = [Option.of(fact) for fact in case.rows("options")]
    kept = [
        option
        for option in listed
        if (option.id in wanted if wanted else option.published and option.decision is not Decision.DROPPED)
    ]
    if wanted:
        kept.sort(key=lambda option: wanted.index(option.id))
    return tuple(
        OptionJudged(option.id, option.title, option.short_title, option.kind is Kind.BUSINESS_AS_USUAL, option.fact)
        for option in kept
    )


def _areas(case: Case, content: Mapping[str, Any]) -> tuple[Area, ...]:
    shares = content.get("service_areas", {})
    return tuple(
        Area(fact.id, str(fact.get("title", fact.id)), _decimal(shares[fact.id]) or Decimal(1))
        for fact in case.rows("service_areas")
        if fact.id in shares
    )


def _criteria(document: Document, findings: list[Finding]) -> Iterator[Criterion]:
    seen: set[str] = set()
    given = document.content.get("criteria", ())
    for number, item in enumerate(given if isinstance(given, list) else (), start=1):
        where = Where(f"{document.kind}/{document.name}", "criteria", number, item=str(item.get("id", "")))
        problem = _problem(item, seen)
        if problem:
            findings.append(error(where, *problem, code="appraisal.criterion"))
            continue
        seen.add(str(item["id"]))
        try:
            yield _criterion(item)
        except (ValueError, InvalidOperation, TypeError, KeyError) as mistake:
            findings.append(
                error(
                    where,
                    f"The scale cannot be read: {mistake}.",
                    "Give worst and best, or points, steps or words with a value from 0 to 100 each.",
                    code="appraisal.scale",
                )
            )


def _problem(item: Mapping[str, Any], seen: set[str]) -> tuple[str, str] | None:
    id = str(item.get("id", ""))
    if not id or not item.get("title"):
        return "A criterion needs an id and a title.", "Add what is missing."
    if id in seen:
        return f"“{id}” is used twice.", "Give each criterion a short name of its own."
    parent = str(item.get("parent", ""))
    if parent and parent not in seen:
        return f"Its parent “{parent}” does not stand before it.", "Put the parent first, or leave parent out."
    return None


def _criterion(item: Mapping[str, Any]) -> Criterion:
    function = _function(item.get("value", {}))
    return Criterion(
        id=str(item["id"]),
        title=str(item["title"]),
        meaning=str(item.get("meaning", "")),
        parent=str(item.get("parent", "")),
        function=function,
        knock_out=_decimal(item.get("knock_out")),
        takes=str(item.get("takes", "")),
        relative=bool(item.get("scale_by_options", False)),
        worst_words=str(item.get("worst_words", "")),
        best_words=str(item.get("best_words", "")),
    )


def _function(given: Mapping[str, Any]) -> ValueFunction:
    """``worst``/``best`` for a straight line; ``points`` or ``steps`` as [level, value] pairs; ``words`` with values."""
    words = {str(word): Decimal(value) for word, value in given.get("words", {}).items()} or None
    unit = str(given.get("unit", ""))
    for name, shape in (("points", Shape.PIECEWISE), ("steps", Shape.STEPPED)):
        if name in given:
            pairs = sorted((Decimal(level), Decimal(value)) for level, value in given[name])
            levels, values = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
            _hold(levels, values)
            return ValueFunction(shape, levels, values, unit, words)
    worst, best = Decimal(given.get("worst", 0)), Decimal(given.get("best", 100))
    rising = best > worst
    levels = (worst, best) if rising else (best, worst)
    values = (Decimal(0), Decimal(100)) if rising else (Decimal(100), Decimal(0))
    _hold(levels, values)
    return ValueFunction(Shape.LINEAR, levels, values, unit, words)


def _hold(levels: tuple[Decimal, ...], values: tuple[Decimal, ...]) -> None:
    if len(levels) < 2 or len(set(levels)) != len(levels):
        raise ValueError("two levels at least, and no level twice")
    if any(not 0 <= value <= 100 for value in values):
        raise ValueError("a value lies outside 0 to 100")
    steps = [after - before for before, after in zip(values, values[1:], strict=False)]
    if any(step > 0 for step in steps) and any(step < 0 for step in steps):
        raise ValueError("values rise and fall: split it into two criteria")


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _figure(fact: Fact, column: str) -> Decimal | None:
    value = fact.get(column)
    return value if isinstance(value, Decimal) else None


def _judge(fact: Fact) -> Judge:
    person = str(fact.get("scorer") or fact.author)
    return Judge(fact.organisation, person, Group(str(fact.get("group", "officers"))))


def _score(fact: Fact) -> Score:
    return Score(
        criterion=str(fact.get("criterion", "")),
        option=str(fact.get("option", "")),
        judge=_judge(fact),
        low=_figure(fact, "low"),
        likely=_figure(fact, "likely"),
        high=_figure(fact, "high"),
        category=str(fact.get("category", "")),
        service_area=str(fact.get("service_area", "")),
        evidence=str(fact.get("evidence", "")),
        reference_site=str(fact.get("reference_site", "")),
        confidence=str(fact.get("confidence", "not graded")),
        fact=fact,
    )


def _agreed(fact: Fact) -> AgreedScore:
    held_out = fact.get("held_out", ())
    return AgreedScore(
        criterion=str(fact.get("criterion", "")),
        option=str(fact.get("option", "")),
        low=_figure(fact, "low"),
        likely=_figure(fact, "likely"),
        high=_figure(fact, "high"),
        category=str(fact.get("category", "")),
        service_area=str(fact.get("service_area", "")),
        reason=str(fact.get("reason", "")),
        held_out=tuple(held_out) if isinstance(held_out, tuple) else (),
        fact=fact,
    )


def _statement(fact: Fact) -> Statement:
    return Statement(
        id=fact.id,
        kind=StatementKind(str(fact.get("kind", "swing"))),
        criterion=str(fact.get("criterion", "")),
        judge=_judge(fact),
        than=str(fact.get("than", "")),
        points=_figure(fact, "points"),
        least=_figure(fact, "least"),
        most=_figure(fact, "most"),
        speaks_for=SpeaksFor(str(fact.get("speaks_for", "person"))),
        reason=str(fact.get("reason", "")),
        fact=fact,
    )
