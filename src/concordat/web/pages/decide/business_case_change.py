"""What may turn out otherwise, and what changed: uncertainty, versions, the vehicle, the outside view, the plan, the document."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from concordat.application.actions.jobs import ask_for
from concordat.application.actor import Actor
from concordat.application.queries.business_case import Opened, case_asked, read_asked
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import PartnerRisk
from concordat.domain.business_case.five_cases import five_cases
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.memory import Bridge, bridge, versions
from concordat.domain.business_case.reference_class import outside_view
from concordat.domain.business_case.sensitivity import scenarios, switching_values
from concordat.domain.business_case.vehicle import vehicles
from concordat.domain.business_case.vehicle_change import change_vehicle
from concordat.domain.business_case.work_out import work_out
from concordat.presentation.charts.business_case import bridge_chart, fan_chart, plan_chart, tornado_chart
from concordat.web.page import partnership_page
from concordat.web.pages.decide.business_case import HERE, asked_of, business_case_page, drawing, frame

MOST_SHOWN = 15


@business_case_page
def uncertainty(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    held, ledgers = opened.held, opened.ledgers
    common = frame(request, actor, opened.case, held)
    here: dict[str, Any] = {**common, "here": "How sure", "lines": len(ledgers.lines), **drawing(actor, opened)}
    simulation = here["simulation"]
    if simulation:
        made_up = common["case_illustrative"]
        shown = next((r for r in simulation.partners if r.partner == request.GET.get("council")), simulation.joint)
        names = dict(held.partner_names)
        here |= {
            "shown": shown,
            "ranges": [_range(risk) for risk in (*simulation.partners, simulation.joint)],
            "fan": fan_chart(shown, illustrative=made_up),
            "tornado": tornado_chart(simulation, names, illustrative=made_up),
            "switching": _switching(ledgers),
            "scenarios": scenarios(ledgers),
            "councils": [(partner, held.name_of(partner)) for partner in held.partners],
        }
    return render(request, "decide/business_case_uncertainty.html", here)


def _range(risk: PartnerRisk) -> dict[str, Any]:
    shares = (0.10, 0.50, 0.90)
    words = [found.quantiles[share].words for found in (risk.annual, risk.net_present_value) for share in shares]
    return {"partner": risk.partner, "name": risk.name, "words": [said.removeprefix("about ") for said in words]}


def _switching(ledgers: Ledgers) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "council": ledgers.business_case.name_of(row.line.partner) if row.line else "",
            "change": f"{float(row.change) * 100:+.0f}%",
        }
        for row in switching_values(ledgers)[:MOST_SHOWN]
        if row.change is not None
    ]


@partnership_page
def memory(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Versions of the case and the bridges between them."""
    asked = asked_of(request)
    case = case_asked(actor, asked)
    held = versions(case, reference=load_reference())
    current = held[-1] if held else read_asked(case, asked)
    common = frame(request, actor, case, current)
    results = [(version, work_out(version)) for version in held]
    bridges = [
        _bridge_shown(bridge(before, after), common["case_illustrative"])
        for before, after in zip(held, held[1:], strict=False)
    ]
    return render(
        request,
        "decide/business_case_versions.html",
        {**common, "here": "What changed", "results": results, "bridges": bridges},
    )


def _bridge_shown(found: Bridge, made_up: bool) -> dict[str, Any]:
    lines = [line for line in found.lines if line.change]
    return {
        "bridge": found,
        "chart": bridge_chart(found, illustrative=made_up),
        "lines": lines[:MOST_SHOWN],
        "others": len(lines) - min(len(lines), MOST_SHOWN),
        "rest": sum(line.change for line in lines[MOST_SHOWN:]),
    }


@partnership_page
def vehicle(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What if the vehicle were another: the lines that move, and by how much."""
    asked = asked_of(request)
    case = case_asked(actor, asked)
    planned = read_asked(case, asked, vehicle="")
    known = vehicles(planned.reference)
    chosen = next((item for item in known if item.id == asked.vehicle), None)
    change = change_vehicle(planned, read_asked(case, asked)) if chosen else None
    return render(
        request,
        "decide/business_case_vehicle.html",
        {
            **frame(request, actor, case, planned),
            "here": "Another vehicle",
            "vehicles": known,
            "chosen": chosen,
            "change": change,
        },
    )


@partnership_page
@require_POST
def draw(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A large case is drawn as a job; its result is kept and shown on the page it was asked from."""
    asked = asked_of(request)
    arguments = {"option": asked.option, "vehicle": asked.vehicle, "version": asked.version, "decision": asked.decision}
    number = ask_for(by=actor, kind="simulation", arguments=arguments)
    return redirect("job", slug=actor.partnership, job=number)


@business_case_page
def outside(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    held, result = opened.held, opened.result
    view = outside_view(opened.case, reference=held.reference, claim=result.joint.annual_saving.likely)
    shares = [
        (row, "" if row.share_achieved is None else f"{float(row.share_achieved) * 100:.0f}%")
        for row in view.arrangements
    ]
    return render(
        request,
        "decide/business_case_outside.html",
        {
            **frame(request, actor, opened.case, held),
            "here": "What others achieved",
            "view": view,
            "rows": shares,
            "result": result,
        },
    )


@business_case_page
def plan(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    held, ledgers = opened.held, opened.ledgers
    common = frame(request, actor, opened.case, held)
    titles = {line.id: line.title for line in held.lines}
    rows = [
        {"item": item, "lines": sorted({titles.get(id, id) for id in item.lines})}
        for item in ledgers.setting.plan.milestones
    ]
    return render(
        request,
        "decide/business_case_plan.html",
        {
            **common,
            "here": "Plan",
            "plan": ledgers.setting.plan,
            "rows": rows,
            "chart": plan_chart(
                ledgers.setting.plan, illustrative=any(item.fact.illustrative for item in held.milestones)
            ),
        },
    )


@business_case_page
def document(request: HttpRequest, actor: Actor, opened: Opened) -> HttpResponse:
    """The Five Case document, assembled from what is held, with its gaps."""
    held, result = opened.held, opened.result
    sections = five_cases(held, result, drawing(actor, opened)["simulation"])
    return render(
        request,
        "decide/business_case_document.html",
        {
            **frame(request, actor, opened.case, held),
            "here": "Five Case document",
            "sections": sections,
            "gaps": sum(len(section.gaps) for section in sections),
            "result": result,
        },
    )


urlpatterns = [
    path(f"{HERE}/uncertainty/", uncertainty, name="business-case-uncertainty"),
    path(f"{HERE}/draw/", draw, name="business-case-draw"),
    path(f"{HERE}/versions/", memory, name="business-case-versions"),
    path(f"{HERE}/vehicle/", vehicle, name="business-case-vehicle"),
    path(f"{HERE}/outside-view/", outside, name="business-case-outside"),
    path(f"{HERE}/plan/", plan, name="business-case-plan"),
    path(f"{HERE}/document/", document, name="business-case-document"),
]
