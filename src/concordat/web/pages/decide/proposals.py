"""What is put to which bodies: whom it affects, what it does to their shares, who has decided what, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions.approvals import acceptance_id
from concordat.application.actor import Actor
from concordat.application.errors import NotNow, RowChanged
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import organisation_names, people_named
from concordat.application.queries.proposals import EFFECT, frozen_on, proposal_findings, proposal_for, proposals_for
from concordat.domain.kernel.case import Fact
from concordat.domain.proposals import Effect, Proposal, ProposalStanding, position_after, proposed_kind
from concordat.domain.proposals.affected import MOVES_SERVICES
from concordat.domain.proposals.inputs import Body
from concordat.domain.proposals.wordings import compare
from concordat.presentation.charts.share_change import figures, share_change_chart
from concordat.presentation.words import moment_in_words as moment
from concordat.web.forms.meanwhile import standing as standing_rows
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def proposals(request: HttpRequest, actor: Actor) -> HttpResponse:
    shown = {
        "standings": proposals_for(actor, on=timezone.localdate()),
        "findings": proposal_findings(actor),
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case_for(actor), "proposals"),
    }
    return render(request, "decide/proposals.html", shown)


@partnership_page
def proposal(request: HttpRequest, actor: Actor, *, id: str) -> HttpResponse:
    standing = proposal_for(actor, proposal=id, on=timezone.localdate())
    stops = ""
    if request.method == "POST":
        try:
            return _act(request, actor, id)
        except NotNow as problem:
            stops = str(problem)
        except RowChanged as problem:
            stops = _answered_since(actor, problem.theirs)
        standing = proposal_for(actor, proposal=id, on=timezone.localdate())
    found, frozen = standing.proposal, frozen_on(actor)
    names = {**organisation_names(actor), **found.names}
    shown = {
        "standing": standing,
        "names": names,
        "stops": stops,
        "changes": _changes(actor, found),
        "affected": [(names.get(one.organisation, one.organisation), one, found) for one in found.affected],
        "effects": [_effect(effect) for effect in standing.effects],
        "has_lines": any(effect.lines for effect in standing.effects),
        "bodies": _bodies(standing, frozen),
        "to_accept": _to_accept(actor, found, names),
        "mine": [body for body in found.bodies if body.council == actor.organisation],
        "took_effect": frozen.get(f"{EFFECT}:{found.id}"),
        "may_take_effect": may(actor, "proposal.take-effect"),
        "may_edit": may(actor, "facts.append"),
    }
    return render(request, "decide/proposal.html", shown, status=409 if stops else 200)


def _answered_since(actor: Actor, held: Fact) -> str:
    """A colleague's answer, beside which one's own is given again or not."""
    act = (held.author, held.organisation)
    who = people_named([act], by=actor).get(act, "A colleague")
    when = f" on {moment(held.entered_at)}" if held.entered_at else ""
    return f"{who} answered it for your organisation{when}: {held.get('says')}. Nothing was changed. Say so again below if it should be otherwise."


def _act(request: HttpRequest, actor: Actor, id: str) -> HttpResponse:
    for word, accepts in (("accept", True), ("refuse", False)):
        if word in request.POST:
            reads, on = request.POST.get("reads", "").replace("\r\n", "\n"), request.POST.get("on", "")
            actions.accept(
                by=actor,
                proposal=id,
                about=request.POST[word],
                accepts=accepts,
                reads=reads,
                on=int(on) if on.isdecimal() and len(on) < 10 else 0,
            )
            messages.success(
                request, f"It is recorded that your organisation {'accepts' if accepts else 'does not accept'} it."
            )
            return redirect("proposal", slug=actor.partnership, id=id)
    number = actions.take_effect(by=actor, proposal=id)
    messages.success(request, "It is live. What every body agreed is frozen, and what it changes is done.")
    return redirect("decision", slug=actor.partnership, number=number)


def _changes(actor: Actor, found: Proposal) -> dict[str, Any]:
    """What it changes, in words and with the way to look at both versions."""
    case = case_for(actor)
    services = [row.get("title", one) if (row := case.row("services", one)) else one for one in found.services]
    change = found.change
    return {
        "document": change,
        "proposed_kind": proposed_kind(change.kind) if change else "",
        "services": services,
        "afterwards": position_after(found) if found.kind in MOVES_SERVICES or found.services else "",
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "effect": effect,
        "chart": share_change_chart(effect),
        "rows": [(line.name, *figures(effect, line.now, line.then, line.difference)) for line in effect.lines],
        "total": figures(effect, effect.now, effect.then, effect.difference),
    }


def _bodies(standing: ProposalStanding, frozen: dict[str, int]) -> list[tuple[Any, int | None]]:
    """Each body with the number of what its approval froze."""
    return [
        (one, frozen.get(f"approval:{one.body.resolution.fact.id}") if one.body.resolution else None)
        for one in standing.bodies
    ]


@dataclass(frozen=True)
class ToAccept:
    """A condition or other wording: who set it, who has accepted it, and whether it is for the viewer to say."""

    what: str
    body: Body
    id: str
    table: str
    reads: str
    settled: bool
    waiting: tuple[str, ...]
    against: tuple[str, ...]
    same_effect: bool
    on: int  # the revision of what the viewer's organisation has said; 0 where it has not
    viewer: str  # the viewer's organisation where it decides here; empty otherwise
    names: Mapping[str, str]

    @property
    def is_mine(self) -> bool:
        return self.body.council == self.viewer

    @property
    def asks(self) -> bool:
        return bool(self.viewer) and not self.is_mine

    @property
    def said(self) -> str:
        if self.viewer in self.waiting:
            return ""
        return "not accepted" if self.viewer in self.against else "accepted"

    @property
    def still(self) -> list[str]:
        return [self.names.get(one, one) for one in self.waiting]

    @property
    def refused_by(self) -> list[str]:
        return [self.names.get(one, one) for one in self.against]


def _to_accept(actor: Actor, found: Proposal, names: Mapping[str, str]) -> list[ToAccept]:
    viewer = actor.organisation if actor.organisation in found.deciding and may(actor, "facts.append") else ""
    own = standing_rows(case_for(actor), "acceptances", of=lambda row: row.id, organisation=actor.organisation)
    said_on = {str(id): row.revision for id, row in own.items()}
    items = []
    for body in found.bodies:
        items += [
            ToAccept(
                "Condition",
                body,
                one.id,
                one.fact.table,
                one.reads,
                not one.blocks,
                one.waiting,
                one.against,
                True,
                said_on.get(acceptance_id(actor, one.id), 0),
                viewer,
                names,
            )
            for one in body.conditions
        ]
        held = body.resolution
        if held is not None and body.must_agree and held.wording and compare(found.says, held.wording):
            items.append(
                ToAccept(
                    "Wording",
                    body,
                    held.fact.id,
                    held.fact.table,
                    held.wording,
                    held.is_reconciled,
                    held.waiting,
                    held.against,
                    held.same_effect,
                    said_on.get(acceptance_id(actor, held.fact.id), 0),
                    viewer,
                    names,
                )
            )
    return items


urlpatterns = [
    path("partnerships/<slug:slug>/decide/proposals/", proposals, name="proposals"),
    path("partnerships/<slug:slug>/decide/proposals/<slug:id>/", proposal, name="proposal"),
]
