"""A `Case` and the dated reference data → one `BusinessCase`. Raises nothing; what cannot be read takes its default."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from concordat.domain.business_case.annual_savings import TABLE, LineKind
from concordat.domain.business_case.from_baseline import amounts_from_baseline, price_base_of_rule
from concordat.domain.business_case.inputs import (
    KIND,
    MOST_YEARS,
    Actual,
    Assumptions,
    BiasInSimulation,
    Budget,
    BusinessCase,
    Convention,
    Dependence,
    Guarantee,
    Line,
    Milestone,
    Mitigation,
    Nature,
    Promise,
    RatioFormula,
    ReferenceData,
    Shape,
    Timing,
)
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.periods import LONDON, FinancialYear

Word = TypeVar("Word", bound=StrEnum)
# Every table that a business case is read from.
READS = (
    TABLE,
    "promises",
    "objectives",
    "partner_finances",
    "vehicle_bases",
    "milestones",
    "bias_mitigations",
    "guarantees",
    "actuals",
    "price_indices",
    "correlations",
    "baseline",
    "memberships",
    "organisations",
    "options",
)
TWO_PARTNERS = (";", ",", " and ", "&", "/")


def read_business_case(
    case: Case,
    *,
    reference: ReferenceData,
    option: str | None = None,
    vehicle: str | None = None,
    name: str | None = None,
    version: int | None = None,
    like: BusinessCase | None = None,
) -> BusinessCase:
    """The business case of a case: its latest version unless another is asked for; `option` and `vehicle` ask “what if”.

    `like`: the same read before an edit. The line of a fact that is the very same there is taken over.
    """
    assumptions = read_assumptions(case, name=name, version=version, option=option, vehicle=vehicle)
    known = {id(line.fact): line for line in (*like.lines, *like.set_aside)} if like else {}
    every = tuple(_line(fact, case, known) for fact in case.rows(TABLE))
    held = _held(every, case, assumptions)
    partners = _partners(case, every)
    return BusinessCase(
        case=case,
        assumptions=assumptions,
        lines=held,
        set_aside=_others(every, held),
        partners=partners,
        partner_names=names_of_partners(case),
        own_indices=_own_indices(case),
        promises=_promises(case),
        mitigations=tuple(_mitigation(fact) for fact in case.rows("bias_mitigations")),
        milestones=tuple(_milestone(fact) for fact in case.rows("milestones")),
        guarantees=tuple(_guarantee(fact) for fact in case.rows("guarantees") if _year(fact.get("from_year"))),
        budgets=tuple(_budget(fact) for fact in case.rows("partner_finances") if _year(fact.get("year"))),
        actuals=tuple(_actual(fact) for fact in case.rows("actuals") if _year(fact.get("year"))),
        correlations={
            (str(fact.get("group", "")), str(fact.get("with_group", ""))): Decimal(fact.get("correlation", 0))
            for fact in case.rows("correlations")
        },
        reference=reference,
    )


def read_assumptions(
    case: Case,
    *,
    name: str | None = None,
    version: int | None = None,
    option: str | None = None,
    vehicle: str | None = None,
) -> Assumptions:
    """From the document, or a stand-in that begins with the earliest line where nobody wrote one."""
    document = _document(case, name, version)
    said: Mapping[str, Any] = document.content if document else {}
    base = _year(said.get("base_year")) or _earliest_year(case)
    return Assumptions(
        title=str(said.get("title") or case.title),
        base_year=base,
        years=_whole(said.get("years"), 10, least=1, most=MOST_YEARS),
        stage=str(said.get("stage", "strategic outline case")),
        on=_day(said.get("date")) or (_day(document.entered_at) if document else None),
        option=option if option is not None else str(said.get("option", "")),
        vehicle=vehicle if vehicle is not None else str(said.get("vehicle", "")),
        discounting=str(said.get("discounting", "standard")),
        convention=_word(Convention, said.get("convention"), Convention.YEAR_END),
        price_index=str(said.get("price_index", "gdp")),
        ratio=_word(RatioFormula, said.get("ratio"), RatioFormula.BENEFITS_TO_COSTS),
        shape=_word(Shape, said.get("shape"), Shape.PERT),
        dependence=_word(Dependence, said.get("dependence"), Dependence.NONE),
        correlation=_number(said.get("correlation"), Decimal("0.3")),
        bias_in_simulation=_word(BiasInSimulation, said.get("bias_in_simulation"), BiasInSimulation.WHERE_NO_RANGE),
        draws=_whole(said.get("draws"), 20_000, least=1_000, most=2_000_000),
        seed=_whole(said.get("seed"), 1, least=0, most=2**63 - 1),
        joint_shares={
            str(key): _number(value, Decimal(0)) for key, value in dict(said.get("joint_shares", {})).items()
        },
        set_up_recovered_first=said.get("set_up_recovered_first") is True,
        narrative=dict(said.get("five_cases", {})),
        version=document.version if document else 1,
        document=document,
        said=document is not None,
    )


def _document(case: Case, name: str | None, version: int | None) -> Document | None:
    if version is None:
        return case.document(KIND, name)
    latest = case.document(KIND, name)
    return next(
        (d for d in case.documents if latest and d.kind == KIND and d.name == latest.name and d.version == version),
        None,
    )


def _earliest_year(case: Case) -> FinancialYear:
    starts = [fact.get("start") for fact in case.rows(TABLE) if isinstance(fact.get("start"), date)]
    if starts:
        return FinancialYear.containing(min(starts))
    told = [fact.entered_at for fact in case.rows(TABLE) if fact.entered_at]
    return FinancialYear.containing(min(told).astimezone(LONDON).date()) if told else FinancialYear(2026)


def _held(lines: tuple[Line, ...], case: Case, assumptions: Assumptions) -> tuple[Line, ...]:
    """Lines of the option and vehicle the case is for; a line that names none holds for all."""

    def holds(line: Line) -> bool:
        options = options_of_line(line)
        vehicles = line.fact.get("vehicles", ()) if line.fact else ()
        for_option = not options or not assumptions.option or assumptions.option in options
        return for_option and (not vehicles or not assumptions.vehicle or assumptions.vehicle in vehicles)

    return tuple(line for line in lines if holds(line))


def _others(every: tuple[Line, ...], held: tuple[Line, ...]) -> tuple[Line, ...]:
    kept = {id(line) for line in held}
    return tuple(line for line in every if id(line) not in kept)


def options_of_line(line: Line) -> tuple[str, ...]:
    """The options a line names; nothing where it holds for all."""
    said = line.fact.get("option", ()) if line.fact else ()
    return (said,) if isinstance(said, str) else tuple(said)


def _line(fact: Fact, case: Case, known: Mapping[int, Line]) -> Line:
    """A line by a rule on the baseline is read anew, because the baseline may have changed."""
    held = known.get(id(fact))
    return held if held is not None and not fact.values.get("baseline_rule") else read_line(fact, case)


def read_line(fact: Fact, case: Case) -> Line:
    """One line from its row; amounts in pence, from the baseline where the row has a rule for that."""
    get = fact.values.get
    low, likely, high, price_base = get("low"), get("likely"), get("high"), get("price_base")
    if get("baseline_rule"):
        low, likely, high = amounts_from_baseline(fact, case) or (low, likely, high)
        price_base = price_base or price_base_of_rule(fact, case)
    kind, probability = get("kind"), get("probability")
    correction = get("correction")
    return Line(
        id=fact.id,
        title=str(get("title") or fact.id),
        kind=_word(LineKind, kind, LineKind.SAVING),
        low=low if isinstance(low, int) else None,
        likely=likely if isinstance(likely, int) else None,
        high=high if isinstance(high, int) else None,
        recurring=get("recurring") is not False,
        partner=one_partner(str(get("partner") or "")),
        service=str(get("service") or ""),
        layer=str(get("layer") or ""),
        source_of_saving=str(get("source_of_saving") or ""),
        nature=_word(Nature, get("nature"), Nature.RUNNING),
        timing=_timing(fact),
        price_base=_year(price_base),
        price_index=str(get("price_index") or ""),
        cashable=str(get("cashable") or "not stated"),
        transfer=get("economic") == "transfer",
        vat=str(get("vat") or "none"),
        evidence_grade=str(get("evidence_grade") or ""),
        correction=correction if isinstance(correction, Decimal) else None,
        bias_type=str(get("bias_type") or ""),
        probability=probability if isinstance(probability, Decimal) else Decimal(1),
        risk_area=str(get("risk_area") or ""),
        shape=_word(Shape, get("shape"), None),
        group=str(get("group") or ""),
        confidence=str(get("confidence") or ""),
        basis=str(get("basis") or ""),
        budget_line=str(get("budget_line") or ""),
        fact=fact,
    )


@lru_cache(maxsize=4096)
def one_partner(text: str) -> str:
    """The partner, or nothing where two are named: such a line stays joint, and `checks` says what to do."""
    return "" if any(mark in text for mark in TWO_PARTNERS) else text.strip()


def _timing(fact: Fact) -> Timing:
    ramp = fact.get("ramp_up_months", 0)
    return Timing(
        start=_day(fact.values.get("start")),
        end=_day(fact.values.get("end")),
        milestone=str(fact.get("milestone", "")),
        ramp_up_months=ramp if isinstance(ramp, int) else 0,
        profile=read_profile(fact.get("profile", ())) or (),
    )


def read_profile(said: Iterable[str]) -> tuple[Decimal, ...] | None:
    """``("25%", "0.5", "100%")`` → shares. None where one of them is not a share."""
    shares = []
    for text in (said,) if isinstance(said, str) else said:
        per_cent = text.strip().endswith("%")
        try:
            value = Decimal(text.strip().removesuffix("%").strip())
        except InvalidOperation:
            return None
        shares.append(value / 100 if per_cent or abs(value) > 1 else value)
    return tuple(shares)


def _partners(case: Case, lines: Iterable[Line]) -> tuple[str, ...]:
    """Whoever the lines name, in the order of the memberships where there are any, else of the lines."""
    bases = (one_partner(str(fact.get("partner", ""))) for fact in case.rows("vehicle_bases"))
    named = dict.fromkeys(partner for partner in (*(line.partner for line in lines), *bases) if partner)
    order = [str(fact.get("partner", "")) for fact in case.rows("memberships")]
    known = {id: place for place, id in enumerate(order)}
    return tuple(sorted(named, key=lambda id: known.get(id, len(known))))


def names_of_partners(case: Case) -> dict[str, str]:
    return {fact.id: str(fact.get("short_name") or fact.get("name") or fact.id) for fact in case.rows("organisations")}


def _own_indices(case: Case) -> dict[str, dict[FinancialYear, Decimal]]:
    found: dict[str, dict[FinancialYear, Decimal]] = {}
    for fact in case.rows("price_indices"):
        year, change = _year(fact.get("year")), fact.get("change")
        if year and isinstance(change, Decimal):
            found.setdefault(str(fact.get("index", "")), {})[year] = change
    return found


def _promises(case: Case) -> tuple[Promise, ...]:
    """From the table; where it is empty, the least annual saving that an objective asks for."""
    said = tuple(
        Promise(
            id=fact.id,
            title=str(fact.get("title", fact.id)),
            measure=str(fact.get("measure", "annual saving")),
            amount=fact.get("amount", 0),
            partner=str(fact.get("partner", "")),
            year=_year(fact.get("year")),
            said_on=_day(fact.get("said_on")),
            fact=fact,
        )
        for fact in case.rows("promises")
    )
    if said:
        return said
    return tuple(
        Promise(fact.id, str(fact.get("title", fact.id)), "annual saving", fact.get("least_annual_saving"), fact=fact)
        for fact in case.rows("objectives")
        if isinstance(fact.get("least_annual_saving"), int)
    )


def _mitigation(fact: Fact) -> Mitigation:
    return Mitigation(
        fact.id,
        str(fact.get("bias_type", "")),
        str(fact.get("risk_area", "")).strip().lower(),
        fact.get("contribution"),
        fact.get("managed", Decimal(0)),
        fact.get("cost", 0),
        tuple(fact.get("relies_on", ())),
        fact,
    )


def _milestone(fact: Fact) -> Milestone:
    return Milestone(
        fact.id,
        str(fact.get("title", fact.id)),
        _day(fact.get("starts")),
        fact.get("days", 0),
        _day(fact.get("due")),
        tuple(fact.get("waits_for", ())),
        str(fact.get("owner", "")),
        str(fact.get("partner", "")),
        str(fact.get("benefit", "")),
        _day(fact.get("reached")),
        fact,
    )


def _guarantee(fact: Fact) -> Guarantee:
    return Guarantee(
        fact.id,
        str(fact.get("title", fact.id)),
        str(fact.get("guarantor", "")),
        str(fact.get("partner", "")),
        fact.get("amount", 0),
        _year(fact.get("from_year")) or FinancialYear(2026),
        max(1, fact.get("years", 1)),
        tuple(fact.get("lines", ())),
        fact,
    )


def _budget(fact: Fact) -> Budget:
    return Budget(
        str(fact.get("partner", "")),
        _year(fact.get("year")) or FinancialYear(2026),
        fact.get("net_budget"),
        fact.get("savings_target"),
        fact,
    )


def _actual(fact: Fact) -> Actual:
    return Actual(
        str(fact.get("line", "")), _year(fact.get("year")) or FinancialYear(2026), fact.get("amount", 0), fact
    )


def _year(value: Any) -> FinancialYear | None:
    if isinstance(value, FinancialYear):
        return value
    try:
        return FinancialYear.from_text(str(value)) if value else None
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(LONDON).date()
    return value if isinstance(value, date) else None


def _word(words: type[Word], value: Any, default: Any) -> Any:
    try:
        return words(str(value)) if value else default
    except ValueError:
        return default


def _whole(value: Any, default: int, *, least: int, most: int) -> int:
    given = isinstance(value, int) and not isinstance(value, bool)
    return min(most, max(least, value)) if given else default


def _number(value: Any, default: Decimal) -> Decimal:
    """A number as TOML gives it, or text such as “30%”."""
    if isinstance(value, str):
        read = read_profile((value,))
        return read[0] if read else default
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else default
