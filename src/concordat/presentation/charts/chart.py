"""A picture with its caption, its words and its table, drawn offline from one specification."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from concordat.domain.kernel.hashing import canonical_json
from concordat.presentation.charts.narrow import narrowed

FONT = "Source Sans Pro"
INK = "#0b0c0c"
# Dark blue and orange differ in lightness as well as in hue, so they hold up in grey and for colour-blind readers.
BLUE, ORANGE, GREY, PALE = "#0b4f6c", "#b05a00", "#5b6770", "#c9dbe3"
CONFIG: Mapping[str, Any] = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 15,
        "titleFontSize": 15,
        "labelColor": INK,
        "titleColor": INK,
        "titleFontWeight": "normal",
        "gridColor": "#e3e8eb",
        "domainColor": "#8a9399",
        "tickColor": "#8a9399",
        "labelLimit": 260,
    },
    "text": {"fontSize": 15, "color": INK},
    "legend": {"labelFontSize": 15, "titleFontSize": 15, "labelLimit": 320},
}


@dataclass(frozen=True)
class Chart:
    """`rows` are the figures behind the picture as words; `text_alternative` says what the picture shows. `slim` is drawn
    for a telephone in place of `spec` where a slimmer picture has to say less."""

    spec: Mapping[str, Any]
    caption: str
    text_alternative: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    illustrative: bool = False
    slim: Mapping[str, Any] | None = None

    @cached_property
    def svg_markup(self) -> str:
        return _svg(canonical_json(self._drawn(self.spec)))

    @cached_property
    def narrow_svg_markup(self) -> str:
        """The same picture for a telephone: labels in lines, a slimmer plot, the legend under it."""
        return _svg(canonical_json(narrowed(self._drawn(self.slim or self.spec))))

    def png(self, *, dots_per_inch: int = 220) -> bytes:
        """PNG at the resolution print needs; the drawing's unit is 1/96 inch."""
        return _png(canonical_json(self._drawn(self.spec)), dots_per_inch)

    def _drawn(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """The specification with our fonts and colours, and a mark on it where figures are made up."""
        drawn = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": CONFIG, **spec}
        if self.illustrative:
            drawn["title"] = {
                "text": "Illustrative",
                "anchor": "end",
                "fontSize": 14,
                "color": "#6b3d00",
                "fontStyle": "italic",
            }
        return drawn


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    import vl_convert

    _use_fonts()
    return str(vl_convert.vegalite_to_svg(spec))


@lru_cache(maxsize=64)
def _png(spec: str, dots_per_inch: int) -> bytes:
    import vl_convert

    _use_fonts()
    return bytes(vl_convert.vegalite_to_png(spec, scale=dots_per_inch / 96, ppi=dots_per_inch))


@lru_cache(maxsize=1)
def _use_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(font_folder())


def font_folder() -> str:
    """Where the typeface's files are: they come with a package, so a plain installation draws the same."""
    return str(files("font_source_sans_pro") / "files")
