"""The baseline: where it is sure, where it is missing, whether it reconciles, and what it compares with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.findings import worst_first
from concordat.domain.sharing.baseline import read_the_baseline
from concordat.domain.sharing.baseline_checks import check_baseline
from concordat.domain.sharing.inputs import LAYER_TITLES, read_sharing
from concordat.presentation.charts.baseline_map import baseline_chart
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def baseline(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    sharing = read_sharing(case)
    found = read_the_baseline(sharing)
    titles = sharing.partner_titles
    return render(
        request,
        "partnership/baseline.html",
        {
            "baseline": found,
            "has_any": bool(sharing.baseline),
            "chart": baseline_chart(sharing, found),
            "layers": LAYER_TITLES,
            "rows": [
                {
                    "service": service,
                    "cells": [found.by_place[service.id, council] for council in titles],
                }
                for service in sharing.services
            ],
            "councils": list(titles.items()),
            "gaps": [(titles[c.council], sharing.service_titles[c.service]) for c in found.gaps],
            "reconciliations": [(titles.get(one.council, one.council), one) for one in found.reconciliations],
            "without_total": [titles[id] for id in found.without_total],
            "unit_costs": [(sharing.service_titles[one.service], one) for one in found.unit_costs],
            "outturn": [(titles[one.council], one) for one in found.outturn],
            "findings": worst_first(check_baseline(case)),
            "who": who_sees(case, "baseline", "budget_totals"),
            "may_edit": may(actor, "facts.append"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/partnership/baseline/", baseline, name="baseline")]
