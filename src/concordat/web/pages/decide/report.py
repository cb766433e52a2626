"""The committee report, as a page that says what it holds and as a Word or PDF file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.web.downloads import attachment
from concordat.web.page import partnership_page


@partnership_page
def report(request: HttpRequest, actor: Actor) -> HttpResponse:
    from concordat.presentation.report import committee_report  # heavy: read only where it is used

    require(actor, "report.make")
    made = committee_report(case_for(actor), organisation=actor.organisation)
    exempt = [section for section in made.sections if section.exempt]
    return render(request, "decide/report.html", {"report": made, "exempt": exempt})


@partnership_page
def report_file(request: HttpRequest, actor: Actor, *, ending: str) -> HttpResponse:
    from concordat.presentation.report import committee_report, to_pdf, to_word

    require(actor, "report.make")
    is_open = request.GET.get("version") == "open"
    made = committee_report(case_for(actor), open_version=is_open, organisation=actor.organisation)
    content = to_word(made) if ending == "docx" else to_pdf(made)
    name = f"{actor.partnership}-committee-report{'-open' if is_open else ''}.{ending}"
    return attachment(content, name=name)


urlpatterns = [
    path("partnerships/<slug:slug>/decide/report/", report, name="report"),
    path(
        "partnerships/<slug:slug>/decide/report/committee-report.docx",
        report_file,
        {"ending": "docx"},
        name="report-word",
    ),
    path(
        "partnerships/<slug:slug>/decide/report/committee-report.pdf", report_file, {"ending": "pdf"}, name="report-pdf"
    ),
]
