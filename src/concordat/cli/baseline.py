"""``concordat baseline``: what each service costs today, how surely, and whether it comes to the budget book."""

from typing import Any

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
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.money import format_pounds
from concordat.domain.sharing.baseline import Baseline, MapCell, read_the_baseline
from concordat.domain.sharing.baseline_checks import check_baseline
from concordat.domain.sharing.inputs import SharingCase, read_sharing
from concordat.presentation.words import pounds_short

app = typer.Typer(rich_markup_mode=None)

_MARKS = {"high": "H", "medium": "M", "low": "L", "not graded": "?"}
_STYLES = {"high": "green", "medium": "green", "low": "yellow", "not graded": "yellow", "missing": "bold red"}


@app.command()
def baseline(case: CasePath, as_json: AsJson = False) -> None:
    """Show what each service costs each council, where it is missing or stale, and whether it reconciles.

    H, M, L and ? are high, medium, low and no confidence; “old” is a year before the newest. Money is whole pence in
    --json.

    Example: concordat baseline examples/vision-2020
    """
    held, read_findings = open_case(case, as_json=as_json)
    sharing = read_sharing(held)
    found = read_the_baseline(sharing)
    findings = worst_first([*read_findings, *check_baseline(held)])
    if as_json:
        print_json({**baseline_json(sharing, found), "findings": [finding_json(item) for item in findings]})
        finish(findings)
    if not sharing.baseline:
        typer.echo("This case holds no baseline. Add some to tables/baseline.csv, or to the sheet baseline.")
        finish(findings)
    typer.echo(f"{held.title}\n")
    _print_map(sharing, found)
    _print_reconciled(sharing, found)
    _print_compared(sharing, found)
    print_findings(findings)
    typer.echo(f"\nResult {found.hash}")
    finish(findings)


def _print_map(sharing: SharingCase, found: Baseline) -> None:
    titles = sharing.partner_titles
    mark = " (illustrative: rests on made-up rows)" if found.provenance.illustrative else ""
    print_table(
        f"Gross cost a year, newest {found.newest}{mark}",
        ("Service", *titles.values()),
        [(s.title, *(_cell(found.by_place[s.id, council]) for council in titles)) for s in sharing.services],
        right=tuple(range(1, len(titles) + 1)),
    )
    typer.echo(f"{len(found.gaps)} missing, {len(found.stale)} of an older year.\n")


def _cell(cell: MapCell) -> Text:
    if cell.row is None:
        return Text("missing", style=_STYLES["missing"])
    old = " old" if cell.stale else ""
    return Text(
        f"{pounds_short(cell.row.gross)} {_MARKS.get(cell.row.confidence, '?')}{old}",
        style=_STYLES[cell.row.confidence],
    )


def _print_reconciled(sharing: SharingCase, found: Baseline) -> None:
    if found.reconciliations:
        print_table(
            "Against the budget book",
            ("Council", "Year", "Baseline", "Budget book", "Explained", "Not explained"),
            [
                (
                    sharing.partner_titles.get(one.council, one.council),
                    one.year,
                    format_pounds(one.baseline),
                    format_pounds(one.total),
                    format_pounds(sum(amount for _, amount in one.explained)),
                    "nothing" if one.is_reconciled else format_pounds(one.unexplained),
                )
                for one in found.reconciliations
            ],
            right=(2, 3, 4, 5),
        )
        typer.echo()


def _print_compared(sharing: SharingCase, found: Baseline) -> None:
    rows = [
        (
            sharing.service_titles[one.service],
            f"{cost.who}, like {', '.join(cost.neighbour_of)}" if cost.neighbour_of else cost.who,
            format_pounds(cost.pence),
            cost.volume_unit,
            "; ".join(cost.differs) or "yes",
        )
        for one in found.unit_costs
        if any(not cost.is_partner for cost in one.costs)
        for cost in one.costs
    ]
    if rows:
        print_table(
            "Unit costs beside nearest neighbours",
            ("Service", "Council", "One unit", "Counts", "Compares?"),
            rows,
            right=(2,),
        )
        typer.echo()


def baseline_json(sharing: SharingCase, found: Baseline) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/baseline.md`` and stay. Money is whole pence."""
    return {
        "case": sharing.case.name,
        "title": sharing.case.title,
        "newest_year": found.newest,
        "services": [
            {
                "service": service.id,
                "title": service.title,
                "councils": {
                    cell.council: {
                        "state": cell.state,
                        "year": cell.row.financial_year if cell.row else None,
                        "price_base": cell.row.price_base if cell.row else None,
                        "gross": cell.row.gross if cell.row else None,
                        "layers": cell.row.layers if cell.row else {},
                        "income": cell.row.income if cell.row else None,
                        "posts": cell.row.posts if cell.row else None,
                        "volume": cell.row.volume if cell.row else None,
                        "confidence": cell.row.confidence if cell.row else None,
                        "missing": cell.missing,
                        "illustrative": cell.illustrative,
                    }
                    for partner in sharing.partners
                    for cell in (found.by_place[service.id, partner.id],)
                },
            }
            for service in sharing.services
        ],
        "reconciliations": [
            {
                "council": one.council,
                "year": one.year,
                "baseline": one.baseline,
                "budget_book": one.total,
                "explained": [{"title": title, "amount": amount} for title, amount in one.explained],
                "unexplained": one.unexplained,
            }
            for one in found.reconciliations
        ],
        "unit_costs": [
            {
                "service": one.service,
                "reference": one.reference,
                "costs": [
                    {
                        "council": cost.who,
                        "partner": cost.is_partner,
                        "year": cost.year,
                        "unit_cost": cost.pence,
                        "counts": cost.volume_unit,
                        "differs": cost.differs,
                        "neighbour_of": cost.neighbour_of,
                    }
                    for cost in one.costs
                ],
            }
            for one in found.unit_costs
        ],
        "outturn": [
            {
                "council": one.council,
                "line": one.line,
                "year": one.year,
                "published": one.published,
                "net_baseline": one.baseline,
                "same_year": one.same_year,
            }
            for one in found.outturn
        ],
        "rule": found.provenance.rule,
        "result": found.hash,
    }
