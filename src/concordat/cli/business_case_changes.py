"""What ``concordat business-case`` prints of chances, and of what may turn out otherwise or did change."""

import typer

from concordat.cli.output import (
    print_table,
)
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.memory import Bridge, bridge, versions
from concordat.domain.business_case.results import SwitchingValue
from concordat.domain.business_case.sensitivity import scenarios, switching_values
from concordat.domain.business_case.simulate import under_shapes
from concordat.domain.business_case.vehicle_change import VehicleChange
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.money import format_pounds


def print_simulation(chosen: BusinessCase, drawn: Simulation, partner: str) -> None:
    rows = [
        (row.name, row.promise.title, format_pounds(row.promise.amount), row.chance.words, row.chance.error_words)
        for row in drawn.promises
        if not partner or row.promise.partner in {"", partner}
    ]
    if drawn.every_promise and len(drawn.promises) > 1:
        rows.append(
            ("Everybody", "Every promise kept at once", "", drawn.every_promise.words, drawn.every_promise.error_words)
        )
    if drawn.nobody_worse_off:
        rows.append(
            (
                "Everybody",
                "No council worse off in cash",
                "",
                drawn.nobody_worse_off.words,
                drawn.nobody_worse_off.error_words,
            )
        )
    if rows:
        headings = ("Council", "Promise", "Amount", "Chance", "Standard error")
        print_table("Chance of keeping the promise", headings, rows, right=(2, 3, 4))
    risks = [risk for risk in (*drawn.partners, drawn.joint) if not partner or risk.partner == partner]
    print_table(
        f"Drawn {drawn.draws:,} times, seed {drawn.seed}",
        ("Council", "A year: 1 in 10 below", "Middle", "1 in 10 above", "Present value, middle", "Worse off"),
        [
            (
                risk.name,
                risk.annual.quantiles[0.10].words,
                risk.annual.middle.words,
                risk.annual.quantiles[0.90].words,
                risk.net_present_value.middle.words,
                risk.worse_off.words,
            )
            for risk in risks
        ],
        right=(1, 2, 3, 4, 5),
    )
    drivers = [
        (row.line.title, chosen.name_of(row.line.partner), f"{row.share_of_variance * 100:.0f}%")
        for row in drawn.drivers[:8]
    ]
    print_table("What drives it", ("Line", "Council", "Share of the variance"), drivers, right=(2,))
    for sentence in drawn.assumptions:
        typer.echo(f"  {sentence}")
    typer.echo()
    if chosen.promises and any(line.has_range and line.likely is None for line in chosen.lines):
        _print_shapes(chosen)


def _print_shapes(chosen: BusinessCase) -> None:
    """No likely value was published, so the shape is anybody’s guess: the chance under three of them."""
    found = under_shapes(chosen)
    rows = [(shape.value, *(row.chance.words for row in drawn.promises)) for shape, drawn in found.items()]
    titles = [row.promise.title for row in next(iter(found.values())).promises]
    typer.echo("No likely value was published for some lines: the chance under three shapes")
    print_table("", ("Shape of the range", *titles), rows, right=tuple(range(1, len(titles) + 1)))
    typer.echo()


def print_switching(ledgers: Ledgers) -> None:
    rows = [
        (_titled(row, ledgers), format_pounds(row.present_value), f"{float(row.change) * 100:+.0f}%")
        for row in switching_values(ledgers)[:12]
        if row.change is not None
    ]
    columns = ("What", "Present value", "Change that makes the whole worth nothing")
    print_table("Switching values", columns, rows, right=(1, 2))
    otherwise = [
        (row.title, *map(format_pounds, (row.net_present_value, row.change, row.cash_change)))
        for row in scenarios(ledgers)
    ]
    headings = ("What", "Net present value", "Change", "Change of cash")
    print_table("If things go otherwise", headings, otherwise, right=(1, 2, 3))
    typer.echo()


def _titled(row: SwitchingValue, ledgers: Ledgers) -> str:
    return f"{row.title}, {ledgers.business_case.name_of(row.line.partner)}" if row.line else row.title


def print_bridges(case: Case) -> None:
    held = versions(case, reference=load_reference())
    for before, after in zip(held, held[1:], strict=False):
        _print_bridge(bridge(before, after))
    if len(held) < 2:
        typer.echo("There is one version: nothing to bridge yet.\n")


def _print_bridge(found: Bridge) -> None:
    rows = [(f"{found.before_stage.capitalize()}", format_pounds(found.before))]
    rows += [(f"  {cause.value}", format_pounds(moved)) for cause, moved in found.by_cause.items()]
    rows.append((f"{found.after_stage.capitalize()}", format_pounds(found.after)))
    title = "What changed the net present value, by cause"
    print_table(title, ("", "Present value"), rows, right=(1,))
    lines = [
        (
            row.title,
            row.partner,
            format_pounds(row.before),
            format_pounds(row.after),
            format_pounds(row.change),
            ", ".join(cause.value for cause in row.by_cause),
        )
        for row in found.lines[:12]
        if row.change
    ]
    headings = ("Line", "Council", "Before", "After", "Change", "Because of")
    print_table("The lines that changed most", headings, lines, right=(2, 3, 4))
    typer.echo()


def print_change(change: VehicleChange) -> None:
    names = [vehicle.title if vehicle else "no vehicle named" for vehicle in (change.before, change.after)]
    rows = [
        (row.line.title, row.partner, *map(format_pounds, (row.cash_before, row.cash_after, row.cash_moved)))
        for row in change.moved
    ]
    headings = ("Line", "Council", f"Cash: {names[0]}", names[1], "Moved")
    print_table("What moves with the vehicle", headings, rows, right=(2, 3, 4))
    before, after = change.net_present_value
    cash_before, cash_after = change.cash
    typer.echo(
        f"{len(change.moved)} lines moved, {change.stayed} stayed. Net present value {format_pounds(before)} → "
        f"{format_pounds(after)}; cash {format_pounds(cash_before)} → {format_pounds(cash_after)}."
    )
    if change.hinge:
        typer.echo(f"The line that moved most: {change.hinge.line.title}, {change.hinge.partner}.\n")
