"""``concordat programme``: planned work, what of it was ordered and done, and its value, from the job records."""

from pathlib import Path
from typing import Annotated, Any

import typer

from concordat.cli.evidence import KnownAt, _moment
from concordat.cli.output import AsJson, print_json, print_table, stop

app = typer.Typer(rich_markup_mode=None)
_WAYS = {"": (), "service": ("service",), "area": ("area",), "service,area": ("service", "area")}


@app.command()
def programme(
    path: Annotated[Path, typer.Argument(metavar="CASE", help="A case with evidence, or an evidence store")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="E", help="The evidence store, where it is not CASE/evidence")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="service, area or service,area")] = "",
    as_known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """The works programme: planned, ordered, done, due and late, and the value of each.

    Late is what was due by the last moment of which anything is recorded, moved by any extension, and was done later or not
    at all. With --as-known-at it is the last moment recorded in what was known then.

    Example: concordat programme examples/running-contract --by service,area
    """
    from concordat.cli.measures import store_of
    from concordat.data.events.attain import programme as works
    from concordat.data.events.reach import records_reach
    from concordat.domain.kernel.periods import LONDON, day_in_words
    from concordat.domain.performance.programme import together

    if by not in _WAYS:
        stop("--by takes service, area or service,area.")
    store, known_at = store_of(path, evidence), _moment(as_known_at)
    held = store.deliveries(known_at=known_at, table="job_records")
    if not held:
        stop("There are no job records yet. Deliver some: concordat evidence deliver …")
    at = records_reach(store, known_at=known_at)
    if at is None:
        stop("No job record says yet when anything was reported, ordered or done.")
    lines = works(store, now=at, known_at=known_at)
    lines = lines if by == "service,area" else together(lines, by=by)
    made_up = any(delivery.made_up for delivery in held)
    if as_json:
        print_json({"at": at, "illustrative": made_up, "lines": [_json(line, _WAYS[by]) for line in lines]})
        return
    print_table(
        f"Works programme, judged at {day_in_words(at.astimezone(LONDON).date())}, where the records end"
        + (" (illustrative: made-up records)" if made_up else ""),
        ("Programme", *(way.capitalize() for way in _WAYS[by]), *_HEADINGS),
        [(line.programme, *(getattr(line, way) for way in _WAYS[by]), *_cells(line)) for line in lines],
        right=tuple(range(1 + len(_WAYS[by]), 1 + len(_WAYS[by]) + len(_HEADINGS))),
    )


_HEADINGS = ("Planned", "Ordered", "Done", "Due", "Late", "Estimated", "Value ordered", "Certified")
_MONEY = ("planned_pence", "ordered_pence", "certified_pence")
_NUMBERS = ("planned", "ordered", "done", "due", "late")


def _cells(line: Any) -> tuple[str, ...]:
    from concordat.domain.kernel.money import pounds_from_pence

    money = (f"£{pounds_from_pence(getattr(line, name)):,.2f}" for name in _MONEY)
    return (*(f"{getattr(line, name):,}" for name in _NUMBERS), *money)


def _json(line: Any, ways: tuple[str, ...]) -> dict[str, Any]:
    """Money in pence; ``service`` and ``area`` are null where all are added up."""
    cut = {way: getattr(line, way) if way in ways else None for way in ("service", "area")}
    return {"programme": line.programme, **cut, **{name: getattr(line, name) for name in (*_NUMBERS, *_MONEY)}}
