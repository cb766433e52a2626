"""The round in which scorers look at where they differ, agree a score, and say who held out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import may, require
from concordat.application.queries.appraisal import submitted
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.domain.appraisal import Appraisal
from concordat.domain.kernel.audience import PARTNERS
from concordat.domain.kernel.cells import read_cell
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.presentation.appraisal import appraisal_of
from concordat.presentation.charts.scores_apart import Spread, scores_apart_chart
from concordat.web.page import address, partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def agree_scores(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = submitted(case_for(actor))
    appraisal = appraisal_of(case).appraisal
    findings: list[Finding] = []
    if request.method == "POST" and appraisal is not None:
        require(actor, "facts.append")
        findings = _agree(request, actor, appraisal)
        if not findings:
            messages.success(request, "The agreed score is recorded. Everybody's own scores stay as they were.")
            return redirect(address(actor, "agree-scores"))
    cells = _cells(appraisal) if appraisal else []
    shown = {
        "appraisal": appraisal,
        "cells": cells,
        "chart": scores_apart_chart(
            [cell["spread"] for cell in cells], illustrative=any(row.illustrative for row in case.rows("scores"))
        ),
        "findings": findings,
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "scores", "agreed_scores"),
    }
    return render(request, "decide/agree_scores.html", shown, status=422 if findings else 200)


def _cells(appraisal: Appraisal) -> list[dict[str, Any]]:
    """Every cell that somebody scored, the widest difference first; what is agreed stands beside it."""
    agreed = {(item.criterion, item.option): item for item in appraisal.agreed if not item.service_area}
    found = []
    for leaf in appraisal.leaves:
        for option in appraisal.options:
            given = [
                item
                for item in appraisal.scores_of.get((leaf.id, option.id), ())
                if item.likely is not None and not item.service_area
            ]
            if len(given) < 2:
                continue
            values = [float(leaf.function.value(item.likely)) for item in given if item.likely is not None]
            settled = agreed.get((leaf.id, option.id))
            found.append(
                {
                    "key": f"{leaf.id}~{option.id}",
                    "leaf": leaf,
                    "option": option,
                    "apart": max(values) - min(values),
                    "apart_words": f"{max(values) - min(values):.0f}",
                    "said": [
                        {
                            "who": f"{appraisal.partner_name(item.judge.organisation)}, {item.judge.group.value}",
                            "organisation": item.judge.organisation,
                            "score": item,
                        }
                        for item in given
                    ],
                    "partners": {
                        item.judge.organisation: appraisal.partner_name(item.judge.organisation) for item in given
                    },
                    "agreed": settled,
                    "spread": Spread(
                        option.short_title,
                        leaf.title,
                        min(values),
                        max(values),
                        None
                        if settled is None or settled.likely is None
                        else float(leaf.function.value(settled.likely)),
                    ),
                }
            )
    return sorted(found, key=lambda cell: -cell["apart"])


def _agree(request: HttpRequest, actor: Actor, appraisal: Appraisal) -> list[Finding]:
    criterion, _, option = request.POST.get("cell", "").partition("~")
    where = Where(table="Scores agreed together", item=f"{option}, {criterion}")
    known = criterion in {leaf.id for leaf in appraisal.leaves} and option in {item.id for item in appraisal.options}
    if not known:
        return [error(where, "There is no such score.", "Open the page again.", code="agreed.unknown")]
    findings: list[Finding] = []
    figures = {}
    for name in ("low", "likely", "high"):
        read = read_cell(request.POST.get(name, "").strip(), load_catalogue()["agreed_scores"].column(name))
        findings += [error(where, p.message, p.fix, code=p.code) for p in read.problems if p.is_error]
        figures[name] = read.value
    if figures["likely"] is None and not findings:
        findings.append(error(where, "The likely score is missing.", "Enter what was agreed.", code="agreed.missing"))
    if findings:
        return findings
    held = next(
        (a for a in appraisal.agreed if (a.criterion, a.option, a.service_area) == (criterion, option, "")), None
    )
    own = held.fact if held and held.fact and held.fact.organisation == actor.organisation else None
    values = {
        "criterion": criterion,
        "option": option,
        **figures,
        "reason": request.POST.get("reason", "").strip() or None,
        "held_out": tuple(request.POST.getlist("held_out")),
        "agreed_on": timezone.localdate(),
    }
    row = actions.RowGiven(own.id if own else f"{option}-{criterion}-{actor.organisation}", values, audience=PARTNERS)
    try:
        actions.append_facts(by=actor, table="agreed_scores", rows=[row])
    except NotAccepted as problem:
        return list(problem.findings)
    return []


urlpatterns = [path("partnerships/<slug:slug>/decide/agree-scores/", agree_scores, name="agree-scores")]
