"""Where a proposal stands: agreed only when the set of decisions is complete and consistent."""

import difflib
import re
from datetime import date

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.proposals.inputs import Body, Outcome, Proposal
from concordat.domain.proposals.results import BodyStanding, ProposalStanding, State, Words


def standing_of(proposal: Proposal, *, on: date) -> ProposalStanding:
    """The proposal as it stands on a day. It is live from the day it takes effect, once it is agreed."""
    bodies = tuple(_body(body, proposal) for body in proposal.bodies)
    state = _state(proposal, bodies, on)
    used = [InputUsed.of_fact(proposal.fact, proposal.title)]
    for body in proposal.bodies:
        used.append(InputUsed.of_fact(body.fact, f"{body.council}: {body.name}"))
        if body.resolution is not None:
            used.append(InputUsed.of_fact(body.resolution.fact, body.resolution.outcome.value))
        used += [InputUsed.of_fact(condition.fact, condition.state) for condition in body.conditions]
    provenance = Provenance.of(
        "proposals.standing",
        "Agreed when every body that must agree has, their words have one effect and their conditions are reconciled.",
        used,
    )
    figures = {"state": state, "bodies": [(body.body.id, body.stands, body.blocks) for body in bodies]}
    return ProposalStanding(
        proposal, state, bodies, _sentence(proposal, bodies, state), provenance, result_hash(figures, provenance)
    )


def _body(body: Body, proposal: Proposal) -> BodyStanding:
    words = _compare(proposal.says, body.resolution.wording) if body.resolution and body.resolution.wording else ()
    return BodyStanding(body, _stands(body, words), words, tuple(_blocks(body, words)))


def _stands(body: Body, words: tuple[Words, ...]) -> str:
    if body.resolution is None:
        return "not decided"
    if body.resolution.called_in:
        return "called in"
    if not body.resolution.outcome.is_agreement:
        return body.resolution.outcome.value
    if any(condition.blocks for condition in body.conditions):
        return "agreed, condition open"
    if words and not body.resolution.same_effect:
        return "agreed in other words"
    return "agreed"


def _blocks(body: Body, words: tuple[Words, ...]) -> list[str]:
    """Why this body keeps the proposal from being agreed, in sentences; nothing for a body that only advises."""
    who = f"{body.name}, {body.council}"
    if not body.must_agree:
        return []
    if body.resolution is None:
        return [f"{who} has not decided yet."]
    found = []
    if body.resolution.called_in:
        found.append(f"The decision of {who} was called in and stands still until scrutiny has looked at it.")
    if body.resolution.outcome is Outcome.REFUSED:
        found.append(f"{who} refused.")
    if body.resolution.outcome is Outcome.DEFERRED:
        found.append(f"{who} put the decision off.")
    found += [
        f"The condition of {who} is {condition.state}: “{condition.says}”"
        for condition in body.conditions
        if condition.blocks
    ]
    if body.resolution.outcome is Outcome.WITH_CONDITIONS and not body.conditions:
        found.append(f"{who} agreed with conditions, and none is entered.")
    if words and not body.resolution.same_effect:
        found.append(f"{who} resolved in other words. The monitoring officers must say that they have the same effect.")
    return found


def _state(proposal: Proposal, bodies: tuple[BodyStanding, ...], on: date) -> State:
    if proposal.sent_out is None or proposal.sent_out > on:
        return State.DRAFT
    if any(body.body.must_agree and body.stands == Outcome.REFUSED.value for body in bodies):
        return State.REFUSED
    if not any(body.body.must_agree for body in bodies) or any(body.blocks for body in bodies):
        return State.OPEN
    live = proposal.takes_effect is not None and proposal.takes_effect <= on
    return State.LIVE if live else State.AGREED


def _sentence(proposal: Proposal, bodies: tuple[BodyStanding, ...], state: State) -> str:
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


def _compare(put: str, resolved: str) -> tuple[Words, ...]:
    """Word by word; nothing where only spacing, case or a full stop differ."""
    before, after = _words(put), _words(resolved)
    if [_plain(word) for word in before] == [_plain(word) for word in after]:
        return ()
    runs: list[Words] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Words("same", " ".join(before[i:j])))
            continue
        if j > i:
            runs.append(Words("removed", " ".join(before[i:j])))
        if m > k:
            runs.append(Words("added", " ".join(after[k:m])))
    return tuple(runs)


def _words(text: str) -> list[str]:
    return text.split()


def _plain(word: str) -> str:
    return re.sub(r"[.,;:]+$", "", word).lower()
