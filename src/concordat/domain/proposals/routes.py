"""What each route can and cannot do: an officer, scrutiny, a committee, the executive, full council, call-in.

Sources: Local Government Act 2000 s. 9F (overview and scrutiny may review decisions of the executive that are made and not
carried out); SI 2012/2089 regs 9 to 11 (notice of key decisions of the executive, general exception, special urgency);
Local Government Act 1972 s. 101. Constitutions differ: each finding says to take advice.
"""

from collections.abc import Iterator

from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.proposals.inputs import Body

OF_THE_EXECUTIVE = frozenset({"executive", "officer", "joint committee"})


def check_route(body: Body) -> Iterator[Finding]:
    yield from _scrutiny_advises(body)
    yield from _officers_do_not_vote(body)
    yield from _called_in(body)
    yield from _key_decision(body)
    yield from _body_in_order(body)


def _where(body: Body, column: str, table: str = "proposal_bodies") -> Where:
    return Where(table=table, item=body.id, column=column)


def _scrutiny_advises(body: Body) -> Iterator[Finding]:
    if body.route == "scrutiny" and body.must_agree:
        yield error(
            _where(body, "must_agree"),
            f"{body.called} is asked to agree, and scrutiny advises: it cannot take the decision.",
            "Enter No under must agree, and add the body that decides. Take advice.",
            code="proposal.scrutiny_decides",
        )


def _officers_do_not_vote(body: Body) -> Iterator[Finding]:
    if body.route == "officer" and body.resolution is not None and any(body.resolution.votes):
        yield warning(
            _where(body, "votes_for", "resolutions"),
            f"{body.called} decides alone, and votes are entered.",
            "Take the votes out, or correct the route.",
            code="proposal.officer_votes",
        )


def _called_in(body: Body) -> Iterator[Finding]:
    resolution = body.resolution
    if resolution is None or body.route in OF_THE_EXECUTIVE:
        return
    if resolution.called_in or resolution.call_in_until is not None:
        yield warning(
            _where(body, "called_in", "resolutions"),
            f"{body.called} is not of the executive, so its decisions are not called in.",
            "Check the minutes and the constitution. Take advice.",
            code="proposal.not_called_in",
        )


def _key_decision(body: Body) -> Iterator[Finding]:
    if body.key_decision and body.route not in OF_THE_EXECUTIVE:
        yield note(
            _where(body, "key_decision"),
            f"{body.called} is not of the executive: the 28 clear days' notice is for key decisions of the executive.",
            "Leave it if your council publishes the notice all the same.",
            code="proposal.key_decision",
        )


def _body_in_order(body: Body) -> Iterator[Finding]:
    resolution = body.resolution
    if resolution is None or resolution.decided_on is None or resolution.call_in_until is None:
        return
    if resolution.call_in_until < resolution.decided_on:
        yield error(
            _where(body, "call_in_until", "resolutions"),
            f"Call-in of {body.called} ends before it decided.",
            "Check both days.",
            code="proposal.call_in_days",
        )
