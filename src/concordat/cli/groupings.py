"""``concordat groupings``: where everybody stands, and the best set of groupings with its next best and its limits."""

import signal
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer
from rich.text import Text

from concordat.cli.output import (
    AsJson,
    CasePath,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
)
from concordat.clients.child_process import ChildFailed, run_in_child
from concordat.domain.kernel.findings import Finding, has_errors, worst_first
from concordat.domain.kernel.money import format_pounds
from concordat.domain.sharing.assumptions import AssumptionMistake, Assumptions, read_assumptions
from concordat.domain.sharing.checks import check_sharing
from concordat.domain.sharing.choosing import Progress
from concordat.domain.sharing.groupings import Request, answer_request, partial_answer
from concordat.domain.sharing.inputs import SharingCase, read_sharing
from concordat.domain.sharing.matrix import Matrix, positions_matrix
from concordat.domain.sharing.results import Grouping, Groupings, Leaving, Plan
from concordat.presentation.words import pounds_short

app = typer.Typer(rich_markup_mode=None)

_STYLES = {"retain": "bold red", "share management": "yellow", "share the service": "green", "already shared": "cyan"}
_SHORT = {
    "retain": "retain",
    "share management": "management",
    "share the service": "service",
    "already shared": "shared",
    "no position": "–",
}


@app.command()
def groupings(
    case: CasePath,
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option(min=1, help="How long the search for the best plan may take")] = 120.0,
    gap: Annotated[
        float | None, typer.Option(min=0, max=1, help="How near the best is near enough, such as 0.02 for 2%")
    ] = None,
    next_plans: Annotated[int, typer.Option("--next", min=0, max=50, help="How many next-best plans to find")] = 10,
    limits: Annotated[bool, typer.Option(help="Work out what each hard limit costs")] = True,
    seed: Annotated[int, typer.Option(help="Seed of the search; the same seed gives the same plan")] = 1,
    on: Annotated[str, typer.Option(help="The day for which positions are shown, such as 2016-04-01")] = "",
) -> None:
    """Find who should share what with whom, in which wave, within every limit the councils set.

    Reads positions, baselines and the document of kind “groupings” that says what sharing saves and costs. Ctrl-C stops
    the search and prints the best plan so far. Money is whole pence in --json.

    Example: concordat groupings examples/vision-2020
    """
    held, read_findings = open_case(case, as_json=as_json)
    findings = worst_first([*read_findings, *check_sharing(held)])
    sharing = read_sharing(held)
    assumptions = _assumptions(held)
    if not sharing.positions:
        typer.echo("This case holds no positions. Add some to tables/positions.csv, or to the sheet positions.")
        finish(findings)
    matrix = positions_matrix(sharing, on=_day(on, assumptions))
    found = None
    if assumptions is not None and not has_errors(findings):
        request = Request(sharing, assumptions, gap, seconds, next_plans, limits, seed)
        found = _search(request)
    if as_json:
        print_json(groupings_json(sharing, assumptions, matrix, found, findings))
        finish(findings)
    typer.echo(f"{held.title}\n")
    _print_matrix(matrix)
    if found is not None and assumptions is not None:
        _print_found(sharing, assumptions, found)
    print_findings(findings)
    if found is not None:
        typer.echo(f"\nResult {found.hash}")
    finish(findings)


def _assumptions(case: Any) -> Assumptions | None:
    try:
        return read_assumptions(case)
    except AssumptionMistake:
        return None  # told among the findings


def _day(given: str, assumptions: Assumptions | None) -> date:
    if given:
        try:
            return date.fromisoformat(given)
        except ValueError as problem:
            raise typer.BadParameter("Write the day like 2016-04-01.", param_hint="--on") from problem
    return assumptions.waves[0].starts if assumptions is not None else date.max


@dataclass
class _Stop:
    asked: bool = False

    def ask(self, *_: Any) -> None:
        self.asked = True


def _search(request: Request) -> Groupings:
    """In a child, so that Ctrl-C keeps the best so far."""
    stop = _Stop()
    before = signal.signal(signal.SIGINT, stop.ask)
    last: list[Progress] = []
    try:
        ended = run_in_child(answer_request, request, tell=last.append, cancelled=lambda: stop.asked)
    except ChildFailed as problem:
        from concordat.cli.output import stop as end

        end(f"The search could not be finished. {problem}", code=1)
    finally:
        signal.signal(signal.SIGINT, before)
    if ended.result is not None:
        return ended.result
    best = next((step for step in reversed(last) if step.columns), None)
    columns, bound = (best.columns, best.bound) if best else ((), None)
    return partial_answer(request.sharing, request.assumptions, columns, bound=bound)


