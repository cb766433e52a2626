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
from concordat.domain.appraisal.inputs import AgreedScore
from concordat.domain.kernel.audience import PARTNERS
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.presentation.appraisal import appraisal_of
from concordat.presentation.charts.scores_apart import Spread, scores_apart_chart
from concordat.web.forms.meanwhile import Cell as MeanwhileCell
from concordat.web.forms.meanwhile import Meanwhile, Part, as_said, written_on
from concordat.web.page import address, partnership_page
from concordat.web.who_sees import who_sees

_ASKED = {"low": "Low", "likely": "Likely", "high": "High", "reason": "Why", "held_out": "Who held out"}


@partnership_page
def agree_scores(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = submitted(case_for(actor))
    appraisal = appraisal_of(case).appraisal
    findings: list[Finding] = []
    sent = request.POST.get("cell", "") if request.method == "POST" and appraisal is not None else ""
    forms = {key: Meanwhile(None, [cell], by=actor) for key, cell in _stands(appraisal).items()}
    if request.method == "POST" and appraisal is not None:
        require(actor, "facts.append")
        if sent in forms:
            forms[sent] = Meanwhile(request.POST, [_stands(appraisal)[sent]], by=actor)
        findings = _agree(forms.get(sent), actor, appraisal, case, sent)
        if not findings and not forms[sent].waits:
            done = "The agreed score is recorded. Everybody's own scores stay as they were."
            messages.success(request, "What stands there stays." if sent in forms[sent].left else done)
            return redirect(address(actor, "agree-scores"))
    cells = _cells(appraisal) if appraisal else []
    shown = {
        "appraisal": appraisal,
        "cells": [{**cell, **_form(forms[cell["key"]], cell["agreed"], cell["key"] == sent)} for cell in cells],
        "chart": scores_apart_chart(
            [cell["spread"] for cell in cells], illustrative=any(row.illustrative for row in case.rows("scores"))
        ),
        "findings": findings,
        "waits": sent in forms and forms[sent].waits,
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "scores", "agreed_scores"),
    }
    status = forms[sent].status if sent in forms else 200
    return render(request, "decide/agree_scores.html", shown, status=422 if findings else status)


def _stands(appraisal: Appraisal | None) -> dict[str, MeanwhileCell]:
    """What is agreed now of each score, by whichever organisation entered it."""
    if appraisal is None:
        return {}
    agreed = {(item.criterion, item.option): item for item in appraisal.agreed if not item.service_area}
    titles = {key: f"{option.title}: {leaf.title}" for key, leaf, option in _each(appraisal)}
    found = {}
    for key, leaf, option in _each(appraisal):
        item = agreed.get((leaf.id, option.id))
        parts = tuple(
            Part(name, title, as_said(_said(item, name)), dict(appraisal.organisations) if name == "held_out" else {})
            for name, title in _ASKED.items()
        )
        found[key] = MeanwhileCell(key, titles[key], parts, item.fact if item else None)
    return found


def _each(appraisal: Appraisal) -> list[tuple[str, Any, Any]]:
    return [(f"{leaf.id}~{option.id}", leaf, option) for leaf in appraisal.leaves for option in appraisal.options]


def _said(item: AgreedScore | None, name: str) -> list[str]:
    value = item.fact.get(name) if item is not None and item.fact is not None else None
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return [write_cell(value, load_catalogue()["agreed_scores"].column(name))]


def _form(met: Meanwhile, agreed: AgreedScore | None, is_sent: bool) -> dict[str, Any]:
    """What stands in the boxes: what is agreed, or what was typed where it was sent and not taken."""
    values = {name: met.data.getlist(name) if is_sent else _said(agreed, name) for name in _ASKED}
    boxes = {name: (given[0] if given else "") for name, given in values.items() if name != "held_out"}
    return {"met": met, "boxes": boxes, "held_out": values["held_out"], "open": "yes" if is_sent else ""}


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


def _agree(met: Meanwhile | None, actor: Actor, appraisal: Appraisal, case: Case, cell: str) -> list[Finding]:
    criterion, _, option = cell.partition("~")
    where = Where(table="Scores agreed together", item=f"{option}, {criterion}")
    if met is None:
        return [error(where, "There is no such score.", "Open the page again.", code="agreed.unknown")]
    findings: list[Finding] = []
    figures = {}
    for name in ("low", "likely", "high"):
        read = read_cell(str(met.data.get(name, "")).strip(), load_catalogue()["agreed_scores"].column(name))
        findings += [error(where, p.message, p.fix, code=p.code) for p in read.problems if p.is_error]
        figures[name] = read.value
    if figures["likely"] is None and not findings:
        findings.append(error(where, "The likely score is missing.", "Enter what was agreed.", code="agreed.missing"))
    if findings or met.waits or cell in met.left:
        return findings
    held = next(
        (a for a in appraisal.agreed if (a.criterion, a.option, a.service_area) == (criterion, option, "")), None
    )
    own = held.fact if held and held.fact and held.fact.organisation == actor.organisation else None
    values = {
        "criterion": criterion,
        "option": option,
        **figures,
        "reason": str(met.data.get("reason", "")).strip() or None,
        "held_out": tuple(met.data.getlist("held_out")),
        "agreed_on": timezone.localdate(),
    }
    row = actions.RowGiven(own.id if own else f"{option}-{criterion}-{actor.organisation}", values, audience=PARTNERS)
    rows = written_on(case, "agreed_scores", [row], organisation=actor.organisation)
    try:
        actions.append_facts(by=actor, table="agreed_scores", rows=rows)
    except NotAccepted as problem:
        return list(problem.findings)
    return []


urlpatterns = [path("partnerships/<slug:slug>/decide/agree-scores/", agree_scores, name="agree-scores")]
