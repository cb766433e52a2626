"""A `Report` as accessible PDF (PDF/UA-1): Typst refuses to write one without a title, a language or a text alternative."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from concordat.presentation.charts.chart import font_folder
from concordat.presentation.report.parts import (
    INPUT_HEADINGS,
    Block,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Report,
    Source,
    Table,
    Words,
    input_rows,
    same_inputs_in_words,
)
from concordat.presentation.words import count_of, true_minus

_HEAD = """
#set document(title: {title}, author: "Concordat", date: {dated})
#set page(paper: "a4", margin: (x: 2.2cm, y: 2cm), numbering: "1 of 1",
  footer: context [#set text(size: 8pt); {footer} #h(1fr) Page #counter(page).display("1 of 1", both: true)])
#set text(font: ("Source Sans Pro",), size: 10.5pt, lang: "en", region: "GB", hyphenate: false)
#set par(leading: 0.7em, spacing: 0.9em)
#set table(stroke: 0.5pt + rgb("#8a9399"), inset: 5pt)
#show table: set text(size: 9pt, hyphenate: true)
#show table: set par(leading: 0.55em)
#show figure: set block(breakable: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: it => block(sticky: true, width: 100%, align(left, text(weight: "bold", size: 9.5pt, it.body)))
#set table(fill: (_, row) => if row == 0 {{ rgb("#e3e8eb") }})
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): set text(size: 12pt)
#show heading: set block(above: 1.3em, below: 0.7em)
"""


def to_pdf(report: Report) -> bytes:
    """Tagged PDF. The same report gives the same bytes."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.typ").write_text(_Typst(folder).report(report), encoding="utf-8")
        return bytes(
            typst.compile(
                str(folder / "report.typ"),
                root=str(folder),
                font_paths=[font_folder()],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=946684800,  # 1 January 2000: the hour of printing is not part of a report
            )
        )


class _Typst:
    """Typst's markup for each part. Everything people typed passes through `_text`, so none of it is read as markup."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures = 0

    def report(self, report: Report) -> str:
        day = report.dated
        dated = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
        footer = _text(f"{report.subtitle}. {report.made_from}")
        parts = [
            _HEAD.format(title=_string(report.title), dated=dated, footer=footer),
            f'#block(text(size: 20pt, weight: "bold")[{_text(report.title)}])',
            *(f"#strong[{_text(name)}:] {_text(value)}" for name, value in report.facts),
        ]
        if report.illustrative:
            parts.append("#strong[Figures marked “illustrative” are made up to fill a gap in what was published.]")
        for number, section in enumerate(report.sections, 1):
            exempt = " (exempt)" if section.exempt else ""
            parts.append(f"= {_text(f'{number}. {section.title}{exempt}')}")
            parts += [self.block(block) for block in section.blocks]
        parts.append("= Annex: where each figure comes from")
        parts.append(_text(report.made_with))
        parts += [
            self.source(source, same=report.with_the_same_inputs(source), names=report.names)
            for source in report.sources
        ]
        return "\n\n".join(parts)

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                said = "".join(_words(run) for run in block.runs)
                if block.leads_in:
                    return f"#block(sticky: true)[{said}]"
                return f'#text(fill: rgb("#484949"), style: "italic")[{said}]' if block.quiet else said
            case Bullets():
                mark = "+" if block.numbered else "-"
                return "\n".join(f"{mark} {''.join(_words(run) for run in item)}" for item in block.items)
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)
            case Heading():
                return f"== {_text(block.text)}"

    def table(self, table: Table) -> str:
        widths = ", ".join(f"{share * 100:.1f}fr" for share in table.widths)
        aligned = ", ".join("right" if place in table.figures else "left" for place in range(len(table.headings)))
        head = ", ".join(f"[#strong[{_text(heading)}]]" for heading in table.headings)
        rows = []
        for number, row in enumerate(table.rows):
            total = table.last_is_total and number == len(table.rows) - 1
            rows.append(", ".join(f"[#strong[{_words(cell)}]]" if total else f"[{_words(cell)}]" for cell in row))
        body = ",\n  ".join(rows)
        return (
            f"#figure(kind: table, supplement: none, numbering: none, caption: [{_text(table.caption)}],\n"
            f"table(columns: ({widths},), align: ({aligned},),\n  table.header({head}),\n  {body}))"
        )

    def picture(self, picture: Picture) -> str:
        self.pictures += 1
        file = f"chart-{self.pictures}.svg"
        (self.folder / file).write_text(picture.chart.svg_markup, encoding="utf-8")
        caption = _words(Words(picture.chart.caption, picture.sources, picture.chart.illustrative))
        return (
            f"#figure(kind: image, supplement: none, numbering: none, caption: [{caption}], "
            f"image({_string(file)}, alt: {_string(picture.chart.text_alternative)}, width: 100%))"
        )

    def source(self, source: Source, *, same: Source | None, names: Mapping[str, str]) -> str:
        rows = input_rows(source, names)
        made = Table(f"What went into [{source.number}]: {count_of(len(rows), 'input')}", INPUT_HEADINGS, rows)
        return "\n\n".join(
            [
                f"== {_text(f'[{source.number}] {source.title}')} <source-{source.number}>",
                _text(source.provenance.explanation),
                _text(source.told),
                self.table(made) if rows and same is None else "",
                _words(Words(same_inputs_in_words(source), (same.number,))) if same is not None else "",
            ]
        )


def _words(words: Words) -> str:
    said = f"#strong[{_text(words.text)}]" if words.strong else _text(words.text)
    if words.exact:
        said = f"#text(hyphenate: false)[{said}]"
    mark = "#text(hyphenate: false)[#emph[ (illustrative)]]" if words.illustrative else ""
    cited = "".join(f" #link(<source-{number}>)[#text(size: 8pt)[\\[{number}\\]]]" for number in words.sources)
    return f"{said}{mark}{cited}"


def _text(text: str) -> str:
    """Text as a string expression, so that nothing in it is markup."""
    kept_together = true_minus(text).replace("−", "−\u2060")  # no line ends after a minus
    return f"#text({_string(kept_together)})"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", " ")
    return f'"{escaped}"'
