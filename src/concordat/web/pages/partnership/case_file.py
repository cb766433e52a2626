"""The case file out and in: an import is a difference to confirm, never an overwrite."""

import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile, File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.files import file_of, keep_file
from concordat.application.permissions import may, require
from concordat.application.queries.cases import case_for, export_for
from concordat.application.queries.references import unknown_in_file
from concordat.application.queries.standing import standing_beside
from concordat.data.files import load_catalogue, write_case_folder, write_workbook
from concordat.domain.kernel.audience import CLOSED_TABLES
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.differences import Difference, compare_cases
from concordat.domain.kernel.findings import has_errors, worst_first
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.tables import ColumnType
from concordat.presentation.words import count_of
from concordat.web.downloads import attachment
from concordat.web.forms.case_upload import UploadForm, read_case_file, read_upload
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def case_file(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    shown: dict[str, Any] = {
        "form": UploadForm(),
        "may_import": may(actor, "case.import"),
        "case": case,
        "who": who_sees(case),
        "closed": [load_catalogue()[name].title for name in case.table_names if name in CLOSED_TABLES],
    }
    if request.method == "POST":
        require(actor, "case.import")
        number = request.POST.get("kept", "")
        if number.isdecimal() and len(number) <= 15:
            try:
                return _bring_in(request, actor, kept=int(number))
            except NotNow as problem:  # what was shown stands no longer: look at the difference again
                file, content = file_of(actor, int(number))
                shown |= _look_at(actor, case_for(actor), ContentFile(content, name=file.name)) | {
                    "overtaken": str(problem)
                }
                return render(request, "partnership/case_file.html", shown, status=409)
            except NotAccepted as problem:  # what nobody decided goes in from no file either
                return render(request, "partnership/case_file.html", shown | {"findings": problem.findings})
        form = UploadForm(request.POST, request.FILES)
        shown["form"] = form
        if form.is_valid():
            shown |= _look_at(actor, case, form.cleaned_data["file"])
    return render(request, "partnership/case_file.html", shown)


def _look_at(actor: Actor, held: Case, upload: "File[Any]") -> dict[str, Any]:
    """What is wrong with the file and what would change. The file is kept either way: nothing given to us is lost."""
    read = read_upload(upload)
    on = standing_beside(held, read.case, organisation=actor.organisation) if read.case is not None else ""
    upload.seek(0)
    kept = keep_file(
        by=actor, name=str(upload.name), purpose="case file", content=upload.read(), findings=read.findings
    )
    if read.case is None:
        return {"findings": read.findings}
    findings = worst_first([*read.findings, *unknown_in_file(by=actor, case=read.case, file=str(upload.name))])
    if has_errors(findings):
        return {"findings": findings}
    differences = [_in_words(found) for found in compare_cases(held, read.case) if found.change != "removed"]
    return {"findings": findings, "differences": differences, "incoming": read.case, "kept": kept, "on": on}


def _in_words(found: Difference) -> Difference:
    """With the table's and the column's titles, and money in pounds."""
    catalogue = load_catalogue()
    if found.kind not in catalogue:
        return replace(found, kind=found.kind.removeprefix("document:").replace("-", " "))
    table = catalogue[found.kind]
    if found.column not in table.column_names:
        return replace(found, kind=table.title)
    column = table.column(found.column)
    if column.type is ColumnType.MONEY:
        before, after = (format_pounds(int(said)) if said else "" for said in (found.before, found.after))
        found = replace(found, before=before, after=after)
    return replace(found, kind=table.title, column=column.title)


def _bring_in(request: HttpRequest, actor: Actor, *, kept: int) -> HttpResponse:
    """The file that was looked at, once more by its number: what goes in is what was shown."""
    file, content = file_of(actor, kept)
    read = read_case_file(file.name, content)
    if read.case is None or read.case.hash != request.POST.get("confirm"):
        return redirect("case-file", slug=actor.partnership)
    count = actions.import_case(by=actor, case=read.case, on=request.POST.get("on", "") or "not shown")
    messages.success(
        request, f"{count_of(count, 'row or document', 'rows and documents')} brought in as new revisions."
    )
    return redirect("case-file", slug=actor.partnership)


@partnership_page
def as_workbook(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "case.export")
    case = _taken_away(request, actor)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.xlsx"
        write_workbook(case, file)
        return attachment(file.read_bytes(), name=f"{case.name}.xlsx")


@partnership_page
def as_folder(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "case.export")
    case = _taken_away(request, actor)
    return attachment(_zipped(case), name=f"{case.name}.zip")


def _taken_away(request: HttpRequest, actor: Actor) -> Case:
    """Without what the actor's own organisation would settle for, unless it is asked for in so many words."""
    return export_for(actor, closed_tables=request.GET.get("with") == "mandates")


def _zipped(case: Case) -> bytes:
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / case.name
        write_case_folder(case, root)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(root.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(root.parent))
    return out.getvalue()


urlpatterns = [
    path("partnerships/<slug:slug>/partnership/case-file/", case_file, name="case-file"),
    path("partnerships/<slug:slug>/partnership/case-file/workbook/", as_workbook, name="case-workbook"),
    path("partnerships/<slug:slug>/partnership/case-file/folder/", as_folder, name="case-folder"),
]
