"""The case file out and in: an import is a difference to confirm, never an overwrite."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.permissions import may, require
from concordat.application.queries.cases import case_for, export_for
from concordat.data.files import write_case_folder, write_workbook
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.differences import compare_cases
from concordat.web.forms.case_upload import UploadForm, read_upload
from concordat.web.page import partnership_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@partnership_page
def case_file(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    shown = {"form": form, "may_import": may(actor, "case.import"), "case": case_for(actor)}
    if request.method == "POST" and form.is_valid():
        require(actor, "case.import")
        read = read_upload(form.cleaned_data["file"])
        shown["findings"] = read.findings
        if read.case is not None:
            differences = [d for d in compare_cases(case_for(actor), read.case) if d.change != "removed"]
            if request.POST.get("confirm") == read.case.hash:
                count = actions.import_case(by=actor, case=read.case)
                messages.success(request, f"{count} rows and documents were brought in as new revisions.")
                return redirect("case-file", slug=actor.partnership)
            shown |= {"differences": differences, "incoming": read.case}
    return render(request, "partnership/case_file.html", shown)


@partnership_page
def as_workbook(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "case.export")
    case = export_for(actor)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.xlsx"
        write_workbook(case, file)
        return _attachment(file.read_bytes(), f"{case.name}.xlsx", XLSX)


@partnership_page
def as_folder(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "case.export")
    case = export_for(actor)
    return _attachment(_zipped(case), f"{case.name}.zip", "application/zip")


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


def _attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


urlpatterns = [
    path("partnerships/<slug:slug>/partnership/case-file/", case_file, name="case-file"),
    path("partnerships/<slug:slug>/partnership/case-file/workbook/", as_workbook, name="case-workbook"),
    path("partnerships/<slug:slug>/partnership/case-file/folder/", as_folder, name="case-folder"),
]
