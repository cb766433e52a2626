"""Other people's columns: show the first rows, propose what each column is and how surely, keep what was confirmed."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.evidence import keep_mapping
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.data.events.assistant import Proposal, examples, first_rows, mapping_content, propose
from concordat.data.events.columns import evidence_table
from concordat.data.events.grid import Unreadable
from concordat.data.events.moments import MONTH_FIRST
from concordat.data.files.definitions import load_tables
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.tables import Column
from concordat.web.forms.widgets import FileInput, Select, TextInput
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.evidence import LARGEST
from concordat.web.pages.run.measures import WHO

READ = 500
DAY, MONTH = "day", "month"
DAYS = ((DAY, "Day first, like 31/12/2026, or like 2026-12-31"), (MONTH, "Month first, like 12/31/2026"))
ZONES = (("Europe/London", "British local time"), ("UTC", "Universal time (UTC)"))


class FileForm(forms.Form):
    file = forms.FileField(label="A file of theirs", widget=FileInput(), help_text="Its first 500 rows are looked at")
    table = forms.ChoiceField(label="What it holds", widget=Select())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        tables = sorted(load_tables("evidence"), key=lambda table: table.name != "job_records")
        self.fields["table"].choices = [(table.name, table.title) for table in tables]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_file(self) -> object:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError("The file is larger than 250 MB. Its first rows are enough.")
        return given


class ColumnsForm(forms.Form):
    """One choice for each of our columns, and one for each of their words that is not ours."""

    title = forms.CharField(
        label="Whose columns these are",
        widget=TextInput(),
        max_length=80,
        help_text="The name under which the mapping is offered at the next delivery",
    )
    dates = forms.ChoiceField(label="How days are written", widget=Select(), choices=DAYS, initial=DAY)
    time_zone = forms.ChoiceField(label="The times are in", widget=Select(), choices=ZONES, initial=ZONES[0][0])

    def __init__(self, proposal: Proposal, headings: Sequence[str], rows: Sequence[Sequence[str]], data: Any = None):
        super().__init__(data)
        self.proposal = proposal
        if proposal.dates:
            self.fields["dates"].initial = MONTH
            self.fields["dates"].help_text = "In these rows some days can be nothing else: please check"
        self.ours: dict[str, str] = {}
        self.words: dict[str, tuple[str, str]] = {}
        table = evidence_table(proposal.table)
        for column in table.columns:
            self._add_column(column, headings, rows)
        for name, words in proposal.words.items():
            column = table.column(name)
            for place, (theirs, near) in enumerate(words.items()):
                field = f"word-{name}-{place}"
                self.words[field] = name, theirs
                self.fields[field] = forms.ChoiceField(
                    label=f"{column.title}: their “{theirs}” means",
                    required=False,
                    widget=Select(),
                    initial=near,
                    help_text="A guess: please check" if near else "Nothing of ours is like it",
                    choices=[("", "Nothing: such rows wait in quarantine"), *((one, one) for one in column.choices)],
                )

    def _add_column(self, column: Column, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        found = self.proposal.heading_of(column.name)
        field = f"column-{column.name}"
        self.ours[field] = column.name
        self.fields[field] = forms.ChoiceField(
            label=column.title,
            required=column.required,
            widget=Select(),
            initial=found.heading if found else "",
            help_text=_how_sure(found, headings, rows) if found else column.meaning,
            choices=[("", "Not in the file"), *((heading, heading) for heading in headings if heading)],
        )

    def first(self) -> list[forms.BoundField]:
        """What was found, what is needed, and their words: the rest is seldom there."""
        return [self[name] for name in self.fields if name not in self._others()]

    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self._others()]

    def _others(self) -> list[str]:
        return [
            field
            for field, column in self.ours.items()
            if not self.proposal.heading_of(column) and not self.fields[field].required and field not in self.errors
        ]

    def content(self) -> dict[str, Any]:
        given = self.cleaned_data
        words: dict[str, dict[str, str]] = {}
        for field, (column, theirs) in self.words.items():
            words.setdefault(column, {})[theirs] = given[field]
        return mapping_content(
            table=self.proposal.table,
            title=given["title"],
            columns={ours: given[field] for field, ours in self.ours.items()},
            words=words,
            time_zone=given["time_zone"],
            dates=(self.proposal.dates or MONTH_FIRST) if given["dates"] == MONTH else (),
        )


def _how_sure(found: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    sure = "Certain" if found.sure else f"Likely, {found.confidence:.0%} alike"
    place = list(headings).index(found.heading)
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    return f"{sure}: {found.why}." + (f" For example: {'; '.join(dict.fromkeys(cells))}." if cells else "")


@partnership_page
def evidence_mapping(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "evidence.deliver")
    if request.method == "POST" and "held" in request.POST:
        return _keep(request, actor)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        table = form.cleaned_data["table"]
        headings, sample, findings = _first_rows(form.cleaned_data["file"], table)
        if not findings:
            proposal = propose(headings, sample, table=table)
            rows = examples(headings, sample)
            return _shown(request, actor, ColumnsForm(proposal, headings, rows), headings, rows)
        return _page(request, actor, {"form": form, "findings": findings}, status=422)
    return _page(request, actor, {"form": form}, status=422 if request.method == "POST" else 200)


def _first_rows(given: Any, table: str) -> tuple[list[str], list[list[Any]], tuple[Finding, ...]]:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"given{Path(given.name).suffix.lower()[:8]}"
        with file.open("wb") as out:
            for chunk in given.chunks():
                out.write(chunk)
        try:
            return *first_rows(file, table=table, rows=READ), ()
        except Unreadable as problem:
            told = error(Where(given.name), f"The file cannot be read. {problem}", problem.fix)
        except (OSError, ValueError) as problem:
            told = error(Where(given.name), f"The file cannot be read: {problem}", "Save it again as CSV or Excel.")
    return [], [], (told,)


def _keep(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was proposed comes back with the answers, so that nothing of the file is kept meanwhile."""
    form, headings, rows = _form_from(request.POST)
    if form is None:
        return redirect(address(actor, "evidence-mapping"))
    if not form.is_valid():
        return _shown(request, actor, form, headings, rows, status=422)
    try:
        kept = keep_mapping(by=actor, content=form.content())
    except NotAccepted as problem:
        return _shown(request, actor, form, headings, rows, status=422, findings=problem.findings)
    messages.success(request, "The mapping is kept. Deliver the file with it; it is there for the next delivery too.")
    return redirect(f"{address(actor, 'evidence')}?mapping={kept}#deliver")


