"""What people call a thing that a figure rests on: a document by its title, a row by its title, a measure's value by its measure."""

from collections.abc import Callable

from concordat.application.queries.contract_records import measures_known
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.performance.periods import Month

_TITLES = ("title", "name", "statement")


def names_of_inputs(case: Case) -> Callable[[InputUsed], str]:
    """Gives the name of each input; empty for one that has none but what it says. The measures are read once, when first needed."""
    titles: dict[str, dict[str, str]] = {}

    def name_of(used: InputUsed) -> str:
        place, _, name = used.name.partition("/")
        if used.kind == "document":
            held = case.document(place, name)
            return held.title if held else name
        row = case.row(place, name) if used.kind == "fact" else None
        if row is None:
            return ""
        return _titled(row) or (_measured(row, _of_client(row.organisation)) if place == "measure_values" else "")

    def _of_client(client: str) -> dict[str, str]:
        if client not in titles:
            titles[client] = {id: one.title for id, one in measures_known(case, client=client).items()}
        return titles[client]

    return name_of


def _titled(row: Fact) -> str:
    return next((str(row.values[key]) for key in _TITLES if row.values.get(key)), "")


def _measured(row: Fact, titles: dict[str, str]) -> str:
    """``Fly-tips removed within five working days, March 2026``."""
    measure, month = str(row.get("measure", "")), str(row.get("month", ""))
    return f"{titles.get(measure, measure)}, {Month.from_text(month).in_words()}" if month else titles.get(measure, "")
