"""Where a proposal stands: agreed only when the set of decisions is complete and consistent."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.organisations import Membership
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.proposals.affected import CHANGES_A_DOCUMENT, MOVES_SERVICES
from concordat.domain.proposals.effect import Effect, Others, effects_of
from concordat.domain.proposals.inputs import Body, Outcome, Proposal, Resolution, read_proposals
from concordat.domain.proposals.results import BodyStanding, ProposalStanding, State
from concordat.domain.proposals.wordings import Words, compare


def standings_in(
    case: Case, *, on: date, members: Iterable[Membership] = (), others: Others = ()
) -> tuple[ProposalStanding, ...]:
    """Every proposal of the case as it stands on a day, with what it does to each partner's share.

    `others` work out the effect on what later steps know of, such as the payment under a contract.
    """
    return tuple(
        standing_of(one, on=on, effects=effects_of(case, one.change, one.services, others))
        for one in read_proposals(case, members)
    )


def standing_of(proposal: Proposal, *, on: date, effects: Sequence[Effect] = ()) -> ProposalStanding:
    """The proposal as it stands on a day. It is live from the day it takes effect, once it is agreed."""
    bodies = tuple(_body(body, proposal, on) for body in proposal.bodies)
    gaps = tuple(_gaps(proposal, effects))
    state = _state(proposal, bodies, gaps, on)
    provenance = Provenance.of(
        "proposals.standing",
        "Agreed when every body that must agree has, their words have one effect and their conditions are reconciled.",
        _inputs(proposal),
    )
    # What the bodies decided, not who looks: a reader who sees less of what it changes comes to the same.
    by_bodies = _state(proposal, bodies, (), on)
    figures = {"state": by_bodies, "bodies": [(body.body.id, body.stands, body.blocks) for body in bodies]}
    return ProposalStanding(
        proposal,
        state,
        bodies,
        _sentence(bodies, state),
        provenance,
        result_hash(figures, provenance),
        gaps,
        tuple(effects),
    )


def _inputs(proposal: Proposal) -> list[InputUsed]:
    used = [InputUsed.of_fact(proposal.fact, proposal.title)]
    for body in proposal.bodies:
        used.append(InputUsed.of_fact(body.fact, f"{body.council}: {body.name}"))
        if body.resolution is not None:
            used.append(InputUsed.of_fact(body.resolution.fact, body.resolution.outcome.value))
        used += [InputUsed.of_fact(condition.fact, condition.state) for condition in body.conditions]
    used += [InputUsed.of_fact(one.fact, "accepted" if one.accepts else "not accepted") for one in proposal.acceptances]
    if proposal.change is not None and proposal.change.proposed is not None:
        used.append(InputUsed.of_document(proposal.change.proposed))
    return used


def _body(body: Body, proposal: Proposal, on: date) -> BodyStanding:
    words = compare(proposal.says, body.resolution.wording) if body.resolution and body.resolution.wording else ()
    return BodyStanding(body, _stands(body, words, on), words, tuple(_blocks(body, proposal, words, on)))


def _stands(body: Body, words: tuple[Words, ...], on: date) -> str:
    resolution = body.resolution
    if resolution is None:
        return "not decided"
    if resolution.on_other_text:
        return "decided on another text"
    if resolution.called_in and resolution.call_in_outcome != "the decision stands":
        return "sent back" if resolution.call_in_outcome == "sent back" else "called in"
    if not resolution.outcome.is_agreement:
        return resolution.outcome.value
    if any(condition.blocks for condition in body.conditions) or _names_no_condition(body):
        return "agreed, condition open"
    if words and not resolution.is_reconciled:
        return "agreed in other words"
    return "agreed, call-in open" if _may_be_called_in(resolution, on) else "agreed"


def _names_no_condition(body: Body) -> bool:
    return body.resolution is not None and body.resolution.outcome is Outcome.WITH_CONDITIONS and not body.conditions


def _may_be_called_in(resolution: Resolution, on: date) -> bool:
    return not resolution.called_in and resolution.call_in_until is not None and on <= resolution.call_in_until


def _blocks(body: Body, proposal: Proposal, words: tuple[Words, ...], on: date) -> Iterator[str]:
    """Why this body keeps the proposal from being agreed, in sentences; nothing for a body that only advises."""
    who, resolution = body.called, body.resolution
    if not body.must_agree:
        return
    if resolution is None:
        yield f"{who} has not decided yet."
        return
    if resolution.on_other_text:
        yield f"{who} decided on what was put before it was changed. It must decide again."
    if resolution.called_in and resolution.call_in_outcome == "sent back":
        yield f"The decision of {who} was called in and sent back. It must decide again."
    elif resolution.called_in and resolution.call_in_outcome != "the decision stands":
        yield f"The decision of {who} was called in and stands still until scrutiny has looked at it."
    elif _may_be_called_in(resolution, on) and resolution.call_in_until is not None:
        yield f"The decision of {who} may be called in until {day_in_words(resolution.call_in_until)}."
    if resolution.outcome is Outcome.REFUSED:
        yield f"{who} refused."
    if resolution.outcome is Outcome.DEFERRED:
        yield f"{who} put the decision off."
    yield from _conditions(body, proposal)
    if words and not resolution.is_reconciled:
        yield (
            f"{who} resolved in other words. The monitoring officers must say that they have the same effect."
            + _still(proposal, resolution.waiting if resolution.same_effect else (), resolution.against)
        )


def _conditions(body: Body, proposal: Proposal) -> Iterator[str]:
    for condition in body.conditions:
        if condition.blocks:
            yield (
                f"The condition of {body.called} is {_word(condition.state)}: “{condition.reads}”"
                + _still(proposal, condition.waiting, condition.against)
            )
    if _names_no_condition(body):
        yield f"{body.called} agreed with conditions, and none is entered."


def _word(state: str) -> str:
    return "said to be accepted by all" if state == "accepted by all" else state


def _still(proposal: Proposal, waiting: Sequence[str], against: Sequence[str]) -> str:
    """Who has still to accept it, and who does not."""
    said = ""
    if waiting:
        said += f" Not accepted yet by {', '.join(proposal.name_of(one) for one in waiting)}."
    if against:
        said += f" Not accepted by {', '.join(proposal.name_of(one) for one in against)}."
    return said


def _gaps(proposal: Proposal, effects: Sequence[Effect]) -> Iterator[str]:
    for one in proposal.not_asked:
        yield f"{proposal.name_of(one.organisation)} is affected ({one.why}), and no body of it is asked to agree."
    if proposal.kind in CHANGES_A_DOCUMENT and (proposal.change is None or proposal.change.version is None):
        yield "It does not name the document that it changes and the proposed version."
    if proposal.kind in MOVES_SERVICES and not proposal.services:
        yield "It does not name the services that it moves."
    yield from proposal.problems
    for effect in effects:
        if effect.blocks:
            yield f"Its effect on each partner's share cannot be shown. {effect.why_not}"


def _state(proposal: Proposal, bodies: tuple[BodyStanding, ...], gaps: tuple[str, ...], on: date) -> State:
    if proposal.sent_out is None or proposal.sent_out > on:
        return State.DRAFT
    if any(body.body.must_agree and body.stands == Outcome.REFUSED.value for body in bodies):
        return State.REFUSED
    if gaps or not any(body.body.must_agree for body in bodies) or any(body.blocks for body in bodies):
        return State.OPEN
    live = proposal.takes_effect is not None and proposal.takes_effect <= on
    return State.LIVE if live else State.AGREED


def _sentence(bodies: tuple[BodyStanding, ...], state: State) -> str:
    needed = [body for body in bodies if body.body.must_agree]
    agreed = sum(body.stands == "agreed" for body in needed)
    match state:
        case State.DRAFT:
            return "It is a draft: it has not been put to anybody."
        case State.REFUSED:
            return "It has failed: a body whose agreement is needed refused."
        case State.AGREED:
            return "Every body has agreed and their conditions are reconciled. It takes effect on its day."
        case State.LIVE:
            return "Every body has agreed and it is in force."
        case State.OPEN:
            return f"{agreed} of {len(needed)} bodies have agreed without anything open."
