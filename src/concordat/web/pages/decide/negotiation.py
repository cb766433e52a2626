"""What is settled between the parties, and, for one's own organisation alone, its mandate beside what was agreed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import acts_for_several, organisation_names
from concordat.domain.kernel.findings import worst_first
from concordat.domain.negotiation import (
    PointStanding,
    check_negotiations,
    read_negotiations,
    standing_of,
    trace_of,
)
from concordat.domain.negotiation.figures import in_unit
from concordat.domain.negotiation.mandates import against_mandates, check_mandates
from concordat.domain.negotiation.results import AgainstMandate
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def negotiation(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    names = organisation_names(actor)
    standings = [standing_of(one) for one in read_negotiations(case)]
    shown = {
        "standings": [
            {
                "standing": one,
                "parties": [names.get(party, party) for party in one.negotiation.parties],
                "points": [_point(point, names) for point in one.points],
            }
            for one in standings
        ],
        "trace": trace_of(case),
        "findings": worst_first(check_negotiations(case)),
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "negotiations", "negotiation_points", "agreed_terms"),
        # From here on: what only people acting for the viewer's own organisation are shown.
        "mandates": [_mandate(one) for one in against_mandates(case, organisation=actor.organisation)],
        "mandate_findings": worst_first(check_mandates(case, organisation=actor.organisation)),
        "mandate_rows": [row for row in case.rows("mandates") if row.organisation == actor.organisation],
        "several": acts_for_several(actor),
        "own": names.get(actor.organisation, actor.organisation),
    }
    return render(request, "decide/negotiation.html", shown)


def _point(standing: PointStanding, names: dict[str, str]) -> dict[str, Any]:
    """What was agreed once; where parties differ or some are silent, what each says."""
    terms = [standing.term] if standing.term is not None else list(standing.point.terms)
    return {
        "standing": standing,
        "said": [
            {
                "party": "" if standing.term is not None else names.get(term.party, term.party),
                "figure": in_unit(term.value, standing.point.unit) if term.value is not None else "",
                "term": term,
            }
            for term in terms
        ],
        "waiting": [names.get(party, party) for party in standing.waiting_for],
    }


def _mandate(one: AgainstMandate) -> dict[str, Any]:
    unit = one.point.unit
    figures = {name: getattr(one, name) for name in ("asks_first", "aims_for", "stops_at", "agreed")}
    return {
        "one": one,
        **{name: in_unit(value, unit) if value is not None else "" for name, value in figures.items()},
        "way": f"{int(one.way * 100)}%" if one.way is not None else "",
    }


urlpatterns = [path("partnerships/<slug:slug>/decide/negotiation/", negotiation, name="negotiation")]
