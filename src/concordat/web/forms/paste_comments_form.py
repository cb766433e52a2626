"""Comments brought in at once: cells with headings from Excel or a CSV file, or plain text with one comment a line."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from concordat.application.actions import RowGiven
from concordat.data.events.screening import screened
from concordat.data.files import Defaults, Grid, load_catalogue
from concordat.data.files.rows import facts_from_grid
from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, note
from concordat.web.forms.pasted import headings_at, rows_given, rows_of, with_identifiers
from concordat.web.forms.table_form import AUDIENCES
from concordat.web.forms.widgets import FileInput, Radios, Select, Textarea, TextInput

TABLE = "comments"
TITLES = ("comment", "title", "what was said", "says")
LARGEST_MB = 5
_PERSONAL = ("title", "says", "given_by", "through")
_WORDS_IN_A_TITLE = 12


class PasteCommentsForm(forms.Form):
    """Either cells or a file. What a row does not say about who it is from and where it belongs is said once below."""

    pasted = forms.CharField(
        label="Comments",
        required=False,
        widget=Textarea(rows=12),
        help_text="Cells copied from Excel with their headings (at least Comment), or plain text with one comment a line",
    )
    file = forms.FileField(
        label="Or a CSV file", required=False, widget=FileInput(), help_text="With headings in its first row"
    )
    from_group = forms.ChoiceField(label="Who they are from", required=False, widget=Select())
    given_by = forms.CharField(
        label="Given by",
        required=False,
        widget=TextInput(),
        help_text="The group, body or role, never a person's name",
    )
    consultation = forms.ChoiceField(label="Answering which consultation", required=False, widget=Select())
    source = forms.CharField(
        label="Source",
        required=False,
        widget=TextInput(),
        help_text="For comments that do not say where they come from",
    )
    audience = forms.ChoiceField(label="Who can see this", choices=AUDIENCES, widget=Radios(), initial="partners")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        groups = load_catalogue()[TABLE].column("from_group").choices
        rounds = [(row.id, str(row.get("title", row.id))) for row in case.rows("consultations")]
        self._offer("from_group", [("", "As the rows say"), *((one, one[:1].upper() + one[1:]) for one in groups)])
        self._offer("consultation", [("", "None, or as the rows say"), *rounds])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if file is not None and (file.size or 0) > LARGEST_MB * 1_000_000:
            raise forms.ValidationError(f"The file is larger than {LARGEST_MB} MB. Send it in parts.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            try:
                cleaned["pasted"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "The file is not text. In Excel, save it as “CSV UTF-8” and send that.")
        if not str(cleaned.get("pasted", "")).strip() and not self.errors:
            self.add_error("pasted", "Paste comments, or choose a file")
        return cleaned

    def with_file_as_text(self) -> "PasteCommentsForm":
        """The same form with a file's text in the box: a browser does not send a file a second time."""
        again = PasteCommentsForm({**dict(self.data.items()), "pasted": self.cleaned_data["pasted"]}, case=self.case)
        again.full_clean()
        return again

    def read(self, *, organisation: str, taken: Iterable[str]) -> tuple[list[Fact], list[Finding]]:
        """Every comment that could be read, with what looks personal taken out, and every finding."""
        rows = rows_of(self.cleaned_data["pasted"])
        if headings_at(rows, TITLES) is None:
            rows = _one_a_line(self.cleaned_data["pasted"])
        rows = with_identifiers(_with_titles(rows), titles=TITLES, taken=taken, otherwise="comment", totals=False)
        grid = Grid("what was pasted", TABLE, list(enumerate(rows, start=1)))
        defaults = Defaults(
            organisation=organisation,
            audience=Audience.from_text(self.cleaned_data["audience"]),
            source=self.cleaned_data["source"],
        )
        facts, findings = facts_from_grid(grid, load_catalogue()[TABLE], defaults)
        made = [self._filled(fact) for fact in facts]
        return [fact for fact, _ in made], [*findings, *(_removed(fact, count) for fact, count in made if count)]

    def _filled(self, fact: Fact) -> tuple[Fact, int]:
        """With what was said once for all rows, and without what looks personal; how many pieces were taken out."""
        values = dict(fact.values)
        for name in ("from_group", "given_by", "consultation"):
            values[name] = values.get(name) or self.cleaned_data[name] or None
        removed = 0
        for name in _PERSONAL:
            said = values.get(name)
            if isinstance(said, str):
                values[name], found = screened(said)
                removed += found
        return Fact(
            fact.table, fact.id, values, fact.organisation, fact.audience, fact.source, illustrative=fact.illustrative
        ), removed

    def given(self, facts: Iterable[Fact]) -> list[RowGiven]:
        return rows_given(facts, audience=self.cleaned_data["audience"])


def _removed(fact: Fact, count: int) -> Finding:
    return note(
        Where(table=TABLE, item=fact.id),
        f"“{fact.get('title')}”: {count} {'piece' if count == 1 else 'pieces'} that looked like a name, an e-mail address or "
        "a telephone number were taken out.",
        "Comments are kept by group or body, never by person. Check that nothing else tells who somebody is.",
        code="comment.personal",
    )


def _one_a_line(text: str) -> list[list[Any]]:
    lines = [line.strip(" •*-\t") for line in text.splitlines()]
    return [["What was said"], *([line] for line in lines if line)]


def _with_titles(rows: list[list[Any]]) -> list[list[Any]]:
    """Comments that come without a few words of their own are called by their first words."""
    at = headings_at(rows, TITLES)
    if at is None:
        return rows
    plain = [str(cell).strip().lower() for cell in rows[at]]
    if {"comment", "title"} & set(plain):
        return rows
    says = next(plain.index(name) for name in ("what was said", "says") if name in plain)
    made = [["", *row] for row in rows[:at]] + [["Comment", *rows[at]]]
    for row in rows[at + 1 :]:
        made.append([_first_words(str(row[says]) if says < len(row) else ""), *row])
    return made


def _first_words(said: str) -> str:
    words = said.split()
    return " ".join(words[:_WORDS_IN_A_TITLE]) + ("…" if len(words) > _WORDS_IN_A_TITLE else "")
