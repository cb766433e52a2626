"""What ``concordat business-case`` prints of the lines, councils and years."""

from fractions import Fraction

import typer
from rich.text import Text

from concordat.cli.business_case_changes import print_bridges, print_simulation, print_switching
from concordat.cli.output import (
    console,
    print_table,
)
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.five_cases import five_cases
from concordat.domain.business_case.guarantees import guarantee_outcomes, recovery_of
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.memory import actuals_beside_forecasts
from concordat.domain.business_case.reference_class import OutsideView, outside_view
from concordat.domain.business_case.results import BusinessCaseResult, Position, Spread
from concordat.domain.business_case.work_out import reconcile
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.periods import day_in_words

WHOLE_POUNDS = "  Shown to the nearest pound, so columns may not add up to it; to the penny in --json and --excel.\n"


def print_all(
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
        print_simulation(chosen, drawn, partner)
    if "years" in wanted or partner:
        _print_years(result, shown)
    if "lines" in wanted or "reconciliation" in wanted:
        _print_reconciliation(ledgers, partner)
    if "switching" in wanted:
        print_switching(ledgers)
    if "bridge" in wanted:
        print_bridges(case)
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
