"""Who pays what: every rule in words and a picture, who would rather leave and with whom."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.fair_split import comparison_for_service, comparison_of, questions_for, services_for
from concordat.domain.cost_sharing.checks import check_comparison, check_question
from concordat.domain.cost_sharing.comparison import add_up_chosen
from concordat.domain.cost_sharing.results import Comparison, Split
from concordat.domain.cost_sharing.rules import rule_of
from concordat.domain.kernel.findings import worst_first
from concordat.presentation.charts.split_bars import split_chart
from concordat.presentation.fair_split import (
    core_in_words,
    glance_in_words,
    headline,
    leaving_in_words,
    nearest_in_words,
    odds_in_words,
    per_cent,
    subsidy_in_words,
)
from concordat.web.page import partnership_page


@partnership_page
def split(request: HttpRequest, actor: Actor) -> HttpResponse:
    held = questions_for(actor)
    names = [document.name for document, _ in held]
    service = request.GET.get("service", "")
    asked = "" if service else request.GET.get("game", names[0] if names else "")
    if asked and asked not in names:
        raise Http404
    here: dict[str, Any] = {
        "services": services_for(actor),
        "service": service,
        "games": [document for document, _ in held],
        "asked": asked,
        "may_edit": may(actor, "document.save"),
    }
    if service:
        here |= _of_service(actor, service)
    for document, read in held:
        if document.name != asked:
            continue
        comparison = comparison_of(document)
        findings = list(read.findings)
        if comparison is not None:
            findings += [*check_question(comparison.question), *check_comparison(comparison)]
            here |= _told(comparison)
        here |= {"document": document, "heading": document.title, "findings": worst_first(findings)}
    return render(request, "decide/split.html", here | {"together": _together(held)})


def _of_service(actor: Actor, service: str) -> dict[str, Any]:
    """Worked out from the baseline; nobody has written it down as a question of its own."""
    found = comparison_for_service(actor, service=service)
    if isinstance(found, str):
        return {"heading": services_for(actor).get(service, service), "why_not": found}
    findings = [*check_question(found.question), *check_comparison(found)]
    return _told(found) | {"heading": found.question.title, "findings": worst_first(findings)}


def _told(comparison: Comparison) -> dict[str, Any]:
    unit, game, question = comparison.unit, comparison.game, comparison.question
    chosen = comparison.of(question.chosen)
    apart = sum(game.alone)
    return {
        "comparison": comparison,
        "names": [game.name(partner) for partner in game.partners],
        "total": unit.words(game.total),
        "apart": unit.words(apart),
        "saved": unit.words(apart - game.total),
        "is_dearer": game.total > apart,
        "today": [] if question.today in (None, game.alone) else [unit.words(paid) for paid in question.today or ()],
        "core": core_in_words(comparison),
        "glance": glance_in_words(comparison),
        "chosen": rule_of(chosen.rule).short if chosen is not None else "",
        "rules": [_rule(comparison, found) for found in _in_order(comparison, chosen)],
        "not_computed": [(rule_of(item.rule), item.why) for item in comparison.not_computed],
        "has_odds": any(found.better_off is not None for found in comparison.splits),
    }


def _in_order(comparison: Comparison, chosen: Split | None) -> list[Split]:
    """The one the partners are minded to take first."""
    return [*([chosen] if chosen else []), *(found for found in comparison.splits if found is not chosen)]


def _rule(comparison: Comparison, found: Split) -> dict[str, Any]:
    rule, names = rule_of(found.rule), [comparison.game.name(partner) for partner in comparison.game.partners]
    return {
        "id": found.rule,
        "is_chosen": found.rule == comparison.question.chosen,
        "short": rule.short,
        "sentence": rule.sentence,
        "method": rule.method,
        "split": found,
        "is_stable": found.stability.is_stable,
        "somebody_loses": any(saved < 0 for saved in comparison.saves(found)),
        "headline": headline(comparison, found),
        "leaving": leaving_in_words(comparison, found),
        "more": [
            said
            for said in (subsidy_in_words(comparison, found), nearest_in_words(comparison, found), *found.steps)
            if said
        ],
        "odds": odds_in_words(found.better_off, names),
        "odds_short": "" if found.better_off is None else per_cent(found.better_off.everybody),
        "pays": [
            (comparison.unit.words(amount), saved < 0)
            for amount, saved in zip(found.amounts, comparison.saves(found), strict=True)
        ],
        "chart": split_chart(comparison, found),
        "source": f"{comparison.question.name}--{found.rule}",
    }


def _together(held: Any) -> dict[str, Any] | None:
    """The services added up, each by its own chosen rule."""
    comparisons = [comparison for document, _ in held if (comparison := comparison_of(document)) is not None]
    found = add_up_chosen(comparisons)
    if found is None:
        return None
    first = found.splits[0][0]
    return {
        "names": [first.game.name(partner) for partner in first.game.partners],
        "rows": [
            (
                held.question.title.split(":")[0],
                rule_of(split.rule).short,
                [held.unit.words(amount) for amount in split.amounts],
            )
            for held, split in found.splits
        ],
        "paid": [first.unit.words(amount) for amount in found.paid],
        "saves": [first.unit.words(amount) for amount in found.saves],
        "illustrative": any(held.question.illustrative for held, _ in found.splits),
    }


urlpatterns = [path("partnerships/<slug:slug>/decide/split/", split, name="split")]
