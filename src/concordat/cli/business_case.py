"""``concordat business-case``: what a case is worth, to everybody and to each council, and how likely its promise is."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.text import Text

from concordat.cli.business_case_json import business_case_json
from concordat.cli.output import (
    AsJson,
    CasePath,
    console,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
)
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.checks import check_business_case
from concordat.domain.business_case.five_cases import five_cases
from concordat.domain.business_case.guarantees import guarantee_outcomes, recovery_of
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.memory import Bridge, actuals_beside_forecasts, bridge, versions
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.reference_class import OutsideView, outside_view
from concordat.domain.business_case.results import BusinessCaseResult, Position, Spread, SwitchingValue
from concordat.domain.business_case.sensitivity import scenarios, switching_values
from concordat.domain.business_case.simulate import simulate, under_shapes
from concordat.domain.business_case.vehicle import vehicles
from concordat.domain.business_case.vehicle_change import VehicleChange, change_vehicle
from concordat.domain.business_case.work_out import reconcile, work_out
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.periods import day_in_words

app = typer.Typer(rich_markup_mode=None)
WHOLE_POUNDS = "  Shown to the nearest pound, so columns may not add up to it; to the penny in --json and --excel.\n"
SHOWN = ("years", "lines", "reconciliation", "switching", "bridge", "plan", "outside", "five-cases", "assumptions")


@app.command()
def business_case(
    case: CasePath,
    partner: Annotated[str, typer.Option(help="Only this council’s position")] = "",
    option: Annotated[str, typer.Option(help="The option to work out, where the case does not say")] = "",
    vehicle: Annotated[str, typer.Option(help="What if it were this vehicle: says which lines move")] = "",
    version: Annotated[int, typer.Option(help="An earlier version of the case; 0 for the latest")] = 0,
    simulated: Annotated[bool, typer.Option("--simulate", help="Draw every line from its range: chances")] = False,
    draws: Annotated[int, typer.Option(help="How many draws, in place of the case’s own")] = 0,
    seed: Annotated[int, typer.Option(help="The seed, in place of the case’s own; -1 for the case’s")] = -1,
    show: Annotated[list[str] | None, typer.Option(help=f"Show more: {', '.join(SHOWN)}, or all")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write a workbook with live formulas")] = None,
    as_json: AsJson = False,
) -> None:
    """Work out a business case in two ledgers: economic (real, discounted) and financial (cash), for each council.

    Amounts are pounds in the case and pence in --json. Errors in the lines give exit code 1.

    Examples:

        concordat business-case examples/vision-2020 --simulate

        concordat business-case examples/vision-2020 --partner cotswold --show years

        concordat business-case examples/vision-2020 --vehicle joint-committee
    """
    held, read_findings = open_case(case, as_json=as_json)
    wanted = _wanted(show or [])
    planned = _read(held, option, "", version)
    changed = _read(held, option, vehicle, version) if vehicle else None
    chosen = changed or planned
    _hold_to_what_exists(held, chosen, partner, vehicle, version)
    ledgers = open_ledgers(chosen)
    result = work_out(chosen, ledgers=ledgers)
    drawn = _draw(chosen, ledgers, draws, seed, quiet=as_json) if simulated else None
    findings = worst_first([*read_findings, *check_business_case(chosen)])
    if excel:
        _write_excel(ledgers, result, excel)
    if as_json:
        moved = change_vehicle(planned, changed) if changed else None
        print_json(
            {
                **business_case_json(held, ledgers, result, drawn, partner=partner or None, moved=moved),
                "findings": [finding_json(item) for item in findings],
            }
        )
        finish(findings)
    _print_all(held, chosen, ledgers, result, drawn, partner, wanted)
    if changed:
        _print_change(change_vehicle(planned, changed))
    print_findings(findings)
    if excel:
        typer.echo(f"Wrote {excel}.")
    typer.echo(f"\nResult {result.hash}")
    finish(findings)


def _wanted(said: list[str]) -> frozenset[str]:
    unknown = [name for name in said if name not in {*SHOWN, "all"}]
    if unknown:
        stop(f"“{unknown[0]}” cannot be shown. Use one of: {', '.join(SHOWN)}, all.")
    return frozenset(SHOWN) if "all" in said else frozenset(said)


def _read(case: Case, option: str, vehicle: str, version: int) -> BusinessCase:
    moment = next(
        (d.entered_at for d in case.documents if d.kind == "business-case" and d.version == version and version), None
    )
    return read_business_case(
        case.known_at(moment) if moment else case,
        reference=load_reference(),
        option=option or None,
        vehicle=vehicle or None,
        version=version or None,
    )


def _hold_to_what_exists(case: Case, chosen: BusinessCase, partner: str, vehicle: str, version: int) -> None:
    if partner and partner not in chosen.partners:
        stop(f"“{partner}” has no line in this case. Its partners are: {', '.join(chosen.partners) or 'none'}.")
    known = [item.id for item in vehicles(chosen.reference)]
    if vehicle and vehicle not in known:
        stop(f"“{vehicle}” is not a delivery vehicle we know. Use one of: {', '.join(known)}.")
    if version and not any(d.kind == "business-case" and d.version == version for d in case.documents):
        stop(f"There is no version {version} of this business case.")


def _draw(chosen: BusinessCase, ledgers: Ledgers, draws: int, seed: int, *, quiet: bool) -> Simulation:
    count, start = draws or None, None if seed < 0 else seed
    if quiet or not console().is_terminal:
        return simulate(chosen, ledgers=ledgers, draws=count, seed=start)
    with Progress(transient=True) as bar:
        task = bar.add_task("Drawing", total=count or chosen.assumptions.draws)

        def moved(done: int, wanted: int) -> bool:
            bar.update(task, completed=done, total=wanted)
            return True

        return simulate(chosen, ledgers=ledgers, draws=count, seed=start, progress=moved)


def _write_excel(ledgers: Ledgers, result: BusinessCaseResult, path: Path) -> None:
    from concordat.presentation.business_case_workbook import write_business_case_workbook

    if path.suffix.lower() != ".xlsx":
        stop(f"{path} does not end in .xlsx.")
    write_business_case_workbook(ledgers, result, path)


def _print_all(
    case: Case,
    chosen: BusinessCase,
    ledgers: Ledgers,
    result: BusinessCaseResult,
    drawn: Simulation | None,
    partner: str,
    wanted: frozenset[str],
) -> None:
    shown = result.position_of(partner) if partner else result.joint
    _print_summary(case, result, shown)
    if not partner:
        _print_partners(result)
    if drawn:
        _print_simulation(chosen, drawn, partner)
    if "years" in wanted or partner:
        _print_years(result, shown)
    if "lines" in wanted or "reconciliation" in wanted:
        _print_reconciliation(ledgers, partner)
    if "switching" in wanted:
        _print_switching(ledgers)
    if "bridge" in wanted:
        _print_bridges(case)
    if "plan" in wanted:
        _print_plan(result)
    if "outside" in wanted:
        _print_outside(outside_view(case, reference=chosen.reference, claim=result.joint.annual_saving.likely))
    if "five-cases" in wanted:
        _print_five_cases(chosen, result, drawn)
    if "assumptions" in wanted:
        _print_assumptions(result)
    if not partner:
        _print_recovery(ledgers)
    _print_guarantees(ledgers)
    _print_actuals(ledgers)


def _print_summary(case: Case, result: BusinessCaseResult, shown: Position) -> None:
    held, economic, financial = result.assumptions, shown.economic, shown.financial
    mark = "  ILLUSTRATIVE: some figures are made up" if result.illustrative else ""
    vehicle = f", as {held.vehicle}" if held.vehicle else ""
    typer.echo(f"{case.title}\n{held.stage.capitalize()}, version {held.version}{vehicle}{mark}\n{shown.name}\n")
    ratio = "no costs to divide by" if economic.ratio.value is None else f"{float(economic.ratio.value):.2f}"
    rows = [
        ("Saving a year at full effect", *_spread(shown.annual_saving), f"in {held.base_year} prices"),
        (
            "Net present social value",
            *_spread(economic.net_present_value),
            f"{held.discounting} rates, {held.convention}",
        ),
        ("Cash over the case", *_spread(financial.total), f"{held.years} years, in prices of each year"),
    ]
    print_table("In short", ("", "Worst", "Likely", "Best", "Measured"), rows, right=(1, 2, 3))
    facts = [
        ("Benefit-cost ratio", ratio, economic.ratio.formula),
        ("Paid back in", financial.payback.words, "from cash"),
        ("Paid back in, discounted", economic.discounted_payback.words, "from the economic ledger"),
        ("Equivalent annual value", _maybe(economic.equivalent_annual_value), "even sum in years 1 to the last"),
        ("Has to be found first", format_pounds(financial.most_owed), "deepest running total of cash"),
    ]
    print_table("", ("", "", "How"), facts)
    typer.echo()


def _spread(spread: Spread) -> tuple[str, str, str]:
    return format_pounds(spread.worst), format_pounds(spread.likely), format_pounds(spread.best)


def _whole(pence: int) -> str:
    """To the pound, for wide tables only."""
    return format_pounds(round_to_pence(Fraction(pence, 100)) * 100)


def _maybe(pence: int | None) -> str:
    return "–" if pence is None else format_pounds(pence)


def _print_partners(result: BusinessCaseResult) -> None:
    positions = [*result.partners, *([result.unshared] if result.unshared else []), result.joint]
    if len(positions) < 2:
        return
    rows = [
        (
            Text(position.name, style="bold red" if position.worse_off else ""),
            _whole(position.annual_saving.likely),
            _whole(position.economic.net_present_value.likely),
            _whole(position.financial.total.likely),
            position.financial.payback.words,
            _whole(position.financial.most_owed),
            str(sum(1 for row in position.against_target if row.short and row.short > 0)),
        )
        for position in positions
    ]
    headings = ("Council", "A year", "Present value", "Cash", "Paid back in", "To find first", "Years short of target")
    print_table("Each council", headings, rows, right=(1, 2, 3, 5, 6))
    typer.echo(WHOLE_POUNDS)


def _print_simulation(chosen: BusinessCase, drawn: Simulation, partner: str) -> None:
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


def _print_years(result: BusinessCaseResult, shown: Position) -> None:
    financial, economic = shown.financial, shown.economic
    yearly = [
        (
            str(year),
            f"{float(result.discount_factors[place]):.4f}",
            format_pounds(economic.net[place]),
            format_pounds(financial.savings[place]),
            format_pounds(financial.costs[place]),
            format_pounds(financial.net[place]),
            format_pounds(financial.running[place]),
        )
        for place, year in enumerate(result.years)
    ]
    headings = ("Year", "Factor", "Economic, discounted", "Cash saved", "Cash spent", "Cash net", "Running")
    print_table(f"Year by year: {shown.name}", headings, yearly, right=(1, 2, 3, 4, 5, 6))
    targets = [
        (str(row.year), format_pounds(row.net), _maybe(row.target), _maybe(row.short), _maybe(row.net_budget))
        for row in shown.against_target
    ]
    if targets:
        columns = ("Year", "Cash net", "Savings target", "Short by", "Net budget")
        print_table("Against the medium-term plan", columns, targets, right=(1, 2, 3, 4))
    typer.echo()


def _print_reconciliation(ledgers: Ledgers, partner: str) -> None:
    rows = [
        (
            row.line.title,
            ledgers.business_case.name_of(row.line.partner),
            *map(
                _whole,
                (row.economic, row.discounting, row.transfers, row.not_cash, row.price_change, row.vat, row.financial),
            ),
        )
        for row in reconcile(ledgers)
        if not partner or row.line.partner == partner
    ]
    headings = ("Line", "Council", "Economic", "Discounting", "Transfers", "Not cash", "Prices", "VAT", "Financial")
    print_table("From the economic to the financial ledger, line by line", headings, rows, right=tuple(range(2, 9)))
    typer.echo(WHOLE_POUNDS)


def _print_switching(ledgers: Ledgers) -> None:
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


def _print_bridges(case: Case) -> None:
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


def _print_plan(result: BusinessCaseResult) -> None:
    rows = [
        (
            Text(item.milestone.title, style="bold" if item.critical else ""),
            item.milestone.owner,
            day_in_words(item.starts),
            day_in_words(item.reached),
            "critical" if item.critical else f"{item.slack} days",
            str(len(item.lines)),
        )
        for item in result.plan.milestones
    ]
    headings = ("Milestone", "Owner", "Starts", "Reached", "Slack", "Lines that wait")
    print_table("Plan", headings, rows, right=(5,))
    typer.echo()


def _print_outside(view: OutsideView) -> None:
    rows = [
        (
            row.title,
            row.subject,
            "" if row.claimed is None else f"{row.claimed:f}",
            "" if row.achieved is None else f"{row.achieved:f}",
            row.unit,
            row.strength,
            row.source,
        )
        for row in view.arrangements
    ]
    headings = ("Arrangement", "What", "Claimed", "Achieved", "Unit", "Source is", "Source")
    print_table("The outside view", headings, rows, right=(2, 3))
    typer.echo(f"  {view.words}\n")


def _print_five_cases(chosen: BusinessCase, result: BusinessCaseResult, drawn: Simulation | None) -> None:
    for section in five_cases(chosen, result, drawn):
        typer.echo(f"{section.name}: {section.question}")
        for item in section.items:
            if item.paragraphs:
                typer.echo(f"  {item.heading}: {' '.join(item.paragraphs)}")
        for item in section.gaps:
            console().print(Text(f"  GAP  {item.heading}", style="yellow"))
        typer.echo()


def _print_assumptions(result: BusinessCaseResult) -> None:
    rows = [
        (item.name, item.says, item.source, "yes" if item.illustrative else "") for item in result.provenance.inputs
    ]
    print_table("Assumptions register", ("What", "Says", "Source", "Illustrative"), rows)
    typer.echo()


def _print_guarantees(ledgers: Ledgers) -> None:
    for outcome in guarantee_outcomes(ledgers):
        rows = [
            (str(row.year), format_pounds(row.guaranteed), format_pounds(row.saved), format_pounds(row.paid))
            for row in outcome.years
        ]
        headings = ("Year", "Guaranteed", "Saved", f"Paid by {outcome.guarantee.guarantor}")
        print_table(outcome.guarantee.title, headings, rows, right=(1, 2, 3))
        typer.echo()


def _print_recovery(ledgers: Ledgers) -> None:
    found = recovery_of(ledgers)
    if found is None:
        return
    nets = {partner: found.net(partner) for partner in ledgers.partners}
    rows = [
        (str(year), *(format_pounds(net[place]) for net in nets.values()), format_pounds(found.outstanding[place]))
        for place, year in enumerate(ledgers.years)
    ]
    rows.append(("All years", *(format_pounds(sum(net)) for net in nets.values()), ""))
    names = [ledgers.business_case.name_of(partner) for partner in nets]
    headings = ("Year", *names, "Still to repay")
    title = "Cash where set-up is paid back before savings are shared"
    print_table(title, headings, rows, right=tuple(range(1, len(headings))))
    typer.echo()


def _print_actuals(ledgers: Ledgers) -> None:
    rows = [
        (row.line.title, str(row.year), *map(format_pounds, (row.forecast, row.actual, row.difference)))
        for row in actuals_beside_forecasts(ledgers)
    ]
    if rows:
        headings = ("Line", "Year", "Forecast", "Actual", "Difference")
        print_table("Actuals beside the forecast", headings, rows, right=(2, 3, 4))
        typer.echo()


def _print_change(change: VehicleChange) -> None:
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
