"""Lines of the business case pasted from Excel: headings in the first row, then one line a row."""

from collections.abc import Iterable

from django import forms

from concordat.application.actions import RowGiven
from concordat.data.files import Defaults, Grid, load_catalogue
from concordat.data.files.rows import facts_from_grid
from concordat.domain.business_case.annual_savings import TABLE
from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import Finding
from concordat.web.forms.pasted import rows_given, rows_of, with_identifiers
from concordat.web.forms.table_form import AUDIENCES
from concordat.web.forms.widgets import Radios, Textarea, TextInput

TITLE_HEADINGS = ("title", "line")


class PasteLinesForm(forms.Form):
    pasted = forms.CharField(
        label="Lines, with their headings",
        widget=Textarea(rows=14),
        help_text="Select the cells in Excel with the row of headings, copy them and paste them here. "
        "At least the headings Line, Kind and Likely",
        error_messages={"required": "Paste the lines with their headings"},
    )
    source = forms.CharField(
        label="Source", required=False, widget=TextInput(), help_text="For lines that do not say where they come from"
    )
    audience = forms.ChoiceField(label="Who can see this", choices=AUDIENCES, widget=Radios(), initial="partners")

    def read(self, *, organisation: str, taken: Iterable[str]) -> tuple[list[Fact], list[Finding]]:
        """Every line that could be read, and every finding. A line without an identifier is given one from its title."""
        rows = with_identifiers(
            rows_of(self.cleaned_data["pasted"]), titles=TITLE_HEADINGS, taken=taken, otherwise="line"
        )
        grid = Grid("what was pasted", TABLE, list(enumerate(rows, start=1)))
        audience = Audience.from_text(self.cleaned_data["audience"])
        defaults = Defaults(organisation=organisation, audience=audience, source=self.cleaned_data["source"])
        return facts_from_grid(grid, load_catalogue()[TABLE], defaults)

    def given(self, facts: Iterable[Fact]) -> list[RowGiven]:
        return rows_given(facts, audience=self.cleaned_data["audience"])