def _print_matrix(matrix: Matrix) -> None:
    rows: list[tuple[str | Text, ...]] = []
    for row in matrix.rows:
        cells = [
            Text(
                _SHORT[cell.word]
                + (" …" if cell.later else "")
                + (f" {cell.score}" if cell.score is not None else "")
                + (" *" if cell.illustrative else ""),
                style=_STYLES.get(cell.word, ""),
            )
            for cell in row.cells
        ]
        title = dict(matrix.councils).get(row.one_step, "")
        rows.append((row.service.title, *cells, f"{title} is one step away" if title else row.venture))
    print_table(
        f"Positions on {matrix.on.day} {matrix.on:%B %Y}", ("Service", *(t for _, t in matrix.councils), ""), rows
    )
    typer.echo("The number is the score to retain (0 to 20). … moves later. * illustrative.\n")


def _print_found(sharing: SharingCase, assumptions: Assumptions, found: Groupings) -> None:
    typer.echo(found.words)
    if found.plan is None:
        return
    plan, mark = found.plan, " (illustrative: rests on made-up rows)" if found.provenance.illustrative else ""
    print_table(
        f"The best plan, {assumptions.years} years{mark}",
        ("Service", "Councils", "From", "Whole service", "£ a year", "Low", "Likely", "High"),
        [_grouping_row(sharing, assumptions, grouping) for grouping in plan.groupings]
        + [("Together", "", "", "", *(pounds_short(x) for x in (plan.yearly, plan.low, plan.likely, plan.high)))],
        right=(4, 5, 6, 7),
    )
    _print_councils(sharing, found, plan)
    if found.next_best:
        print_table(
            "Next best",
            ("", "Behind the best", "What differs"),
            [
                (
                    str(place),
                    format_pounds(other.behind),
                    ", ".join(sharing.service_titles[s] for s, _, _ in other.differs),
                )
                for place, other in enumerate(found.next_best, start=2)
            ],
            right=(1,),
        )
        if not all(other.proven for other in found.next_best):
            typer.echo("The next best are the best found near the plan; none can be worth more than the bound above.")
    _print_limits(found)


def _print_limits(found: Groupings) -> None:
    if found.limits is None:
        if found.plan is not None and found.plan.groupings:
            typer.echo("What each limit costs was not asked for, or the search was stopped before it.")
        return
    costly = [limit for limit in found.limits if limit.cost > 0]
    if all(limit.at_most is None for limit in found.limits):
        print_table(
            f"What limits cost: {len(costly)} of {len(found.limits)} cost something",
            ("Limit", "Over the period", "£ a year at the end"),
            [(limit.says, format_pounds(limit.cost), format_pounds(limit.cost_a_year)) for limit in costly],
            right=(1, 2),
        )
        return
    print_table(
        f"What limits cost against the plan found: of {len(found.limits)}, {len(costly)} are known to cost something",
        ("Limit", "At least", "At most", "£ a year at the end"),
        [
            (
                limit.says,
                format_pounds(limit.cost),
                "not known" if limit.at_most is None else format_pounds(limit.at_most),
                format_pounds(limit.cost_a_year),
            )
            for limit in found.limits
        ],
        right=(1, 2, 3),
    )
    typer.echo(
        "“At most” holds the gap of the plan itself: without the limit nothing can be worth more than that above it."
    )


def _grouping_row(sharing: SharingCase, assumptions: Assumptions, grouping: Grouping) -> tuple[str, ...]:
    waves = assumptions.waves
    return (
        grouping.title,
        ", ".join(sharing.partner_titles[c] for c in grouping.councils),
        waves[grouping.wave].title,
        waves[grouping.service_wave].title if grouping.service_wave is not None else "management only",
        *(pounds_short(x) for x in (grouping.yearly, grouping.low, grouping.likely, grouping.high)),
    )


def _print_councils(sharing: SharingCase, found: Groupings, plan: Plan) -> None:
    leaving = {one.council: one for one in found.leaving}
    rows = []
    for council, gain in plan.gains.items():
        left, fair = leaving.get(council), found.fair
        rows.append(
            (
                sharing.partner_titles[council],
                format_pounds(gain),
                format_pounds(fair.fair[council]) if fair else "",
                format_pounds(left.others_loss) if left else "not computed",
                _replanned(left) if left else "not computed",
            )
        )
    print_table(
        "What each council gains, and what its leaving costs the others",
        ("Council", "Gains", "By a fair split", "Others lose as groups stand", "… if they plan again"),
        rows,
        right=(1, 2, 3, 4),
    )
    if found.fair is not None:
        typer.echo(found.fair.words)


def _replanned(left: Leaving) -> str:
    if left.exact or left.at_least is None:
        return format_pounds(left.others_loss_replanned)
    return f"{format_pounds(left.at_least)} to {format_pounds(left.others_loss_replanned)}"


def groupings_json(
    sharing: SharingCase,
    assumptions: Assumptions | None,
    matrix: Matrix,
    found: Groupings | None,
    findings: tuple[Finding, ...],
) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/groupings.md`` and stay. Money is whole pence."""
    from concordat.domain.sharing.as_plain import groupings_as_plain, matrix_as_plain

    return {
        "case": sharing.case.name,
        "title": sharing.case.title,
        "positions": matrix_as_plain(matrix),
        "groupings": groupings_as_plain(sharing, assumptions, found) if found and assumptions else None,
        "findings": [finding_json(item) for item in findings],
    }
