"""``concordat fairness``: is any partner's area served worse than the lead's, in one plain sentence with its interval."""

from pathlib import Path
from typing import Annotated, Any

import typer

from concordat.cli.evidence import KnownAt, _moment
from concordat.cli.output import AsJson, open_case, print_json, stop

app = typer.Typer(rich_markup_mode=None)


@app.command()
def fairness(
    path: Annotated[Path, typer.Argument(metavar="CASE", help="A case with measures and evidence")],
    period: Annotated[
        str, typer.Option("--period", help="The last month of the twelve compared, 2026-03; the latest if left out")
    ] = "",
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="E", help="The evidence store, where it is not CASE/evidence")
    ] = None,
    lead: Annotated[str, typer.Option("--lead", help="The partner compared with, where the case names no lead")] = "",
    as_known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Each partner's work on time against the lead's over twelve months, allowing for the mix of work.

    Work is compared service by service and priority by priority, so that a partner with harder work is not called worse
    served; a difference whose interval holds nought could be chance.

    Example: concordat fairness examples/running-contract --period 2026-03
    """
    from concordat.cli.measures import store_of
    from concordat.data.events.attain import fairness as compared
    from concordat.data.events.attain import months_held
    from concordat.data.files.measures import evidence_columns, load_measure_catalogue
    from concordat.domain.performance.fairness import NOT_SAID, lead_of, organisation_names, work_compared
    from concordat.domain.performance.periods import Month, NotAPeriod, rolling
    from concordat.domain.performance.reading import measures_of

    case, _ = open_case(path, as_json=as_json)
    measure = work_compared(measures_of(case, catalogue=load_measure_catalogue(), columns=evidence_columns())[0])
    lead = lead or lead_of(case)
    if measure is None or not lead:
        stop(
            f"{case.title} names no lead: give --lead." if measure else f"{case.title} has no measure of work on time."
        )
    store, known_at = store_of(path, evidence), _moment(as_known_at)
    months = months_held(store, "job_records", known_at=known_at)
    try:
        last = Month.from_text(period) if period else max(months, default=None)
    except NotAPeriod as problem:
        stop(str(problem))
    if last is None:
        stop("There are no job records yet. Deliver some: concordat evidence deliver …")
    names = organisation_names(case)
    found = compared(store, measure, rolling(last), lead=lead, known_at=known_at, names=names)
    said = [one for one in found if one.partner != NOT_SAID]
    if lead not in names and not any(one.lead_jobs for one in found):
        stop(f"No order names “{lead}” as partner. These do: {', '.join(one.partner for one in said)}.")
    unsaid = sum(one.jobs for one in found if one.partner == NOT_SAID)
    if as_json:
        about = {
            "measure": measure.title,
            "period": rolling(last).label,
            "lead": lead,
            "orders_without_partner": unsaid,
        }
        print_json({**about, "partners": [_json(one) for one in said]})
        return
    made_up = " (illustrative: made-up records)" if any(one.provenance.illustrative for one in said) else ""
    typer.echo(f"{measure.title}, twelve months to {last.in_words()}{made_up}")
    for one in said:
        typer.echo(one.sentence)
    if unsaid:
        typer.echo(f"{unsaid} orders name no partner and are left out.")


def _json(one: Any) -> dict[str, Any]:
    """Shares from 0 to 1; difference and interval in points, null where there is too little to compare."""
    names = (
        "partner",
        "name",
        "jobs",
        "lead_jobs",
        "plain_share",
        "lead_share",
        "difference",
        "low",
        "high",
        "sentence",
    )
    held = {name: getattr(one, name) for name in names}
    rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in held.items()}
    return {**rounded, "illustrative": one.provenance.illustrative, "inputs_hash": one.provenance.inputs_hash}