def _form_from(data: QueryDict) -> tuple[ColumnsForm | None, list[str], list[list[str]]]:
    try:
        held = json.loads(str(data["held"]))
        table, headings = str(held["table"]), [str(one) for one in held["headings"]]
        rows = [[str(cell) for cell in row] for row in held["rows"]]
        words = {str(name): {str(a): str(b) for a, b in given.items()} for name, given in held["words"].items()}
        proposal = propose(headings, rows, table=table)
        known = {column.name for column in evidence_table(table).columns if column.choices}
    except (KeyError, ValueError, TypeError, AttributeError):
        return None, [], []
    proposal = Proposal(
        proposal.table,
        proposal.suggestions,
        {name: given for name, given in words.items() if name in known},
        proposal.left_out,
        proposal.missing,
        proposal.dates,
    )
    return ColumnsForm(proposal, headings, rows, data), headings, rows


def _shown(
    request: HttpRequest,
    actor: Actor,
    form: ColumnsForm,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    status: int = 200,
    findings: Sequence[Finding] = (),
) -> HttpResponse:
    proposal = form.proposal
    held = {"table": proposal.table, "headings": headings, "rows": rows, "words": proposal.words}
    shown = {
        "columns": form,
        "headings": headings,
        "rows": rows,
        "held": json.dumps(held, default=dict, ensure_ascii=False),
        "findings": findings,
        "certain": sum(one.sure for one in proposal.suggestions),
        "likely": sum(not one.sure for one in proposal.suggestions),
        "left_out": [heading for heading in proposal.left_out if heading],
    }
    return _page(request, actor, shown, status=status)


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, "run/evidence_mapping.html", {**shown, "who": WHO}, status=status)


urlpatterns = [
    path("partnerships/<slug:slug>/run/evidence/mapping/", evidence_mapping, name="evidence-mapping"),
]
