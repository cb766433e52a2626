"""The whole decision in one order: what people were asked, what was recommended, negotiated, put, resolved and frozen.

What a party would settle for is not on it: a picture gets handed round. What has no day stands beside it and is not lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from concordat.domain.consultation.inputs import read_consultation
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.negotiation import read_negotiations
from concordat.domain.negotiation import standing_of as negotiated
from concordat.domain.options import read_recommendations
from concordat.domain.proposals import Proposal, State, read_proposals, standing_of
from concordat.domain.proposals.inputs import Body

LANES = ("Consultation", "Recommendation", "Dissent", "Negotiation", "Proposals", "Decisions", "Frozen")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A decision that was frozen, as the records keep it: its number, what was decided and the day."""

    number: int
    title: str
    on: date | None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened or is due. `until` closes a span; `planned` says that the day is still to come or was only
    intended. `refers_to` is ``table/id``, ``document:kind/name/version`` or ``decision/number``."""

    lane: str
    day: date | None
    until: date | None
    title: str
    says: str
    who: str
    planned: bool
    refers_to: str
    illustrative: bool = False
    organisation: str = ""  # whose body decides, by name


@dataclass(frozen=True)
class Timeline:
    """`moments` have a day and stand in order; `undated` have none."""

    on: date
    moments: tuple[Moment, ...]
    undated: tuple[Moment, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def lanes(self) -> tuple[str, ...]:
        used = {moment.lane for moment in self.moments}
        return tuple(lane for lane in LANES if lane in used)


def timeline_of(case: Case, *, on: date, frozen: Sequence[Frozen] = ()) -> Timeline:
    """Everything of the case that has a day, oldest first; on one day in the order of `LANES`. `on` tells past from planned."""
    found = [*_consultation(case, on), *_recommendation(case), *_dissent(case), *_negotiation(case, on)]
    found += [*_proposals(case, on), *_decisions(case, on), *_frozen(frozen)]
    dated = sorted(
        (moment for moment in found if moment.day is not None), key=lambda one: (one.day, LANES.index(one.lane))
    )
    provenance = Provenance.of(
        "consultation.timeline",
        "Every day that consultations, recommendations, dissent, negotiations, proposals and decisions name.",
        _inputs(case),
    )
    told = [(one.lane, one.day, one.until, one.title, one.planned) for one in dated]
    return Timeline(
        on, tuple(dated), tuple(one for one in found if one.day is None), provenance, result_hash(told, provenance)
    )


def _consultation(case: Case, on: date) -> Iterator[Moment]:
    asked = read_consultation(case)
    for one in asked.rounds:
        says = f"Asked: {', '.join(one.asked)}" if one.asked else one.about
        day = one.opened_on or one.closed_on
        until = one.closed_on if one.opened_on else None
        yield _moment("Consultation", day, one.title, says, "", on, one.fact, until=until)
    for heard in asked.heard:
        comment = heard.comment
        if heard.round and comment.given_on is None:
            continue  # told by its consultation
        yield _moment("Consultation", comment.given_on, comment.title, "Comment", comment.given_by, on, comment.fact)


def _recommendation(case: Case) -> Iterator[Moment]:
    for version in read_recommendations(case):
        document = version.document
        yield Moment(
            "Recommendation",
            version.date,
            None,
            f"Version {version.version}: {version.title}",
            version.status,
            version.by,
            planned=False,
            refers_to=f"document:{document.kind}/{document.name}/{version.version}",
            illustrative=document.illustrative,
        )


def _dissent(case: Case) -> Iterator[Moment]:
    for one in read_consultation(case).dissents:
        yield Moment(
            "Dissent",
            one.given_on,
            None,
            f"{one.body} disagrees",
            one.says,
            one.body,
            planned=False,
            refers_to=f"dissents/{one.id}",
            illustrative=one.fact.illustrative,
        )


def _negotiation(case: Case, on: date) -> Iterator[Moment]:
    for one in read_negotiations(case):
        standings = {standing.point.id: standing for standing in negotiated(one).points}
        if one.authority_on is not None:
            title = f"Authority to negotiate: {one.title}"
            yield _moment("Negotiation", one.authority_on, title, one.authority_says, one.authority_from, on, one.fact)
        until = one.closed_on if one.opened_on else None
        yield _moment(
            "Negotiation", one.opened_on or one.closed_on, one.title, one.outcome, ", ".join(_name(case, party) for party in one.parties), on, one.fact,
            until=until,
        )  # fmt: skip
        for point in one.points:
            days = [term.agreed_on for term in point.terms if term.agreed_on is not None]
            if days and standings[point.id].settled.is_agreed:
                says = point.terms[0].says
                agreed = _moment(
                    "Negotiation", max(days), f"Agreed: {point.title}", says, "every party", on, point.fact
                )
                made_up = agreed.illustrative or any(term.fact.illustrative for term in point.terms)
                yield replace(agreed, illustrative=made_up)


def _proposals(case: Case, on: date) -> Iterator[Moment]:
    for one in read_proposals(case):
        yield _moment("Proposals", one.sent_out, f"Put to every body: {one.title}", one.says, "", on, one.fact)
        if one.takes_effect is not None:
            standing = standing_of(one, on=on)
            live = standing.state is State.LIVE
            title = f"{'Took effect' if live else 'To take effect'}: {one.title}"
            says = "" if live else standing.sentence
            yield _moment("Proposals", one.takes_effect, title, says, "", on, one.fact, planned=not live)


def _decisions(case: Case, on: date) -> Iterator[Moment]:
    for proposal in read_proposals(case):
        yield from _of_bodies(case, proposal, on)


def _of_bodies(case: Case, proposal: Proposal, on: date) -> Iterator[Moment]:
    for body in proposal.bodies:
        for moment in _of_body(body, proposal, f"{body.name}, {_name(case, body.council)}", on):
            yield replace(moment, organisation=_name(case, body.council))


def _of_body(body: Body, proposal: Proposal, who: str, on: date) -> Iterator[Moment]:
    if body.notice_published is not None:
        yield _moment("Decisions", body.notice_published, f"Notice: {proposal.title}", "", who, on, body.fact)
    if body.resolution is None:
        title = f"To decide: {proposal.title}"
        yield _moment("Decisions", body.decides_on, title, body.route, who, on, body.fact, planned=True)
        return
    said = body.resolution.outcome.value + (" (called in)" if body.resolution.called_in else "")
    day = body.resolution.decided_on or body.decides_on
    yield _moment(
        "Decisions",
        day,
        f"{said[:1].upper()}{said[1:]}: {proposal.title}",
        body.route,
        who,
        on,
        body.resolution.fact,
    )


def _name(case: Case, organisation: str) -> str:
    row = case.row("organisations", organisation)
    return str((row.get("short_name") or row.get("name")) if row is not None else organisation)


def _frozen(frozen: Iterable[Frozen]) -> Iterator[Moment]:
    for one in frozen:
        yield Moment(
            "Frozen", one.on, None, one.title, "Frozen as decided", one.organisation, False, f"decision/{one.number}"
        )


def _moment(
    lane: str, day: date | None, title: str, says: str, who: str, on: date, fact: Fact, *,
    until: date | None = None, planned: bool = False,
) -> Moment:  # fmt: skip
    ahead = planned or (day is not None and day > on)
    return Moment(lane, day, until, title, says, who, ahead, f"{fact.table}/{fact.id}", fact.illustrative)


_TABLES = (
    "consultations", "comments", "dissents", "negotiations", "negotiation_points", "agreed_terms",
    "proposals", "proposal_bodies", "resolutions", "resolution_conditions",
)  # fmt: skip


def _inputs(case: Case) -> list[InputUsed]:
    facts = [fact for table in _TABLES for fact in case.rows(table)]
    versions = read_recommendations(case)
    return [
        *(InputUsed.of_fact(fact, str(fact.get("title", ""))) for fact in facts),
        *(InputUsed.of_document(version.document, version.label) for version in versions),
    ]
