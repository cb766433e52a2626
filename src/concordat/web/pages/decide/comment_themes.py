"""Comments put under themes, by people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.consultation import outcome_of
from concordat.presentation.words import count_of
from concordat.web.forms.meanwhile import Meanwhile, written_on
from concordat.web.forms.themes_form import ThemesForm
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def comment_themes(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    case = case_for(actor)
    found = outcome_of(case)
    form = ThemesForm(found=found, organisation=actor.organisation)
    met = Meanwhile(request.POST if request.method == "POST" else None, form.cells, by=actor)
    if request.method == "POST":
        form = ThemesForm(met.data, found=found, organisation=actor.organisation)
    if request.method == "POST" and form.is_valid() and not met.waits:
        rows = written_on(case, "comments", form.changed(), organisation=actor.organisation)
        if rows:
            actions.append_facts(by=actor, table="comments", rows=rows)
        messages.success(request, f"{count_of(len(rows), 'comment')} put under another theme.")
        return redirect("consultation", slug=actor.partnership)
    shown = {
        "form": form,
        "met": met,
        "found": found,
        "others": len(found.comments) - len(form.own),
        "who": who_sees(case, "comments", "comment_themes"),
    }
    return render(request, "decide/comment_themes.html", shown, status=met.status)


urlpatterns = [
    path("partnerships/<slug:slug>/decide/consultation/themes/", comment_themes, name="comment-themes"),
]
