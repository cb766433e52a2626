"""Lines pasted from Excel: read, shown with what should be mended, and kept when somebody says so."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import require
from concordat.application.queries.business_case import Asked, read_asked
from concordat.application.queries.cases import case_for
from concordat.application.queries.references import unknown_in_rows
from concordat.domain.business_case.annual_savings import TABLE
from concordat.domain.business_case.checks import check_business_case
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, worst_first
from concordat.domain.kernel.references import not_said_already
from concordat.presentation.words import count_of
from concordat.web.forms.paste_lines_form import PasteLinesForm
from concordat.web.keeping import keep_if_asked
from concordat.web.page import partnership_page
from concordat.web.pages.decide.business_case import HERE


@partnership_page
def paste(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    form = PasteLinesForm(request.POST or None)
    facts: list[Fact] = []
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        case = case_for(actor)
        facts, problems = form.read(organisation=actor.organisation, taken={row.id for row in case.rows(TABLE)})
        problems += unknown_in_rows(facts, by=actor, case=case)
        kept, against = keep_if_asked(request, actor, table=TABLE, rows=form.given(facts), problems=problems)
        if kept:
            messages.success(request, f"{count_of(len(facts), 'line')} added to the business case.")
            return redirect("business-case", slug=actor.partnership)
        findings = worst_first(against or [*problems, *not_said_already(_about(case, facts), problems)])
    return render(
        request,
        "decide/business_case_paste.html",
        {"form": form, "lines": facts, "findings": findings},
    )


def _about(case: Case, facts: list[Fact]) -> list[Finding]:
    """What the business case would say about these lines if they were in it."""
    ids = {fact.id for fact in facts}
    with_them = replace(case, facts=(*case.facts, *facts))
    return [finding for finding in check_business_case(read_asked(with_them, Asked())) if finding.where.item in ids]


urlpatterns = [path(f"{HERE}/paste/", paste, name="business-case-paste")]
