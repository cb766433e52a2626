"""A day as people write it, which may be left out."""

from datetime import date

from django import forms

from concordat.domain.kernel.cells import read_cell
from concordat.domain.kernel.tables import Column, ColumnType
from concordat.web.forms.widgets import TextInput

_DAY = Column("day", "Day", ColumnType.DATE, "A day")


class DayField(forms.CharField):
    def clean(self, value: str) -> date | None:
        read = read_cell(value, _DAY)
        if not read.is_good:
            raise forms.ValidationError(f"{read.problems[0].message} {read.problems[0].fix}")
        return read.value if isinstance(read.value, date) else None


def day_field(label: str, hint: str) -> DayField:
    return DayField(label=label, required=False, widget=TextInput(width="govuk-input--width-10"), help_text=hint)
