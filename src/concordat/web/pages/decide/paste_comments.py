"""Comments pasted or sent as a file: read, shown with what should be mended, and kept when somebody says so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import Finding, worst_first
from concordat.presentation.words import count_of
from concordat.web.forms.paste_comments_form import TABLE, PasteCommentsForm
from concordat.web.keeping import keep_if_asked
from concordat.web.page import partnership_page


@partnership_page
def paste_comments(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    case = case_for(actor)
    posted = request.method == "POST"
    form = PasteCommentsForm(request.POST if posted else None, request.FILES if posted else None, case=case)
    facts: list[Fact] = []
    findings: tuple[Finding, ...] = ()
    if posted and form.is_valid():
        facts, problems = form.read(organisation=actor.organisation, taken={row.id for row in case.rows(TABLE)})
        kept, against = keep_if_asked(request, actor, table=TABLE, rows=form.given(facts), problems=problems)
        if kept:
            messages.success(request, f"{count_of(len(facts), 'comment')} brought in.")
            return redirect("consultation", slug=actor.partnership)
        findings = worst_first(against or problems)
        form = form.with_file_as_text()
    shown = {"form": form, "lines": facts, "findings": findings}
    return render(request, "decide/paste_comments.html", shown)


urlpatterns = [
    path("partnerships/<slug:slug>/decide/consultation/paste/", paste_comments, name="paste-comments"),
]
