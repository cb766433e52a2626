"""Lines of the business case pasted from Excel: headings in the first row, then one line a row."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django import forms

from concordat.application.actions import RowGiven
from concordat.data.files import Defaults, Grid, load_catalogue
from concordat.data.files.rows import facts_from_grid
from concordat.domain.business_case.annual_savings import TABLE
from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import Finding
from concordat.web.forms.several_options_form import identifier_from
from concordat.web.forms.table_form import AUDIENCES
from concordat.web.forms.widgets import Radios, Textarea, TextInput

ID_HEADINGS = {"id", "identifier"}
TITLE_HEADINGS = {"title", "line"}


class PasteLinesForm(forms.Form):
    pasted = forms.CharField(
        label="Lines, with their headings",
        widget=Textarea(rows=14),
        help_text="Select the cells in Excel with the row of headings, copy them and paste them here. At least the headings Line, Kind and Likely",
        error_messages={"required": "Paste the lines with their headings"},
    )
    source = forms.CharField(
        label="Source", required=False, widget=TextInput(), help_text="For lines that do not say where they come from"
    )
    audience = forms.ChoiceField(label="Who can see this", choices=AUDIENCES, widget=Radios(), initial="partners")

    def read(self, *, organisation: str, taken: Iterable[str]) -> tuple[list[Fact], list[Finding]]:
        """Every line that could be read, and every finding. A line without an identifier is given one from its title."""
        rows = _with_identifiers(_rows_of(self.cleaned_data["pasted"]), taken=set(taken))
        grid = Grid("what was pasted", TABLE, list(enumerate(rows, start=1)))
        audience = Audience.from_text(self.cleaned_data["audience"])
        defaults = Defaults(organisation=organisation, audience=audience, source=self.cleaned_data["source"])
        return facts_from_grid(grid, load_catalogue()[TABLE], defaults)

    def given(self, facts: Iterable[Fact]) -> list[RowGiven]:
        audience = Audience.from_text(self.cleaned_data["audience"])
        return [
            RowGiven(fact.id, fact.values, fact.source, illustrative=fact.illustrative, audience=audience)
            for fact in facts
        ]


def _rows_of(text: str) -> list[list[Any]]:
    """Excel copies with tabs between cells; a CSV file has commas."""
    delimiter = "\t" if "\t" in text else ","
    return [
        list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)
    ]


def _with_identifiers(rows: list[list[Any]], *, taken: set[str]) -> list[list[Any]]:
    """A first column of identifiers, made from the titles, where nobody gave one. Titles above the headings stay."""
    plain = [[str(cell).strip().lower() for cell in row] for row in rows]
    at = next((place for place, row in enumerate(plain) if TITLE_HEADINGS & set(row)), None)
    if at is None or ID_HEADINGS & set(plain[at]):
        return rows
    title = next(place for place, cell in enumerate(plain[at]) if cell in TITLE_HEADINGS)
    made: list[list[Any]] = [["", *row] for row in rows[:at]] + [["Identifier", *rows[at]]]
    for row in rows[at + 1 :]:
        name = str(row[title]) if title < len(row) else ""
        if not name.strip() or name.strip().lower().startswith("total"):
            made.append(["", *row])
            continue
        id = identifier_from(name, taken=taken, otherwise="line")
        taken.add(id)
        made.append([id, *row])
    return made
