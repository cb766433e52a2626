"""Where the baseline is sure, doubtful, stale or missing: services × councils × confidence."""

from typing import Any

from concordat.domain.kernel.money import format_pounds
from concordat.domain.sharing.baseline import Baseline, MapCell
from concordat.domain.sharing.inputs import SharingCase
from concordat.presentation.charts.chart import INK, Chart
from concordat.presentation.charts.services_by_councils import services_by_councils

_LOOKS = {
    "high": ("High", "H", "#0b4f6c", "white"),
    "medium": ("Medium", "M", "#6fa8bf", INK),
    "low": ("Low", "L", "#c9dbe3", INK),
    "not graded": ("Not graded", "?", "#eceff1", INK),
    "stale": ("Of an older year", "old", "#f2c58b", INK),
    "missing": ("Missing", "none", "#b05a00", "white"),
}


def baseline_chart(sharing: SharingCase, baseline: Baseline) -> Chart | None:
    """None where nobody has given a baseline."""
    if not sharing.baseline:
        return None
    titles = sharing.partner_titles
    return Chart(
        spec=_spec(sharing, baseline),
        caption="How sure each council is of each service's cost",
        text_alternative=_words(sharing, baseline),
        headings=("Service", *titles.values()),
        rows=tuple(
            (service.title, *(state_in_words(baseline.by_place[service.id, council]) for council in titles))
            for service in sharing.services
        ),
        illustrative=any(cell.illustrative for cell in baseline.cells),
    )


def state_in_words(cell: MapCell) -> str:
    """``£214,000, 2014/15, medium confidence``."""
    if cell.row is None:
        return "Missing"
    grade = "not graded" if cell.row.confidence == "not graded" else f"{cell.row.confidence} confidence"
    return f"{format_pounds(cell.row.gross)}, {cell.row.financial_year}, {grade}"


def _words(sharing: SharingCase, baseline: Baseline) -> str:
    total = len(baseline.cells)
    sure = sum(cell.state in {"high", "medium"} for cell in baseline.cells)
    gaps = [f"{sharing.partner_titles[c.council]}: {sharing.service_titles[c.service]}" for c in baseline.gaps]
    parts = [f"{sure} of {total} costs are of high or medium confidence and of {baseline.newest}."]
    if gaps:
        parts.append(f"{len(gaps)} missing ({'; '.join(gaps[:6])}{' and more' if len(gaps) > 6 else ''}).")
    if baseline.stale:
        parts.append(f"{len(baseline.stale)} of an older year.")
    return " ".join(parts)


def _spec(sharing: SharingCase, baseline: Baseline) -> dict[str, Any]:
    titles = sharing.partner_titles
    cells = [
        {
            "service": sharing.service_titles[cell.service],
            "council": titles[cell.council],
            "looks": _LOOKS[cell.state][0],
            "says": _LOOKS[cell.state][1],
            "dark": _LOOKS[cell.state][3] == "white",
        }
        for cell in baseline.cells
    ]
    used = {cell.state for cell in baseline.cells}
    return services_by_councils(
        cells,
        services=[service.title for service in sharing.services],
        councils=list(titles.values()),
        colours={looks[0]: looks[2] for state, looks in _LOOKS.items() if state in used},
        legend={"title": "Confidence", "columns": 3},
        font_size=13,
    )
