"""The Five Case document assembled from what is held, with its gaps.

Each item says from which stage it is asked for (outline cases ask for less than full ones), where it comes from, and what
it says. An item that nobody wrote and nothing can be worked out for is a gap. The items follow HM Treasury's guidance on
business cases; which of them a stage needs is our reading of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.inputs import BusinessCase, Nature
from concordat.domain.business_case.results import BusinessCaseResult
from concordat.domain.business_case.vehicle import vehicle_called
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import day_in_words

STAGES = ("strategic outline case", "outline business case", "full business case")


@dataclass(frozen=True, slots=True)
class Item:
    heading: str
    paragraphs: tuple[str, ...]
    came_from: str
    needed: bool

    @property
    def is_gap(self) -> bool:
        return self.needed and not self.paragraphs


@dataclass(frozen=True)
class CaseSection:
    name: str
    question: str
    items: tuple[Item, ...]

    @property
    def gaps(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_gap)


@dataclass(frozen=True)
class _Held:
    business_case: BusinessCase
    result: BusinessCaseResult
    simulation: Simulation | None


Words = Callable[[_Held], Iterable[str]]


def five_cases(
    business_case: BusinessCase, result: BusinessCaseResult, simulation: Simulation | None = None
) -> tuple[CaseSection, ...]:
    """The sections of the Five Case model (HM Treasury, Green Book): each item written, worked out, or a gap."""
    stage = business_case.assumptions.stage
    reached = STAGES.index(stage) if stage in STAGES else len(STAGES) - 1
    held = _Held(business_case, result, simulation)
    return tuple(
        CaseSection(name, question, tuple(_item(section, row, held, reached) for row in rows))
        for section, (name, question, rows) in _CASES.items()
    )


def _item(section: str, row: tuple[str, str, int, Words | None], held: _Held, reached: int) -> Item:
    key, heading, asked_from, worked_out = row
    written = _written(held.business_case.assumptions.narrative.get(section, {}).get(key))
    found = tuple(worked_out(held)) if worked_out else ()
    came_from = "the document" if written else "worked out" if found else "nobody yet"
    if written and found:
        came_from = "the document; worked out"
    return Item(heading, (*written, *found), came_from, asked_from <= reached)


def _written(said: Any) -> tuple[str, ...]:
    if isinstance(said, str):
        return (said.strip(),) if said.strip() else ()
    return tuple(str(item) for item in said) if isinstance(said, Sequence) else ()


def _objectives(held: _Held) -> Iterable[str]:
    return (str(fact.get("title", fact.id)) for fact in held.business_case.case.rows("objectives"))


def _benefits(held: _Held) -> Iterable[str]:
    by_source: dict[str, int] = {}
    for line in held.result.lines:
        if line.kind is not LineKind.COST and line.recurring and line.nature is Nature.RUNNING:
            by_source[line.source_of_saving or "not said"] = (
                by_source.get(line.source_of_saving or "not said", 0) + line.central
            )
    for source, amount in sorted(by_source.items(), key=lambda item: -item[1]):
        yield f"{source[:1].upper()}{source[1:]}: {format_pounds(amount)} a year at full effect, as stated."


def _risks(held: _Held) -> Iterable[str]:
    for line in held.result.lines:
        if line.nature in {Nature.MEASURED_RISK, Nature.EARLY_TERMINATION}:
            yield (
                f"{line.title}: {_per_cent(Fraction(line.probability))} chance, {format_pounds(line.least)} to "
                f"{format_pounds(line.most)}."
            )


def _criteria(held: _Held) -> Iterable[str]:
    rows = held.business_case.case.rows("criteria") or held.business_case.case.rows("screen_criteria")
    return (str(fact.get("title", fact.id)) for fact in rows)


def _options(held: _Held) -> Iterable[str]:
    rows = held.business_case.case.rows("options")
    for fact in rows:
        decision = str(fact.get("decision", ""))
        yield f"{fact.get('title', fact.id)}{f': {decision}' if decision else ''}."


def _value(held: _Held) -> Iterable[str]:
    economic = held.result.joint.economic
    spread = economic.net_present_value
    yield (
        f"Net present social value {format_pounds(spread.likely)} ({format_pounds(spread.worst)} to "
        f"{format_pounds(spread.best)} at the corners) over {len(held.result.years)} years from {held.result.years[0]}."
    )
    if economic.ratio.value is not None:
        yield f"Benefit-cost ratio {float(economic.ratio.value):.2f}: {economic.ratio.formula}."


def _chances(held: _Held) -> Iterable[str]:
    if held.simulation:
        for row in held.simulation.promises:
            yield f"{row.promise.title}: {row.chance.words} chance."


def _bias(held: _Held) -> Iterable[str]:
    for bias in held.result.biases.values():
        yield (
            f"{bias.bias_type.capitalize()}: {_per_cent(bias.left)} is left of an upper bound of {_per_cent(bias.upper)}; "
            f"managing it costs {format_pounds(bias.cost_of_managing)}."
        )


def _unmeasured(held: _Held) -> Iterable[str]:
    return (f"{line.title}: no figure. {line.basis}".strip() for line in held.result.unquantified)


def _vehicle(held: _Held) -> Iterable[str]:
    vehicle = vehicle_called(held.business_case.assumptions.vehicle, held.business_case.reference)
    if vehicle:
        yield f"{vehicle.title}. {vehicle.why} ({vehicle.source})"


def _affordability(held: _Held) -> Iterable[str]:
    for position in held.result.partners:
        short = [row for row in position.against_target if row.short is not None and row.short > 0]
        met = [row for row in position.against_target if row.short is not None and row.short <= 0]
        if short or met:
            years = ", ".join(f"{row.year} ({format_pounds(row.short or 0)})" for row in short)
            yield f"{position.name}: {f'short of its target in {years}' if years else 'meets its target in every year'}."


def _cash(held: _Held) -> Iterable[str]:
    for position in held.result.partners:
        yield (
            f"{position.name}: {format_pounds(position.financial.total.likely)} over the case, paid back in "
            f"{position.financial.payback.words}; has to find {format_pounds(position.financial.most_owed)} first."
        )


def _contingency(held: _Held) -> Iterable[str]:
    expected = sum(
        int(line.central * line.probability)
        for line in held.result.lines
        if line.nature in {Nature.MEASURED_RISK, Nature.EARLY_TERMINATION}
    )
    if expected:
        yield f"Expected cost of measured risks {format_pounds(expected)}, besides the optimism bias above."


def _plan(held: _Held) -> Iterable[str]:
    path = held.result.plan.critical_path
    if path:
        yield "Critical path: " + " → ".join(item.milestone.title for item in path) + "."
        last = path[-1]
        yield f"Last reached {day_in_words(last.reached)}."


def _owners(held: _Held) -> Iterable[str]:
    named = [line for line in held.result.lines if line.budget_line]
    if named:
        yield f"{len(named)} of {len(held.result.lines)} lines name the budget they are taken from."


def _per_cent(share: Fraction) -> str:
    return f"{float(share) * 100:.0f}%"


SOC, OBC, FBC = 0, 1, 2
_CASES: dict[str, tuple[str, str, tuple[tuple[str, str, int, Words | None], ...]]] = {
    "strategic": (
        "Strategic case",
        "Is there a compelling case for change, and does it fit?",
        (
            ("context", "Context", SOC, None),
            ("case_for_change", "Case for change", SOC, None),
            ("objectives", "Objectives", SOC, _objectives),
            ("existing_arrangements", "Existing arrangements", SOC, None),
            ("scope", "Scope", SOC, None),
            ("benefits", "Main benefits", SOC, _benefits),
            ("risks", "Main risks", SOC, _risks),
            ("constraints", "Constraints and dependencies", SOC, None),
        ),
    ),
    "economic": (
        "Economic case",
        "Which option gives the best public value?",
        (
            ("criteria", "Critical success factors", SOC, _criteria),
            ("options", "Options", SOC, _options),
            ("value", "Value of the preferred option", OBC, _value),
            ("chance", "Chance of keeping the promise", OBC, _chances),
            ("bias", "Optimism bias", OBC, _bias),
            ("unmonetised", "What could not be put in money", SOC, _unmeasured),
            ("preferred", "Why this option", OBC, None),
        ),
    ),
    "commercial": (
        "Commercial case",
        "Is the deal workable for everybody?",
        (
            ("vehicle", "Delivery vehicle", SOC, _vehicle),
            ("procurement", "Procurement route", OBC, None),
            ("risk_sharing", "How risks and costs are shared", OBC, None),
            ("payment", "Payment", FBC, None),
            ("staff", "Staff", OBC, None),
            ("length", "Length and extension", FBC, None),
        ),
    ),
    "financial": (
        "Financial case",
        "Is it affordable, and where does the money come from?",
        (
            ("affordability", "Against each council’s budget", OBC, _affordability),
            ("cash", "Cash of each council", OBC, _cash),
            ("funding", "Funding", OBC, None),
            ("contingency", "Contingency", OBC, _contingency),
            ("section_151", "View of the section 151 officers", FBC, None),
        ),
    ),
    "management": (
        "Management case",
        "Can it be delivered, and will we know?",
        (
            ("governance", "Governance", SOC, None),
            ("plan", "Plan", OBC, _plan),
            ("benefits", "Who answers for the benefits", OBC, _owners),
            ("risk", "Managing risk", OBC, None),
            ("review", "Review against the case", OBC, None),
            ("exit", "Exit", FBC, None),
        ),
    ),
}
