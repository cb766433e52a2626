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
from concordat.application.queries.evidence import KEPT, mapping_titled
from concordat.data.events.assistant import Proposal, examples, first_rows, propose
from concordat.data.events.columns import evidence_table
from concordat.data.events.grid import Unreadable
from concordat.data.files.definitions import load_tables
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.web.forms.mapping_form import ColumnsForm, standing_mapping
from concordat.web.forms.meanwhile import Meanwhile
from concordat.web.forms.widgets import FileInput, Select
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.evidence import LARGEST
from concordat.web.pages.run.measures import WHO

READ = 500
NEXT_VERSION = "Mine, as the next version of that mapping"


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
    content = form.content()
    stands = mapping_titled(actor, content["title"])
    met = Meanwhile(request.POST, standing_mapping(content, stands), by=actor, mine_is=NEXT_VERSION)
    if met.waits and stands is not None and stands.organisation == actor.organisation:
        return _shown(request, actor, form, headings, rows, status=met.status, met=met)
    if stands is not None and met.left:
        messages.success(request, f"“{stands.title}” stays as it stands. Deliver the file with it.")
        return redirect(f"{address(actor, 'evidence')}?mapping={KEPT}{stands.name}#deliver")
    try:
        kept = keep_mapping(by=actor, content=content, on=stands.hash if stands is not None else "")
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
    met: Meanwhile | None = None,
) -> HttpResponse:
    proposal = form.proposal
    held = {"table": proposal.table, "headings": headings, "rows": rows, "words": proposal.words}
    shown = {
        "columns": form,
        "met": met or Meanwhile(None, (), by=actor),
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
