"""``concordat business-case``: what a case is worth, to everybody and to each council, and how likely its promise is."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from concordat.cli.business_case_changes import print_change
from concordat.cli.business_case_json import business_case_json
from concordat.cli.business_case_tables import print_all
from concordat.cli.output import (
    AsJson,
    CasePath,
    console,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    stop,
    writing,
)
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.checks import check_business_case
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.results import BusinessCaseResult
from concordat.domain.business_case.simulate import simulate
from concordat.domain.business_case.vehicle import vehicles
from concordat.domain.business_case.vehicle_change import change_vehicle
from concordat.domain.business_case.work_out import work_out
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import worst_first

app = typer.Typer(rich_markup_mode=None)
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
    print_all(held, chosen, ledgers, result, drawn, partner, wanted)
    if changed:
        print_change(change_vehicle(planned, changed))
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
    with writing(path):
        write_business_case_workbook(ledgers, result, path)
