"""``concordat generate``: made-up but lifelike records, the same for the same seed."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concordat.cli.output import AsJson, open_case, print_json, stop, writing
from concordat.cli.progress import ToldShare, showing

if TYPE_CHECKING:
    from concordat.data.events.made_up import Recipe

app = typer.Typer(rich_markup_mode=None)

Into = Annotated[
    Path, typer.Argument(metavar="INTO", help="A new .parquet file, or a folder that becomes an evidence store")
]


@app.command()
def generate(
    into: Into,
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many orders")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same records")] = 1,
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="The first month")] = "2024-04",
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="The last month")] = "2026-03",
    case: Annotated[
        Path | None, typer.Option("--case", help="A case that says how many, from when and by which seed")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make up job records of a county contract, every row marked made up.

    INTO ending in .parquet gets one file of orders, written a million at a time, as known at the end of the last month.
    Any other name becomes an evidence store: orders, invoices, decisions, enquiries, inspections and counts, delivered
    month by month as known at the time.

    Example: concordat generate build/evidence --rows 10000 --seed 1
    """
    from concordat.data.events import EvidenceStore
    from concordat.data.events.made_up import KIND, Recipe, fill, recipe_of
    from concordat.domain.performance.periods import Month, NotAPeriod

    if into.exists():
        stop(f"{into} is there already. Give a new name: nothing is overwritten.")
    try:
        start, end = Month.from_text(first), Month.from_text(last)
    except NotAPeriod as problem:
        stop(str(problem))
    if end < start:
        stop(f"{last} comes before {first}.")
    recipe = Recipe(rows, seed, start.first_day, end.later(1).first_day - timedelta(days=1))
    if case is not None:
        held = open_case(case)[0].document(KIND)
        if held is None:
            stop(f"{case} does not say how its records are made up: it has no documents/{KIND}/….toml.")
        recipe = recipe_of(held.content)
    with writing(into):
        into.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, then one rename: a file or a store that is there is whole, whenever the process ends.
    with (
        writing(into),
        tempfile.TemporaryDirectory(dir=into.parent, prefix=".making-") as beside,
        showing("Making up", quiet=as_json) as told,
    ):
        made = Path(beside) / into.name
        if into.suffix == ".parquet":
            deliveries, written = 0, _one_file(made, recipe, told)
        else:
            store = EvidenceStore(made, create=True)
            fill(store, recipe, told=_by_months(recipe, told))
            deliveries, written = len(store.deliveries()), sum(item.new for item in store.deliveries())
        made.rename(into)
    if as_json:
        print_json({"into": str(into), "rows": written, "deliveries": deliveries, "seed": recipe.seed, "made_up": True})
    else:
        what = f"{deliveries} deliveries with " if deliveries else ""
        typer.echo(f"{into}: {what}{written:,} rows, made up with seed {recipe.seed}.")


def _one_file(path: Path, recipe: "Recipe", told: ToldShare) -> int:
    """The orders as their contractor could have exported them then: nothing in the file lies in its future."""
    from concordat.data.events.made_up import write_jobs
    from concordat.domain.performance.periods import Month

    return write_jobs(
        path,
        rows=recipe.orders,
        seed=recipe.seed,
        first=recipe.first,
        last=recipe.last,
        known_at=Month(recipe.last.year, recipe.last.month).period.end,
        told=lambda done: told(done / recipe.orders, f"{done:,} orders"),
    )


def _by_months(recipe: "Recipe", told: ToldShare) -> Callable[[str], None]:
    months = (recipe.last.year - recipe.first.year) * 12 + recipe.last.month - recipe.first.month + 1
    begun = 0

    def tell(month: str) -> None:
        nonlocal begun
        told(begun / months, month)
        begun += 1

    return tell
