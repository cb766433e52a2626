"""What the options are made of: five questions, the choices for each, and what became of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.findings import worst_first
from concordat.domain.options.framework import Question, check_framework, read_framework
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees

_ASKS = {
    Question.SCOPE: "What is covered?",
    Question.SOLUTION: "How may it be done?",
    Question.DELIVERY: "Who is best placed to do it?",
    Question.IMPLEMENTATION: "When, and in what form?",
    Question.FUNDING: "How is it paid for?",
}


@partnership_page
def framework(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    held = read_framework(case)
    titles = {option.id: option.short_title or option.title for option in held.options}
    areas = {row.id: str(row.get("title")) for row in case.rows("service_areas")}
    shown = {
        "held": held,
        "questions": [
            (_ASKS[question], [(item, [titles.get(id, id) for id in item.options]) for item in held.of(question)])
            for question in Question
            if held.of(question)
        ],
        "appetites": [
            (titles.get(item.option, item.option), areas.get(item.service_area, "All"), item) for item in held.appetites
        ],
        "findings": worst_first(check_framework(held)),
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "framework_choices", "appetites"),
    }
    return render(request, "design/framework.html", shown)


urlpatterns = [path("partnerships/<slug:slug>/design/framework/", framework, name="framework")]
