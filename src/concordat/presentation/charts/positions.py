"""Positions of councils on services: one square each, a colour and a letter, so that neither is needed alone."""

from typing import Any

from concordat.domain.sharing.matrix import Cell, Matrix
from concordat.presentation.charts.chart import INK, Chart
from concordat.presentation.charts.services_by_councils import services_by_councils

_LOOKS = {
    "retain": ("Retain", "R", "#b05a00", "white"),
    "share management": ("Share management", "M", "#f2d9b8", INK),
    "share the service": ("Share the service", "S", "#9fc7d8", INK),
    "already shared": ("Already shared", "=", "#0b4f6c", "white"),
    "no position": ("No position", "?", "#f1f3f4", INK),
}


def positions_chart(matrix: Matrix) -> Chart | None:
    """None where there is no service or nobody to have a position."""
    if not matrix.rows or not matrix.councils:
        return None
    titles = dict(matrix.councils)
    return Chart(
        spec=_spec(matrix, titles),
        caption=f"Where each council stands on {matrix.on.day} {matrix.on:%B %Y}",
        text_alternative=_words(matrix, titles),
        headings=("Service", *titles.values(), "One step from agreeing"),
        rows=tuple(
            (row.service.title, *(cell_words(cell) for cell in row.cells), titles.get(row.one_step, ""))
            for row in matrix.rows
        ),
        illustrative=matrix.illustrative,
    )


def cell_words(cell: Cell) -> str:
    later = "; ".join(
        f"{position.stance.value} from {position.from_date:%B %Y}" for position in cell.later if position.from_date
    )
    score = f", score to retain {cell.score}" if cell.score is not None else ""
    return f"{_LOOKS[cell.word][0]}{score}{'; ' + later if later else ''}"


def _words(matrix: Matrix, titles: dict[str, str]) -> str:
    agreed = [row.service.title for row in matrix.agreed]
    near = [f"{row.service.title} ({titles[row.one_step]})" for row in matrix.one_step]
    parts = [
        f"Every council would share {len(agreed)} of {len(matrix.rows)} services at least in part"
        + (f": {', '.join(agreed)}." if agreed else "."),
        f"One council is one step away on: {', '.join(near)}." if near else "",
        f"{len(matrix.conflicts)} positions are in conflict." if matrix.conflicts else "",
    ]
    return " ".join(part for part in parts if part)


def _spec(matrix: Matrix, titles: dict[str, str]) -> dict[str, Any]:
    cells = [
        {
            "service": row.service.title,
            "council": titles[cell.council],
            "looks": _LOOKS[cell.word][0],
            "says": _LOOKS[cell.word][1] + (" →" if cell.later else ""),
            "dark": _LOOKS[cell.word][3] == "white",
        }
        for row in matrix.rows
        for cell in row.cells
    ]
    used = {cell.word for row in matrix.rows for cell in row.cells}
    colours = {looks[0]: looks[2] for word, looks in _LOOKS.items() if word in used}
    return services_by_councils(
        cells,
        services=[row.service.title for row in matrix.rows],
        councils=list(titles.values()),
        colours=colours,
        legend={"title": None, "columns": 2 if len(colours) == 4 else 3},
    )
