"""Which option leads, how surely, for whom, and what would change it; weights can be moved by hand and everything follows."""

from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.appraisal import appraisal_for, centre_moved, result_for
from concordat.application.queries.cases import case_for
from concordat.domain.appraisal.flips import weight_flips
from concordat.domain.appraisal.results import AppraisalResult, ViewResult
from concordat.domain.appraisal.sentences import disagreement_in_words, flip_in_words, headline, in_a_hundred
from concordat.domain.appraisal.shares import rank_shares
from concordat.domain.appraisal.work_out import DRAWS, nodes_of, totals_of
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.seeds import generator
from concordat.presentation.charts.appraisal import COLOURS, contribution_chart, first_chart
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def choice(request: HttpRequest, actor: Actor) -> HttpResponse:
    part = request.GET.get("part", "")
    result = result_for(actor)  # worked out when the page was opened: a part of it answers at once
    if result is None:
        return _empty(request, actor)
    moved = _moved(request, result)
    if part == "live":
        return render(request, "decide/choice_live.html", _live(result, moved))
    if part == "shares":
        return render(request, "decide/choice_shares.html", {"shares": _shares(result, moved)})
    if part:
        raise Http404
    case = case_for(actor)
    shown = {
        "result": result,
        "appraisal": result.appraisal,
        "joint": result.joint,
        "is_moved": moved is not result.joint,
        "first": first_chart(result, result.joint),
        "contributions": contribution_chart(result, result.joint),
        "partners": _partners(result),
        "disagreements": [disagreement_in_words(result.appraisal, item) for item in result.disagreements[:6]],
        "flips": [flip_in_words(result.appraisal, flip) for flip in result.weight_flips[:8]],
        "pairs": _pairs(result),
        "scores": _score_flips(result),
        "evidence": _evidence(result),
        "typical": _typical(result),
        "without": [
            (result.option(item.option), result.option(item.leader), item.changes_order) for item in result.without
        ],
        "dominated": [(result.option(item.option), result.option(item.by), item.surely) for item in result.dominated],
        "combination": _combination(result),
        "seconds": [
            (item.name, [result.appraisal.options[i].name for i in item.order], item.agrees)
            for item in result.second_opinions
        ],
        "findings": worst_first([item for item in result.findings if item.severity != "note"]),
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "scores", "agreed_scores", "weight_statements"),
        "shares": _shares(result, moved) if moved is not result.joint else None,
    }
    return render(request, "decide/choice.html", {**shown, **_live(result, moved)})


def _empty(request: HttpRequest, actor: Actor) -> HttpResponse:
    shown = {"findings": worst_first(appraisal_for(actor).findings), "may_edit": may(actor, "document.save")}
    return render(request, "decide/choice_empty.html", shown)


def _moved(request: HttpRequest, result: AppraisalResult) -> ViewResult:
    """The joint view with weights set by hand; itself where nobody moved anything."""
    given = [request.GET.get(f"w-{leaf.id}") for leaf in result.appraisal.leaves]
    if all(item is None for item in given):
        return result.joint
    centre = centre_moved(result, [_number(item) for item in given])
    joint = result.joint
    weights = type(joint.weights)(centre[None, :], centre, ("Weights moved by hand.",), (), False, None)
    return totals_of(joint.view, joint.performance, weights)


def _number(given: str | None) -> float:
    try:
        value = float(given or 0)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1_000_000 else 0.0


def _live(result: AppraisalResult, view: ViewResult) -> dict[str, Any]:
    """Totals, bars and the flip points for the weights as they are set now."""
    appraisal = result.appraisal
    flips = weight_flips(view.performance.means, view.weights.centre, nodes_of(appraisal), view.open_to)
    rows = []
    for i in np.argsort(-view.totals, kind="stable"):
        at, pieces = 0.0, []
        for k, leaf in enumerate(appraisal.leaves):
            wide = float(view.contributions[i, k])
            pieces.append(
                {"x": f"{at:.2f}", "wide": f"{wide:.2f}", "fill": COLOURS[k % len(COLOURS)], "title": leaf.title}
            )
            at += wide
        rows.append(
            {
                "title": appraisal.options[i].title,
                "place": view.places[i] if view.open_to[i] else None,
                "total": f"{view.totals[i]:.1f}",
                "range": f"{view.least[i]:.0f} to {view.most[i]:.0f}",
                "missing": sum(cell.is_missing for cell in view.performance.cells[i]),
                "pieces": pieces,
            }
        )
    weights = [
        {
            "id": leaf.id,
            "title": leaf.title,
            "share": f"{view.weights.centre[k] * 100:.1f}",
            "fill": COLOURS[k % len(COLOURS)],
        }
        for k, leaf in enumerate(appraisal.leaves)
    ]
    return {
        "now": headline(appraisal, view, flips),
        "rows": rows,
        "weights": weights,
        "live_flips": [flip_in_words(appraisal, flip) for flip in flips[:3]],
    }


