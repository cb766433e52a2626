"""A `Report` as Word. A council's own template governs how it looks; without one, a plain template of ours does.

A template is any .docx. Text such as ``{{ title }}``, ``{{ meeting }}``, ``{{ date }}`` and ``{{ author }}`` anywhere in it is
filled in, and the report goes where a paragraph says ``{{ report }}`` (at the end where none does). Its own styles Heading
1 and 2, List Bullet, List Number, Caption, Table Grid and Table Text are used where it has them.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

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

_PLACE = "⟦the report goes here⟧"
_IN_TABLES = "Table Text"
_QUIET = RGBColor(0x48, 0x49, 0x49)


class NotATemplate(Exception):
    """The template cannot be used; the message says why and how to mend it."""


def to_word(report: Report, *, template: bytes | None = None) -> bytes:
    """The report as .docx: real headings, header rows, text alternatives. The same report gives the same bytes."""
    document = _plain_template(report) if template is None else _councils_template(report, template)
    place = next((item for item in document.paragraphs if _PLACE in item.text), None)
    writer = _Writer(document, place)
    for name, value in report.facts if template is None else ():
        writer.paragraph([Words(f"{name}: ", strong=True), Words(value)])
    if report.illustrative:
        writer.paragraph(
            [Words("Figures marked “illustrative” are made up to fill a gap in what was published.", strong=True)]
        )
    for number, section in enumerate(report.sections, 1):
        title = f"{number}. {section.title}"
        writer.heading(f"{title} (exempt)" if section.exempt else title, 1)
        for block in section.blocks:
            writer.block(block)
    _annex(writer, report)
    if place is not None:
        place._element.getparent().remove(place._element)
    _properties(document, report)
    out = io.BytesIO()
    document.save(out)
    return _same_every_time(out.getvalue())


def _plain_template(report: Report) -> WordDocument:
    document = Document()
    for name in ("Normal", "Heading 1", "Heading 2", "Title", "Caption", "List Bullet", "List Number"):
        style = document.styles[name]
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "Arial")
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win over ours
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Heading 1"].font.size = Pt(16)
    document.styles["Heading 2"].font.size = Pt(13)
    document.styles["Caption"].font.size = Pt(10)
    document.styles["Title"].font.size = Pt(22)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    small = document.styles.add_style(_IN_TABLES, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style, small.font.size = document.styles["Normal"], Pt(9.5)
    small.paragraph_format.space_after = Pt(0)
    _dress_tables(document)
    _footer(section, f"{report.subtitle}. Case {report.case_hash[:12]}.")
    document.add_paragraph(report.title, style="Title")
    document.add_paragraph(_PLACE)
    return document


def _dress_tables(document: WordDocument) -> None:
    """A grey head and room round the words, in the style of the table, where a council's own template has its own."""
    style = document.styles["Table Grid"].element
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:top w:w="50" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
    )
    for old in style.xpath("w:tblPr/w:tblCellMar"):
        old.getparent().remove(old)
    style.xpath("w:tblPr")[0].append(margins)
    for border in style.xpath("w:tblPr/w:tblBorders/*"):
        border.set(qn("w:color"), "8A9399")
    style.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" '
            'w:fill="E3E8EB"/></w:tcPr></w:tblStylePr>'
        )
    )


