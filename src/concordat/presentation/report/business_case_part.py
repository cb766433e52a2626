"""What the business case comes to for each council, and how likely each promise is, as blocks of the report."""

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.checks import check_business_case
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.results import BusinessCaseResult, Position, Spread
from concordat.domain.business_case.simulate import simulate
from concordat.domain.business_case.work_out import work_out
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import result_hash
from concordat.presentation.charts.business_case import councils_chart
from concordat.presentation.report.doubts import doubts
from concordat.presentation.report.held import Held
from concordat.presentation.report.parts import Block, Picture, Table, Words, bullets, paragraph, says

KIND = "business-case"


def business_case_blocks(held: Held) -> list[Block]:
    """Nothing where the case holds no document of the kind ``business-case``."""
    if held.case.document(KIND) is None:
        return []
    chosen = read_business_case(held.case, reference=load_reference())
    ledgers = open_ledgers(chosen)
    result = work_out(chosen, ledgers=ledgers)
    source = held.sources.cite("The business case", result.provenance, result.hash)
    blocks: list[Block] = [
        paragraph(_opening(result, source)),
        Picture(councils_chart(result), source),
        _positions(result, source),
        paragraph(
            "The total is worked out line by line; what a council has to find first is its own deepest point, and those "
            "need not fall in the same year, so they do not add up to the one of all together.",
            quiet=True,
        ),
    ]
    if chosen.promises:
        blocks += _promises(held, chosen, simulate(chosen, ledgers=ledgers))
    if result.unquantified:
        blocks.append(paragraph("In no figure, because nobody has put one on them:"))
        blocks.append(bullets([says(line.title, illustrative=_made_up(line.fact)) for line in result.unquantified]))
    return blocks + doubts(check_business_case(chosen), source, illustrative=result.illustrative)


def _made_up(fact: object) -> bool:
    return bool(getattr(fact, "illustrative", False))


def _opening(result: BusinessCaseResult, source: tuple[int, ...]) -> Words:
    held, joint = result.assumptions, result.joint
    vehicle = f", delivered as {held.vehicle.replace('-', ' ')}" if held.vehicle else ""
    return says(
        f"The {held.stage}, version {held.version}{vehicle}, over {held.years} years from {held.base_year}: "
        f"a net present value of {_spread(joint.economic.net_present_value)}, and a saving of "
        f"{_spread(joint.annual_saving)} a year at full effect. Paid back in {joint.financial.payback.words}.",
        sources=source,
        illustrative=result.illustrative,
    )


def _spread(spread: Spread) -> str:
    likely = format_pounds(spread.likely)
    if spread.worst == spread.best:
        return likely
    return f"{likely} (between {format_pounds(spread.worst)} and {format_pounds(spread.best)})"


def _positions(result: BusinessCaseResult, source: tuple[int, ...]) -> Table:
    several = [*result.partners, *([result.unshared] if result.unshared else [])]
    rows = [_position(one, (), made_up=result.illustrative) for one in several if len(several) > 1]
    rows.append(_position(result.joint, source, made_up=result.illustrative))
    return Table(
        "Each council's position at the likely figures",
        ("Council", "Saving a year", "Net present value", "Cash over the case", "Paid back in", "To be found first"),
        tuple(rows),
        frozenset({1, 2, 3, 5}),
        last_is_total=True,
    )


def _position(one: Position, source: tuple[int, ...], *, made_up: bool) -> tuple[Words, ...]:
    return (
        says(one.name, illustrative=made_up, sources=source),
        says(format_pounds(one.annual_saving.likely)),
        says(format_pounds(one.economic.net_present_value.likely)),
        says(format_pounds(one.financial.total.likely)),
        says(one.financial.payback.words),
        says(format_pounds(one.financial.most_owed)),
    )


def _promises(held: Held, chosen: BusinessCase, drawn: Simulation) -> list[Block]:
    chances = {row.promise.id: row.chance.value for row in drawn.promises}
    hash = result_hash({id: str(value) for id, value in chances.items()}, drawn.provenance)
    source = held.sources.cite("How likely each promise is to be kept", drawn.provenance, hash)
    made_up = drawn.provenance.illustrative
    rows = [
        (
            says(row.name),
            says(row.promise.title, illustrative=made_up),
            says(format_pounds(row.promise.amount)),
            says(row.chance.words, sources=source),
        )
        for row in drawn.promises
    ]
    if drawn.every_promise is not None and len(rows) > 1:
        every = says(drawn.every_promise.words, sources=source, illustrative=made_up)
        rows.append((says("Everybody"), says("Every promise kept at once"), says("–"), every))
    caption = f"How likely each promise is to be kept: {drawn.draws:,} draws, seed {drawn.seed}"
    return [Table(caption, ("To whom", "Promise", "Amount", "Chance"), tuple(rows), frozenset({2}))]
