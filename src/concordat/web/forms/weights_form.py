"""Weights from a spreadsheet: pasted, or as a file whose cells then stand in the box to be mended."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django import forms
from django.core.files.uploadedfile import UploadedFile

from concordat.domain.appraisal.inputs import Criterion
from concordat.domain.appraisal.weight_table import Rows
from concordat.domain.kernel.findings import Finding
from concordat.presentation.weight_import import rows_of_file, rows_of_text
from concordat.web.forms.widgets import Checkbox, FileInput, Radios, Textarea

LARGEST = 5 * 1024 * 1024
WHOSE = (
    ("person", "My own view"),
    ("partner", "My organisation’s"),
    ("everybody", "What all partners agreed together"),
)


class WeightsForm(forms.Form):
    pasted = forms.CharField(
        label="Weights, with their headings",
        widget=Textarea(rows=12),
        required=False,
        strip=False,
        help_text="Copy the cells from Excel and paste them here: criteria down or across, each column or row headed with whose weights they are",
    )
    file = forms.FileField(
        label="Or a file (.xlsx, .csv)",
        required=False,
        widget=FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )
    whose = forms.ChoiceField(label="A column headed “Weight” is", choices=WHOSE, widget=Radios(), initial="person")
    replace = forms.BooleanField(
        label="",
        required=False,
        widget=Checkbox(attrs={"label": "They replace what was said before by the same person or organisation"}),
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        sent = given.get("file")
        if isinstance(sent, UploadedFile) and (sent.size or 0) > LARGEST:
            self.add_error("file", "The file is larger than 5 MB. Send only the sheet with the weights")
        if not sent and not str(given.get("pasted") or "").strip():
            self.add_error("pasted", "Paste the weights, or choose a file")
        return given

    @property
    def name(self) -> str:
        sent = self.cleaned_data.get("file")
        return str(sent.name) if sent else "what was pasted"

    def rows(self, criteria: Sequence[Criterion]) -> tuple[Rows, list[Finding]]:
        sent = self.cleaned_data.get("file")
        if not sent:
            return rows_of_text(self.cleaned_data["pasted"].replace("\r\n", "\n")), []
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / f"weights{Path(str(sent.name)).suffix.lower()}"
            place.write_bytes(sent.read())
            return rows_of_file(place, criteria)


def as_text(rows: Rows) -> str:
    """The cells as they would be pasted, each on the line it has in the file, so that a finding's row is still right."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    by_number = dict(rows)
    for number in range(1, max(by_number, default=0) + 1):
        writer.writerow(by_number.get(number, ()))
    return written.getvalue()