def _shares(result: AppraisalResult, view: ViewResult) -> list[tuple[str, str]]:
    """How often each option comes first at the weights set by hand, over the uncertain scores alone."""
    if not len(view.totals):
        return []
    drawn = np.tile(view.weights.centre, (DRAWS, 1))
    random = generator(result.appraisal.seed, "moved by hand")
    rows = np.flatnonzero(view.open_to)
    if not len(rows):
        return []
    found = rank_shares(drawn, view.performance.quantiles[rows], random=random, pairs=False)
    return [
        (result.appraisal.options[i].title, in_a_hundred(float(share)))
        for i, share in zip(rows, found.first, strict=True)
    ]


def _partners(result: AppraisalResult) -> dict[str, Any]:
    leads = [view.leader for view in result.partners]
    return {
        "views": [
            {
                "title": view.view.title,
                "leads": result.option(view.leader),
                "differs": view.leader != result.joint.leader,
                "is_open": view.weights.is_open,
            }
            for view in result.partners
        ],
        "rows": [
            (option.title, [view.places[i] for view in result.partners], result.joint.places[i])
            for i, option in enumerate(result.appraisal.options)
        ],
        "agree": len(set(leads)) <= 1,
        "groups": [(view.view.title, result.option(view.leader)) for view in result.groups],
    }


def _pairs(result: AppraisalResult) -> list[str]:
    title = result.appraisal.by_id
    return [
        f"{result.option(flip.rival)} leads once {flip.moved * 100:.1f} of 100 has gone from {title[flip.giver].title} "
        f"to {title[flip.taker].title} (now {flip.now[0] * 100:.0f} and {flip.now[1] * 100:.0f})"
        for flip in result.pair_flips[:6]
    ]


def _score_flips(result: AppraisalResult) -> list[str]:
    found = []
    for flip in result.score_flips[:6]:
        leaf = result.appraisal.by_id[flip.criterion]
        unit = f" {leaf.function.unit}" if leaf.function.unit else ""
        level = f"{flip.level:,.0f}{unit}" if flip.level is not None else f"{flip.at:.0f} of 100"
        verb = "falls to" if flip.at < flip.now else "rises to"
        found.append(
            f"{result.option(flip.rival)} leads if {leaf.title} of {result.option(flip.option)} {verb} {level}"
        )
    return found


def _evidence(result: AppraisalResult) -> list[str]:
    return [
        f"{result.appraisal.leaves[item.leaf].title} of {result.option(item.option)}: {in_a_hundred(item.changes)} that "
        f"knowing it changes the answer, worth {item.worth:.1f} points"
        for item in result.worth_knowing[:5]
    ]


def _typical(result: AppraisalResult) -> list[tuple[str, list[str]]]:
    """The weights under which each option leads, on average."""
    shares = result.joint.shares
    if shares is None:
        return []
    return [
        (option.title, [f"{weight * 100:.0f}" for weight in shares.centres[i]])
        for i, option in enumerate(result.appraisal.options)
        if not np.isnan(shares.centres[i]).any()
    ]


def _combination(result: AppraisalResult) -> dict[str, Any] | None:
    found = result.combination
    if found is None:
        return None
    areas = {area.id: area.title for area in result.appraisal.areas}
    return {
        "chosen": [(areas[item.area], result.option(item.best)) for item in found.chosen],
        "gain": f"{abs(found.gain):.1f}",
        "gains": found.gain >= 0,
        "single": result.option(found.single),
        "charge": f"{found.charge:.1f}",
        "how": found.how,
    }


urlpatterns = [path("partnerships/<slug:slug>/decide/choice/", choice, name="choice")]
