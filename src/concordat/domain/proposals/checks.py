"""What is doubtful about a proposal: whom it leaves out, its route, notice, power, dates. Legal rules say to take advice."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from concordat.domain.cost_sharing.recharge.leaving import whole_months
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.organisations import Membership
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.proposals.effect import Others
from concordat.domain.proposals.in_force import check_shared_positions
from concordat.domain.proposals.inputs import Body, Proposal
from concordat.domain.proposals.joint_committees import check_joint_committees
from concordat.domain.proposals.results import ProposalStanding
from concordat.domain.proposals.routes import check_route
from concordat.domain.proposals.standing import standings_in

# Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012, SI 2012/2089,
# regulation 9: notice of a key decision at least 28 clear days before it is made.
CLEAR_DAYS = 28


def check_proposals(case: Case, members: Iterable[Membership] = (), others: Others = ()) -> list[Finding]:
    """Proposals, joint committees, and services said to be shared that nobody decided to share."""
    held = tuple(members)
    found: list[Finding] = []
    for standing in standings_in(case, on=date.max, members=held, others=others):
        found += [*_check(standing.proposal), *_change_control(standing)]
    return [
        *found,
        *_notice_of_leaving(case, held),
        *_by_another(case),
        *check_joint_committees(case),
        *check_shared_positions(case),
    ]


def _change_control(standing: ProposalStanding) -> Iterator[Finding]:
    """Whom it affects and who was not asked; what keeps its effect from being shown before the vote."""
    where = Where(table="proposals", item=standing.proposal.id)
    for gap in standing.gaps:
        yield error(
            where,
            f"“{standing.proposal.title}”: {gap}",
            "Put it right before anybody votes: it cannot become live like this.",
            code="proposal.change_control",
        )
    for one in standing.proposal.affected:
        if not one.belongs:
            yield warning(
                where,
                f"{standing.proposal.name_of(one.organisation)} is affected ({one.why}) and does not belong to the "
                "partnership, so it cannot decide here.",
                "Add it to who belongs, or keep its own decision with the agreement.",
                code="proposal.not_at_the_table",
            )


def _notice_of_leaving(case: Case, members: Iterable[Membership]) -> Iterator[Finding]:
    """Months of notice that a partner owes, against what a proposal gives."""
    owed = {one.organisation: one.notice_months for one in members if one.notice_months}
    owed |= {
        str(row.get("partner")): row.get("notice_months")
        for row in case.rows("memberships")
        if row.get("notice_months")
    }
    for fact in case.rows("proposals"):
        given, ends = fact.get("sent_out"), fact.get("takes_effect")
        if fact.get("kind") != "give notice" or given is None or ends is None:
            continue
        for council in fact.get("councils", ()) or (fact.organisation,):
            months, needed = whole_months(given, ends), owed.get(council)
            if needed and months < needed:
                yield warning(
                    Where(table="proposals", item=fact.id, column="takes_effect"),
                    f"{council} gives {months} months' notice, and owes {needed}.",
                    "Choose a later day, or agree with the others what is paid for the months that are missing.",
                    code="proposal.notice_months",
                )


def first_lawful_day(notice: date) -> date:
    """The first day on which a key decision may be taken: neither the day of notice nor the day itself counts."""
    return notice + timedelta(days=CLEAR_DAYS + 1)


def _check(proposal: Proposal) -> list[Finding]:
    found: list[Finding] = []
    if not any(body.must_agree for body in proposal.bodies):
        found.append(
            error(
                Where(table="proposals", item=proposal.id),
                f"“{proposal.title}” names no body that must agree.",
                "Name every body that must decide it, with its route and power.",
                code="proposal.no_body",
            )
        )
    for body in proposal.bodies:
        found += [*_notice(body), *_power(body), *_dates(body, proposal), *_votes(body), *check_route(body)]
    return found


def _by_another(case: Case) -> list[Finding]:
    """Resolutions and conditions that somebody entered for another council's body: they do not count."""
    councils = {row.id: str(row.get("council", "")) for row in case.rows("proposal_bodies")}
    return [
        error(
            Where(table=table, item=row.id, column="organisation"),
            f"{row.organisation} entered this for a body of {councils[str(row.get('body'))]}, so it does not count.",
            "Only people acting for the council whose body it is enter what it resolved.",
            code="proposal.by_another",
        )
        for table in ("resolutions", "resolution_conditions")
        for row in case.rows(table)
        if row.organisation not in {"", councils.get(str(row.get("body")), row.organisation)}
    ]


def _notice(body: Body) -> list[Finding]:
    day = body.resolution.decided_on if body.resolution and body.resolution.decided_on else body.decides_on
    if not body.key_decision or day is None:
        return []
    where = Where(table="proposal_bodies", item=body.id, column="notice_published")
    if body.exception:
        return [
            note(
                where,
                f"{body.name} uses {body.exception} instead of 28 clear days' notice.",
                "Keep the notice of it and why it was used. Take advice.",
                code="proposal.exception",
            )
        ]
    if body.notice_published is None:
        return [
            error(
                where,
                f"{body.name} takes a key decision, and no notice is entered.",
                "Enter the day notice was published, or the exception that was used. Take advice.",
                code="proposal.no_notice",
            )
        ]
    lawful = first_lawful_day(body.notice_published)
    if day < lawful:
        return [
            error(
                where,
                f"Notice was published on {day_in_words(body.notice_published)}, so {body.name} could decide on "
                f"{day_in_words(lawful)} at the earliest, and decides on {day_in_words(day)}.",
                "Move the decision, or enter general exception or special urgency. Take advice.",
                code="proposal.short_notice",
            )
        ]
    return []


def _power(body: Body) -> list[Finding]:
    if body.power or not body.must_agree:
        return []
    return [
        warning(
            Where(table="proposal_bodies", item=body.id, column="power"),
            f"The power {body.name} decides under is not entered.",
            "Enter the provision, such as Local Government Act 1972 s. 101(5).",
            code="proposal.no_power",
        )
    ]


def _dates(body: Body, proposal: Proposal) -> list[Finding]:
    day = body.resolution.decided_on if body.resolution else None
    if day is None or proposal.sent_out is None or day >= proposal.sent_out:
        return []
    return [
        error(
            Where(table="resolutions", item=body.id, column="decided_on"),
            f"{body.name} decided on {day_in_words(day)}, before the proposal was sent out.",
            "Check both days.",
            code="proposal.decided_early",
        )
    ]


def _votes(body: Body) -> list[Finding]:
    if body.resolution is None:
        return []
    votes_for, against, _ = body.resolution.votes
    if votes_for is None or against is None or (votes_for > against) == body.resolution.outcome.is_agreement:
        return []
    return [
        warning(
            Where(table="resolutions", item=body.id, column="votes_for"),
            f"The votes of {body.name} ({votes_for} for, {against} against) do not fit the outcome “{body.resolution.outcome}”.",
            "Check the minutes. A casting vote decides where votes are equal: say so in the wording.",
            code="proposal.votes",
        )
    ]
