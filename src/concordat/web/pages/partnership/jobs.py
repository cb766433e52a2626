"""Long work: what was asked for, how far it is, stopping it, and taking its file away."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from concordat.application.actions.jobs import ask_for, cancel_job
from concordat.application.actor import Actor
from concordat.application.errors import NotNow
from concordat.application.files import file_of, files_of
from concordat.application.queries.jobs import JobSeen, job_of, jobs_of, may_cancel
from concordat.web.downloads import attachment
from concordat.web.page import address, partnership_page

# Where a kind's result is shown.
_SEEN_AT = {
    "simulation": "business-case-uncertainty",
    "groupings": "groupings",
    "made-up-records": "evidence",
    "test-bench": "test-bench",
    "delivery": "evidence",
}
# By which of its arguments the page that asked for it is asked again, where they are not those of a business case.
_ASKED_BY = {"test-bench": ("contract", "contracts", "years", "seed", "until")}


def _asked(job: JobSeen) -> str:
    """What the page was asked for when the work was, so that it shows the same again."""
    if job.kind == "delivery":
        return f"?delivered={job.number}"
    names = _ASKED_BY.get(job.kind, ("option", "vehicle", "version", "decision"))
    given = {name: job.arguments[name] for name in names if job.arguments.get(name) not in (None, "")}
    return f"?{urlencode(given)}" if given else ""


@partnership_page
def jobs(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "partnership/jobs.html", {"jobs": jobs_of(actor), "files": files_of(actor)})


@partnership_page
def job(request: HttpRequest, actor: Actor, *, job: int) -> HttpResponse:
    found = job_of(actor, job)
    page = _SEEN_AT.get(found.kind) if found.result and not found.running else None
    shown = {
        "job": found,
        "percent": round(found.done_share * 100),
        "may_cancel": may_cancel(actor, found),
        "seen_at": address(actor, page) + _asked(found) if page else "",
    }
    answer = render(request, "partnership/job.html", shown)
    if found.running:
        answer["Refresh"] = "2"  # without JavaScript too
    return answer


@partnership_page
@require_POST
def cancel(request: HttpRequest, actor: Actor, *, job: int) -> HttpResponse:
    try:
        cancel_job(by=actor, job=job)
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("job", slug=actor.partnership, job=job)


@partnership_page
@require_POST
def ask_for_report(request: HttpRequest, actor: Actor, *, ending: str) -> HttpResponse:
    number = ask_for(by=actor, kind="report", arguments={"ending": ending})
    return redirect("job", slug=actor.partnership, job=number)


@partnership_page
def file(request: HttpRequest, actor: Actor, *, number: int) -> HttpResponse:
    found, content = file_of(actor, number)
    name = "".join(letter for letter in found.name if letter.isalnum() or letter in "-_. ")
    return attachment(content, name=name)


_JOBS = "partnerships/<slug:slug>/partnership/jobs"
urlpatterns = [
    path(f"{_JOBS}/", jobs, name="jobs"),
    path(f"{_JOBS}/<int:job>/", job, name="job"),
    path(f"{_JOBS}/<int:job>/cancel/", cancel, name="cancel-job"),
    path(f"{_JOBS}/report-word/", ask_for_report, {"ending": "docx"}, name="ask-for-word"),
    path(f"{_JOBS}/report-pdf/", ask_for_report, {"ending": "pdf"}, name="ask-for-pdf"),
    path("partnerships/<slug:slug>/partnership/files/<int:number>/", file, name="file"),
]