def _footer(section: Any, words: str) -> None:
    """What this is, and ``Page 2 of 9`` on the right."""
    line = section.footer.paragraphs[0]
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(
        section.page_width - section.left_margin - section.right_margin, WD_TAB_ALIGNMENT.RIGHT
    )
    line.add_run(f"{words}\tPage ")
    _field(line, "PAGE")
    line.add_run(" of ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(9)


def _field(line: WordParagraph, name: str) -> None:
    """A number that Word fills in."""
    for kind in ("begin", "separate", "end"):
        run = line.add_run()
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._element.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = name
            line.add_run()._element.append(code)
        elif kind == "separate":
            line.add_run("1")


def _councils_template(report: Report, template: bytes) -> WordDocument:
    """The council's own document with its placeholders filled in. Raises `NotATemplate` with the mend."""
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    try:
        filled = DocxTemplate(io.BytesIO(template))
        facts = {name.lower().replace("report of", "author"): value for name, value in report.facts}
        filled.render(
            {
                "title": report.title,
                "subtitle": report.subtitle,
                "report": _PLACE,
                "case_hash": report.case_hash,
                **facts,
            },
            autoescape=True,
        )
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as problem:
        raise NotATemplate("The template is not a Word document. Save it as .docx and try again.") from problem
    except TemplateError as problem:
        raise NotATemplate(
            f"The template has a placeholder that cannot be read: {problem}. Write placeholders as {{{{ title }}}}."
        ) from problem
    out = io.BytesIO()
    filled.save(out)
    out.seek(0)
    return Document(out)


class _Writer:
    """Writes blocks before a place in the document, or at its end."""

    def __init__(self, document: WordDocument, place: WordParagraph | None) -> None:
        self.document, self.place = document, place
        self.styles = {style.name for style in document.styles}
        self.width = self._text_width()

    def _text_width(self) -> Any:
        section = self.document.sections[-1]
        known = section.page_width and section.left_margin is not None and section.right_margin is not None
        return section.page_width - section.left_margin - section.right_margin if known else Cm(16)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                made = self.paragraph(block.runs, quiet=block.quiet)
                made.paragraph_format.keep_with_next = block.leads_in or None
            case Bullets():
                for item in block.items:
                    self.paragraph(item, style="List Number" if block.numbered else "List Bullet")
            case Table():
                self.table(block)
            case Picture():
                self.picture(block)
            case Heading():
                self.heading(block.text, 2)

    def heading(self, text: str, level: int) -> WordParagraph:
        made = self._new(f"Heading {level}")
        made.add_run(text)
        return made

    def paragraph(self, runs: Any, *, style: str = "", quiet: bool = False) -> WordParagraph:
        made = self._new(style)
        for run in runs:
            _add(made, run, quiet=quiet)
        return made

    def table(self, table: Table) -> None:
        caption = self._new("Caption")
        caption.add_run(table.caption)
        caption.paragraph_format.keep_with_next = True
        made = self.document.add_table(rows=0, cols=len(table.headings))
        if "Table Grid" in self.styles:
            made.style = self.document.styles["Table Grid"]
        made.autofit = False
        for column, share in zip(made.columns, table.widths, strict=True):  # rows take their widths from here
            column.width = int(self.width * share)
        small = self.document.styles[_IN_TABLES].style_id if _IN_TABLES in self.styles else ""
        head = made.add_row()
        for place, heading in enumerate(table.headings):
            _fill(head.cells[place], [Words(heading, strong=True)], right=place in table.figures, style=small)
        _repeat(head)
        for number, row in enumerate(table.rows):
            cells = made.add_row()
            _keep_together(cells)
            total = table.last_is_total and number == len(table.rows) - 1
            for place, cell in enumerate(row):
                said = Words(cell.text, cell.sources, cell.illustrative, strong=cell.strong or total)
                _fill(cells.cells[place], [said], right=place in table.figures, style=small)
        _describe_table(made, table.caption)
        if self.place is not None:
            self.place._element.addprevious(made._element)
        self._new("")

    def picture(self, picture: Picture) -> None:
        chart = picture.chart
        made = self._new("")
        made.add_run().add_picture(io.BytesIO(chart.png()), width=self.width)
        drawing = made._element.xpath(".//wp:docPr")[0]
        drawing.set("descr", chart.text_alternative)
        drawing.set("title", chart.caption)
        made.paragraph_format.keep_with_next = True
        caption = self._new("Caption")
        _add(caption, Words(chart.caption, picture.sources, chart.illustrative))

    def _new(self, style: str) -> WordParagraph:
        made = self.document.add_paragraph(style=style if style in self.styles else None)
        if self.place is not None:
            self.place._element.addprevious(made._element)
        return made


def _add(paragraph: WordParagraph, words: Words, *, quiet: bool = False) -> None:
    run = paragraph.add_run(true_minus(words.text))
    run.bold = words.strong or None
    if quiet:
        run.italic = True
        run.font.color.rgb = _QUIET
    if words.illustrative:
        mark = paragraph.add_run(" (illustrative)")
        mark.italic = True
    for number in words.sources:
        _cite(paragraph, number)


def _cite(paragraph: WordParagraph, number: int) -> None:
    """``[3]`` as a link to the third source in the annex."""
    cited = paragraph.add_run(f" [{number}]")
    cited.font.size = Pt(9)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _bookmark(number))
    link.set(qn("w:history"), "1")
    link.set(qn("w:tooltip"), f"Where this comes from: source {number} in the annex")
    cited._element.addprevious(link)
    link.append(cited._element)


def _bookmark(number: int) -> str:
    return f"source_{number}"


def _mark(paragraph: WordParagraph, number: int) -> None:
    """The place in the annex that `_cite` leads to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(1000 + number))
    start.set(qn("w:name"), _bookmark(number))
    paragraph._element.insert(1 if paragraph._element.pPr is not None else 0, start)
    paragraph._element.append(end)


def _fill(cell: Any, runs: list[Words], *, right: bool, style: str) -> None:
    paragraph = cell.paragraphs[0]
    if style:
        paragraph._p.style = style  # by its identifier: python-docx looks through every style for each name
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for run in runs:
        _add(paragraph, run)


def _repeat(row: Any) -> None:
    """The head of a table comes again on every page, and screen readers read it as a head."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe_table(table: Any, words: str) -> None:
    properties = table._tbl.tblPr
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words)
    properties.append(caption)


def _annex(writer: _Writer, report: Report) -> None:
    writer.heading("Annex: where each figure comes from", 1)
    writer.paragraph([Words(report.made_with)])
    for source in report.sources:
        _mark(writer.heading(f"[{source.number}] {source.title}", 2), source.number)
        writer.paragraph([Words(source.provenance.explanation)])
        writer.paragraph([Words(source.told)])
        same = report.with_the_same_inputs(source)
        if same is None:
            writer.table(_inputs(source, report.names))
        else:
            writer.paragraph([Words(same_inputs_in_words(source), (same.number,))])


def _inputs(source: Source, names: Mapping[str, str]) -> Table:
    rows = input_rows(source, names)
    return Table(f"What went into [{source.number}]: {count_of(len(rows), 'input')}", INPUT_HEADINGS, rows)


def _properties(document: WordDocument, report: Report) -> None:
    """Title and language for those who listen; a fixed date, so that the same report gives the same bytes."""
    moment = datetime.combine(report.dated, time(), tzinfo=UTC) if report.dated else datetime(2000, 1, 1, tzinfo=UTC)
    core = document.core_properties
    core.title, core.subject, core.language = report.title, report.subtitle, "en-GB"
    core.author = core.last_modified_by = "Concordat"
    core.comments = f"case {report.case_hash}"
    core.created = core.modified = core.last_printed = moment.replace(tzinfo=None)
    core.revision = 1
    for style in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for old in style.xpath("w:lang"):
            style.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        style.append(language)


def _same_every_time(content: bytes) -> bytes:
    """The archive again, in order and without the hour it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(name))
    return out.getvalue()
