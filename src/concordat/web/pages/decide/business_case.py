"""The business case: a member's minute, each council, the reconciliation, the register of assumptions, the workbook."""

import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.business_case import (
    Asked,
    Opened,
    jobs_that_draw,
    kept_simulation,
    opened_for,
    read_asked,
)
from concordat.application.queries.joint import JointCase, joint_case
from concordat.domain.business_case.guarantees import guarantee_outcomes, recovery_of
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.memory import actuals_beside_forecasts
from concordat.domain.business_case.results import BusinessCaseResult, Position
from concordat.domain.business_case.simulate import under_shapes
from concordat.domain.business_case.vehicle import vehicle_called
from concordat.domain.business_case.work_out import reconcile, work_out
from concordat.domain.kernel.case import Case
from concordat.presentation.charts.business_case import councils_chart
from concordat.web.downloads import attachment
from concordat.web.page import View, partnership_page
from concordat.web.who_sees import who_sees

TABLES = ("case_lines", "promises", "partner_finances", "vehicle_bases", "milestones", "bias_mitigations")
LINES_ON_A_PAGE = 100


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks for; numbers that are none are left out."""
    get = request.GET
    return Asked(
        option=get.get("option", ""),
        vehicle=get.get("vehicle", ""),
        version=_number(get.get("version")),
        decision=_number(get.get("decision")),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def frame(request: HttpRequest, actor: Actor, case: Case, held: BusinessCase) -> dict[str, Any]:
    """What every page of the business case says at its head."""
    documents = [document for document in case.documents if document.kind == "business-case"]
    return {
        "assumptions": held.assumptions,
        "vehicle": vehicle_called(held.assumptions.vehicle, held.reference),
        "versions": sorted({document.version for document in documents}),
        "document": held.assumptions.document,
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, *TABLES, documents=("business-case",)),
        "decision": asked_of(request).decision,
        "asked_option": request.GET.get("option", ""),
        "asked_query": urlencode({name: value for name, value in vars(asked_of(request)).items() if value}),
        "case_illustrative": any(line.fact is not None and line.fact.illustrative for line in held.lines),
    }


BusinessCaseView = Callable[[HttpRequest, Actor, Opened], HttpResponse]


def business_case_page(view: BusinessCaseView) -> View:
    """A page about one option's business case. Where several options have lines and none was chosen, it asks which."""

    @partnership_page
    @wraps(view)
    def opened(request: HttpRequest, actor: Actor) -> HttpResponse:
        found = opened_for(actor, asked_of(request))
        if not found.held.options_mixed:
            return view(request, actor, found)
        titles = {fact.id: str(fact.get("title", fact.id)) for fact in found.case.rows("options")}
        options = [(id, titles.get(id, id)) for id in found.held.options_mixed]
        shown = {**frame(request, actor, found.case, found.held), "here": "Choose an option", "options": options}
        return render(request, "decide/business_case_choose.html", shown)

    return opened


def drawing(actor: Actor, opened: Opened) -> dict[str, Any]:
    """The simulation as a page may have it now: a small case is drawn at once, a large one when somebody asked for it."""
    if not opened.is_large:
        return {"simulation": opened.drawn, "waits": False}
    kept = kept_simulation(actor, opened)
    jobs = jobs_that_draw(actor)
    return {
        "simulation": kept.simulation if kept else None,
        "kept": kept,
        "waits": kept is None or kept.stale,
        "job": jobs[0] if jobs else None,
        "may_draw": may(actor, "simulation.draw"),
    }


