"""What waits for whom in a partnership: read from what the viewer may see, so that it tells nobody more."""

from dataclasses import dataclass
from datetime import date

from concordat.application.actor import Actor
from concordat.application.queries.joint import CALCULATIONS, joint_case
from concordat.application.queries.partnerships import organisation_names
from concordat.application.queries.payments import ContractSeen, contracts_seen
from concordat.application.queries.proposals import members_known
from concordat.domain.consultation import outcome_of
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.negotiation import read_negotiations
from concordat.domain.negotiation import standing_of as negotiated
from concordat.domain.options import read_review
from concordat.domain.options.evidence import ConditionState
from concordat.domain.options.inputs import Outcome
from concordat.domain.payment.issued import open_disputes
from concordat.domain.proposals import State, read_proposals, standing_of
from concordat.domain.proposals.wordings import compare


@dataclass(frozen=True, slots=True)
class Waiting:
    """`on` is who must act, `address` the name of the page where they do, `table` the table where it is one; `which` ends the
    address where there are several of them, as ``?contract=waste``."""

    on: str
    what: str
    address: str
    table: str = ""
    which: str = ""


def waiting_in(case: Case, *, by: Actor, today: date) -> tuple[Waiting, ...]:
    """Challenges to decide, comments to answer, conditions to test, proposals to decide, points to settle, statements to issue
    and to answer, disputes to answer, releases that a joint figure needs."""
    return (
        *_challenges(case),
        *_comments(case),
        *_conditions(case, today),
        *_proposals(case, by=by, today=today),
        *_negotiations(case, by),
        *(one for seen in contracts_seen(case) for one in _contract(seen, by=by, today=today)),
        *_releases(by),
    )


def _challenges(case: Case) -> list[Waiting]:
    review = read_review(case)
    open_ones = [one for one in review.challenges if one.outcome is Outcome.WAITING]
    return [
        Waiting("The review", f"Decide the challenge to “{review.option_title(one.option)}”", "table", "challenges")
        for one in open_ones
    ]


def _comments(case: Case) -> list[Waiting]:
    found = outcome_of(case)
    count = len(found.comments) - found.answered
    words = f"Answer {count} comment{'' if count == 1 else 's'}"
    return [Waiting("The review", words, "consultation")] if count else []


def _conditions(case: Case, today: date) -> list[Waiting]:
    late = [
        one
        for one in read_review(case).conditions
        if one.state is ConditionState.NOT_YET_TESTED and one.test_by is not None and one.test_by < today
    ]
    return [
        Waiting(one.responsible or "Nobody named", f"Test whether “{one.statement}” holds", "table", "conditions")
        for one in late
    ]


def _proposals(case: Case, *, by: Actor, today: date) -> list[Waiting]:
    """Of each open proposal: the councils whose bodies have still to decide, or to say whether they accept another's words."""
    found = []
    for proposal in read_proposals(case, members_known(by)):
        if standing_of(proposal, on=today).state is not State.OPEN:
            continue
        undecided = [body.council for body in proposal.bodies if body.must_agree and body.resolution is None]
        accepting = [
            one
            for body in proposal.bodies
            for condition in body.conditions
            if condition.blocks
            for one in condition.waiting
        ]
        accepting += [
            one
            for body in proposal.bodies
            if body.resolution is not None and compare(proposal.says, body.resolution.wording or proposal.says)
            for one in body.resolution.waiting
        ]
        found += [
            Waiting(proposal.name_of(one), f"Decide on “{proposal.title}”", "proposals")
            for one in dict.fromkeys(undecided)
        ]
        found += [
            Waiting(
                proposal.name_of(one), f"Say whether you accept what others resolved on “{proposal.title}”", "proposals"
            )
            for one in dict.fromkeys(accepting)
        ]
    return found


def _negotiations(case: Case, by: Actor) -> list[Waiting]:
    """Of each open negotiation: the parties who have not said what was agreed on a point that another party has."""
    names = organisation_names(by)
    return [
        Waiting(names.get(party, party), f"Say what was agreed on “{point.point.title}”", "negotiation")
        for one in read_negotiations(case)
        if one.outcome == "open"
        for point in negotiated(one).points
        if point.point.terms
        for party in point.waiting_for
    ]


def _contract(seen: ContractSeen, *, by: Actor, today: date) -> list[Waiting]:
    """Under a contract: the month to issue, what the other side has not answered yet, and each disputed line."""
    if seen.mechanism is None:
        return []
    names = organisation_names(by)
    client, contractor = (names.get(one, one) for one in (seen.mechanism.client, seen.mechanism.contractor))
    of = f" of “{seen.mechanism.title}”" if seen.is_one_of_several else ""
    found = []
    if seen.next_month is not None and seen.next_month.later(1).first_day <= today:
        words = f"Issue the statement of {seen.next_month.in_words()}{of}"
        found.append(Waiting(client, words, "statements", which=seen.which))
    found += [
        Waiting(
            contractor, f"Agree or dispute the statement of {one.month.in_words()}{of}", "statements", which=seen.which
        )
        for one in seen.issued
        if not any(said.organisation == seen.mechanism.contractor for said in one.statement.responses)
    ]
    return found + [
        Waiting(
            names.get(one.must_act, one.must_act),
            f"Answer the dispute of {one.month.in_words()}{of}, “{one.title}”, by {day_in_words(one.act_by)}",
            "disputes",
            which=seen.which,
        )
        for one in open_disputes(seen.issued, seen.mechanism, today=today, case=seen.case)
    ]


def _releases(by: Actor) -> list[Waiting]:
    """Only for a calculation that somebody has released for: nobody waits for what nobody began."""
    names = organisation_names(by)
    found = []
    for name, calculation in CALCULATIONS.items():
        joint = joint_case(by=by, calculation=name)
        if joint.contributors:
            found += [
                Waiting(names.get(one, one), f"Release for “{calculation.title}”", "releases")
                for one in joint.waiting_for
            ]
    return found