@business_case_page
def summary(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    held, result = opened.held, opened.result
    joint, with_all = _with_what_is_kept_back(request, actor)
    unknown = not opened.is_large and any(line.has_range and line.likely is None for line in held.lines)
    return render(
        request,
        "decide/business_case.html",
        {
            **frame(request, actor, opened.case, held),
            **drawing(actor, opened),
            "result": result,
            "joint": joint,
            "with_all": with_all,
            "waiting": [held.name_of(partner) for partner in joint.waiting_for] if joint else [],
            "chart": councils_chart(result) if opened.ledgers.lines else None,
            "shapes": _shapes(held) if unknown and held.promises else (),
            "guarantees": guarantee_outcomes(opened.ledgers),
            "actuals": actuals_beside_forecasts(opened.ledgers),
            "findings": opened.findings,
        },
    )


def _with_what_is_kept_back(request: HttpRequest, actor: Actor) -> tuple[JointCase | None, Position | None]:
    """Everybody's position with the lines that councils keep to themselves, where every council has released them. Only the
    joint figures: a council's own would tell the others what it keeps back."""
    asked = asked_of(request)
    if asked.decision is not None or asked.version is not None:
        return None, None
    joint = joint_case(by=actor, calculation="business-case")
    if len(joint.contributors) + len(joint.waiting_for) < 2:
        return None, None
    if joint.case is None or not joint.hidden:
        return joint, None
    return joint, work_out(read_asked(joint.case, asked)).joint


def _shapes(held: BusinessCase) -> list[dict[str, Any]]:
    """The chance of each promise under three shapes, for ranges that were published without a likely figure."""
    return [{"shape": shape.value, "promises": drawn.promises} for shape, drawn in under_shapes(held).items()]


@business_case_page
def councils(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    result, drawn = opened.result, drawing(actor, opened)
    simulation = drawn["simulation"]
    risks = {risk.partner: risk for risk in simulation.partners} if simulation else {}
    rows = [{"position": position, "risk": risks.get(position.partner)} for position in result.partners]
    return render(
        request,
        "decide/business_case_councils.html",
        {
            **frame(request, actor, opened.case, opened.held),
            **drawn,
            "result": result,
            "here": "Each council",
            "rows": rows,
            "recovery": _recovery(opened.ledgers),
            "chart": councils_chart(result) if opened.ledgers.lines else None,
        },
    )


def _recovery(ledgers: Ledgers) -> dict[str, Any] | None:
    """Each council year by year where set-up is paid back before savings are shared."""
    found = recovery_of(ledgers)
    if found is None:
        return None
    names = [ledgers.business_case.name_of(partner) for partner in ledgers.partners]
    nets = [found.net(partner) for partner in ledgers.partners]
    years = [
        {"year": year, "nets": [net[place] for net in nets], "outstanding": found.outstanding[place]}
        for place, year in enumerate(ledgers.years)
    ]
    done = found.recovered_in
    return {
        "names": names,
        "years": years,
        "totals": [sum(net) for net in nets],
        "recovered": ledgers.years[done] if done is not None else None,
    }


@business_case_page
def reconciliation(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    held = opened.held
    rows = reconcile(opened.ledgers)
    council = request.GET.get("council", "")
    chosen = [row for row in rows if not council or row.line.partner == council]
    page = Paginator(chosen, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    columns = ("economic", "discounting", "transfers", "not_cash", "price_change", "vat", "financial")
    return render(
        request,
        "decide/business_case_reconciliation.html",
        {
            **frame(request, actor, opened.case, held),
            "here": "Two ledgers",
            "page": page,
            "rows": [
                {
                    "row": row,
                    "amounts": [getattr(row, column) for column in columns],
                    "council": held.name_of(row.line.partner),
                }
                for row in page
            ],
            "totals": [sum(getattr(row, column) for row in chosen) for column in columns],
            "count": len(chosen),
            "council": council,
            "councils": [(partner, held.name_of(partner)) for partner in held.partners],
        },
    )


@business_case_page
def assumptions(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    """Everything the figures rest on: one register, with its source and what is made up."""
    ledgers, result = opened.ledgers, opened.result
    inputs = Paginator(result.provenance.inputs, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "decide/business_case_assumptions.html",
        {
            **frame(request, actor, opened.case, opened.held),
            "result": result,
            "here": "Assumptions",
            "page": inputs,
            "inputs": [{"used": used, "parts": used.name.split("/", 1)} for used in inputs],
            "factors": [
                (year, f"{float(factor):.4f}", f"{float(price):.4f}")
                for year, factor, price in zip(
                    result.years, result.discount_factors, ledgers.general_prices, strict=True
                )
            ],
            "biases": [
                (bias, f"{float(bias.upper) * 100:.0f}%", f"{float(bias.left) * 100:.0f}%")
                for bias in result.biases.values()
            ],
        },
    )


@business_case_page
def workbook(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    return _as_excel(opened.ledgers, opened.result, f"{actor.partnership}-business-case.xlsx")


def _as_excel(ledgers: Ledgers, result: BusinessCaseResult, name: str) -> HttpResponse:
    from concordat.presentation.business_case_workbook import write_business_case_workbook

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.xlsx"
        write_business_case_workbook(ledgers, result, file)
        return attachment(file.read_bytes(), name=name)


HERE = "partnerships/<slug:slug>/decide/business-case"
urlpatterns = [
    path(f"{HERE}/", summary, name="business-case"),
    path(f"{HERE}/councils/", councils, name="business-case-councils"),
    path(f"{HERE}/reconciliation/", reconciliation, name="business-case-reconciliation"),
    path(f"{HERE}/assumptions/", assumptions, name="business-case-assumptions"),
    path(f"{HERE}/business-case.xlsx", workbook, name="business-case-workbook"),
]
