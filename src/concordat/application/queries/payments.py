"""Payments under a contract as a viewer may see them: mechanism, statements, disputes, anomalies, term.

A partnership may hold several contracts. Everything here is about one: by the name of its mechanism, or the one that was
entered first.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.cases import case_for
from concordat.application.queries.contract_records import measures_known, records_delivered, units_known
from concordat.application.queries.partnerships import contractor_of
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Finding, has_errors
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.statement import LineChange, Statement, changes_between
from concordat.domain.payment.check_evidence import NO_RATE, NOT_PAID, not_a_month, not_the_clients, unpaid_entries
from concordat.domain.payment.disputes import SettledDispute, check_answers, settled_disputes
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.extension import Term
from concordat.domain.payment.inputs import ANOMALIES, KIND, Mechanism
from concordat.domain.payment.issued import (
    OpenDispute,
    RestsOn,
    issued_in,
    moved_since,
    open_disputes,
    remade,
    rests_on,
)
from concordat.domain.payment.said_twice import said_twice
from concordat.domain.payment.score import Score
from concordat.domain.payment.side_by_side import another_contractor, paid_twice
from concordat.domain.payment.statement import (
    Issued,
    Payment,
    check_month,
    client_score,
    earned_term,
    make_statement,
    year_score,
)
from concordat.domain.payment.units import with_units
from concordat.domain.payment.versions import contract_of, contracts_in, mechanism_in, same_contract, versions_of
from concordat.domain.performance.periods import Month, NotAPeriod

if TYPE_CHECKING:
    from concordat.data.events.payment_evidence import JobBehind, OrdersPaid


@dataclass(frozen=True)
class ContractSeen:
    """`mechanism` is None where there is none, or where a finding keeps it from being used; `contracts` are all that the
    viewer sees, `proposed` the mechanisms that somebody put forward and that rule nothing."""

    case: Case
    document: Document | None
    contracts: tuple[Document, ...]
    proposed: tuple[Document, ...]
    mechanism: Mechanism | None
    evidence: Evidence
    issued: tuple[Issued, ...]
    findings: tuple[Finding, ...]

    @property
    def is_one_of_several(self) -> bool:
        return len(self.contracts) > 1

    @property
    def which(self) -> str:
        """The end of the address of each of its pages: which contract is meant, where there are several."""
        if self.document is None or not self.is_one_of_several:
            return ""
        return f"?{urlencode({'contract': self.document.name})}"

    @property
    def next_month(self) -> Month | None:
        """The first month with evidence that nobody has issued yet."""
        done = {one.month for one in self.issued}
        return next((month for month in self.evidence.months if month not in done), None)

    @property
    def latest(self) -> Month | None:
        months = {*self.evidence.months, *(one.month for one in self.issued)}
        return max(months) if months else None


@dataclass(frozen=True)
class StatementSeen:
    """`statement` is the issued one with its answers, or the draft; `rests_on` is what it was worked out with: of an issued
    one, as it was known then. `again` is what that comes to now, `same` whether each line does; `changes` is what has moved since,
    corrected in the next statement."""

    seen: ContractSeen
    month: Month
    statement: Statement
    rests_on: RestsOn
    issued: Issued | None
    again: int | None
    same: bool
    changes: tuple[LineChange, ...]
    findings: tuple[Finding, ...]
    disputes: tuple[OpenDispute, ...] = ()

    @property
    def payment(self) -> Payment:
        return self.rests_on.payment


def contract_for(by: Actor, *, name: str = "", proposals: bool = False) -> ContractSeen:
    """With `proposals` also a mechanism that rules nothing. Raises `NotFound` where there is no contract of the name."""
    found = read_contract(case_for(by), name=name)
    known = {one.name for one in (*found.contracts, *(found.proposed if proposals else ()))}
    if name and name not in known:
        raise NotFound
    return replace(found, findings=(*found.findings, *of_another_contractor(by, found)))


def of_another_contractor(by: Actor, seen: ContractSeen) -> tuple[Finding, ...]:
    """Nothing is taken or issued under a contract with anybody but the contractor of the partnership."""
    if seen.mechanism is None:
        return ()
    return another_contractor(seen.case, seen.mechanism, here=contractor_of(by.partnership))


def contracts_seen(case: Case) -> tuple[ContractSeen, ...]:
    """Every contract, the one entered first at the head."""
    return tuple(read_contract(case, name=one.name) for one in contracts_in(case))


def read_contract(case: Case, *, name: str = "") -> ContractSeen:
    contracts = contracts_in(case)
    ruling = {one.name for one in contracts}
    proposed = tuple(one for one in case.documents_of(KIND) if one.name not in ruling)
    read = mechanism_in(case, name or None)
    if read is None:
        return ContractSeen(case, None, contracts, proposed, None, Evidence(), (), ())
    latest = versions_of(case, name or None)[0]
    findings = (*read.findings, *(same_contract(case, latest) if latest.name in ruling else ()))
    if read.mechanism is None or read.mechanism.document is None:
        return ContractSeen(case, latest, contracts, proposed, None, Evidence(), (), findings)
    document, contract = read.mechanism.document, read.mechanism.contract
    units = units_known(case, read.mechanism)
    evidence = evidence_from_case(case, contract=contract, client=read.mechanism.client, units=units)
    for check in (paid_twice, not_a_month, not_the_clients, said_twice):
        findings += check(case, read.mechanism)
    findings += check_answers(case, contract)
    issued = issued_in(case, contract)
    mechanism = with_units(read.mechanism, units)
    return ContractSeen(case, document, contracts, proposed, mechanism, evidence, issued, findings)


def payment_for(by: Actor, *, month: str, contract: str = "") -> StatementSeen | None:
    """One month's statement; None where it cannot be worked out or nothing is known of the month."""
    seen = contract_for(by, name=contract)
    try:
        wanted = Month.from_text(month)
    except NotAPeriod:
        return None
    if seen.mechanism is None or wanted not in {*seen.evidence.months, *(one.month for one in seen.issued)}:
        return None
    known = replace(seen.evidence, records=records_delivered(by, seen.case, seen.mechanism))
    findings = check_month(seen.mechanism, known, month=wanted)
    as_issued = next((one for one in seen.issued if one.month == wanted), None)
    now = None
    if not has_errors(findings):
        now = make_statement(seen.mechanism, seen.evidence, month=wanted, issued=seen.issued)
    if as_issued is not None:
        return _issued_seen(seen, as_issued, now, findings)
    if now is None:
        return None
    return StatementSeen(seen, wanted, now.statement, RestsOn(now, seen.evidence), None, None, True, (), findings)


def _issued_seen(
    seen: ContractSeen, one: Issued, now: Payment | None, findings: tuple[Finding, ...]
) -> StatementSeen | None:
    """What was issued stays open whatever has become of its figures since: it is read from its own document."""
    assert seen.mechanism is not None
    then = rests_on(seen.case, one, units=units_known(seen.case, seen.mechanism))
    again = then.payment if then is not None else None
    if then is None and now is not None:
        then = RestsOn(now, seen.evidence)
    if then is None:
        return None
    return StatementSeen(
        seen,
        one.month,
        one.statement,
        then,
        one,
        again.statement.total if again is not None else None,
        again is not None and not changes_between(one.statement, again.statement),
        moved_since(one.statement, now.statement) if now is not None else (),
        findings,
        open_disputes((one,), seen.mechanism, today=today_in_london(), case=seen.case),
    )


def what_is_missing(by: Actor, *, month: str, contract: str = "") -> tuple[Finding, ...]:
    """What keeps a month with figures from being worked out; nothing where there is no such month."""
    seen = contract_for(by, name=contract)
    try:
        wanted = Month.from_text(month)
    except NotAPeriod:
        return ()
    if seen.mechanism is None or wanted not in seen.evidence.months:
        return ()
    return tuple(one for one in check_month(seen.mechanism, seen.evidence, month=wanted) if one.is_error)


def anchor_of(line: str) -> str:
    """A line's identifier as a part of an address."""
    return re.sub(r"[^a-z0-9-]+", "-", line.lower())


def statement_in(seen: ContractSeen, month: str) -> Statement | None:
    """The month worked out from the evidence with its inputs (of an issued month, as known when it was issued)."""
    try:
        wanted = Month.from_text(month)
    except NotAPeriod:
        return None
    as_issued = next((one for one in seen.issued if one.month == wanted), None)
    if as_issued is not None:
        try:
            return remade(seen.case, as_issued, units=units_known(seen.case, seen.mechanism)).statement
        except LookupError:  # the mechanism it was issued under is not theirs to see
            return None
    if seen.mechanism is None or wanted not in seen.evidence.months:
        return None
    if has_errors(check_month(seen.mechanism, seen.evidence, month=wanted)):
        return None
    return make_statement(seen.mechanism, seen.evidence, month=wanted, issued=seen.issued).statement


def draft_for(by: Actor, *, month: Month, contract: str = "") -> tuple[ContractSeen, Payment, datetime]:
    """The statement that would be issued now, and the moment whose knowledge it rests on."""
    moment = timezone.now()
    seen = contract_for(by, name=contract)
    assert seen.mechanism is not None
    return seen, make_statement(seen.mechanism, seen.evidence, month=month, issued=seen.issued), moment


def today_in_london() -> date:
    return timezone.now().astimezone(LONDON).date()


def disputes_for(
    by: Actor, *, contract: str = ""
) -> tuple[ContractSeen, tuple[OpenDispute, ...], tuple[SettledDispute, ...]]:
    """Every dispute there ever was: those that stand, the oldest first, and those that are over, the latest first."""
    seen = contract_for(by, name=contract)
    if seen.mechanism is None:
        return seen, (), ()
    standing = open_disputes(seen.issued, seen.mechanism, today=today_in_london(), case=seen.case)
    return seen, standing, tuple(reversed(settled_disputes(seen.issued)))


@dataclass(frozen=True, slots=True)
class AnomalySeen:
    row: Fact
    disputed: int  # pence of the lines it names that are in open dispute now
    late: bool
    lines: tuple[tuple[str, str, str], ...]  # the disputes it names: month, line, and how they are called
    about: str = ""  # the title of the price line or measure it names


def anomalies_for(
    by: Actor, *, contract: str = ""
) -> tuple[ContractSeen, tuple[AnomalySeen, ...], tuple[Finding, ...]]:
    """Open ones first, by the money at risk; and what the records show to have no agreed rate, whether registered or not.

    A row that names none of the contracts is shown with each: nobody would find it otherwise.
    """
    seen = contract_for(by, name=contract)
    today = today_in_london()
    disputed: dict[str, int] = {}
    for one in seen.issued:
        for said in one.statement.open_disputes:
            pence = abs(one.statement.disputed_pence_of(said.line)) if said.line else one.statement.disputed_pence
            disputed[f"{one.statement.id}/{said.line}"] = pence
            disputed[one.statement.id] = disputed.get(one.statement.id, 0) + pence
    found = [
        AnomalySeen(
            row,
            sum(disputed.get(name, 0) for name in row.get("disputes", ())),
            row.get("due") is not None and row.get("due") < today and row.get("state") in {"open", "proposed"},
            tuple(named for name in row.get("disputes", ()) if (named := _disputed_line(seen, str(name))) is not None),
            _title_of(seen, str(row.get("about", ""))),
        )
        for row in seen.case.rows(ANOMALIES)
        if not _of_another(seen, row)
    ]
    order = {"open": 0, "proposed": 1}
    ordered = sorted(found, key=lambda one: (order.get(str(one.row.get("state")), 2), -(one.row.get("at_risk") or 0)))
    return seen, tuple(ordered), _without_a_rate(seen)


def _of_another(seen: ContractSeen, row: Fact) -> bool:
    others = {contract_of(one) for one in seen.contracts if seen.document is None or one.name != seen.document.name}
    return row.get("contract") in others


def _title_of(seen: ContractSeen, about: str) -> str:
    if seen.mechanism is None:
        return about
    titles = {line.id: line.title for line in seen.mechanism.prices}
    return (titles | {rule.id: rule.title for rule in seen.mechanism.measures}).get(about, about)


def _disputed_line(seen: ContractSeen, name: str) -> tuple[str, str, str] | None:
    statement, _, line = name.partition("/")
    one = next((one for one in seen.issued if one.statement.id == statement), None)
    if one is None:
        return None
    title = next((held.title for held in one.statement.lines if held.id == line), "")
    return str(one.month), line, f"{one.month.in_words()}{f': {title}' if title else ''}"


def _without_a_rate(seen: ContractSeen) -> tuple[Finding, ...]:
    if seen.mechanism is None:
        return ()
    found = [
        finding
        for month in seen.evidence.months
        for finding in unpaid_entries(seen.mechanism.in_force(month), seen.evidence, month=month)
    ]
    return tuple(one for one in found if one.code in {NO_RATE, NOT_PAID})


@dataclass(frozen=True)
class TermSeen:
    seen: ContractSeen
    term: Term | None
    score: Score | None  # of the year to date
    client: Score | None
    until: Month | None


def term_for(by: Actor, *, contract: str = "") -> TermSeen:
    seen = contract_for(by, name=contract)
    if seen.mechanism is None or seen.latest is None:
        return TermSeen(seen, None, None, None, None)
    return TermSeen(
        seen,
        earned_term(seen.mechanism, seen.evidence, until=seen.latest),
        year_score(seen.mechanism, seen.evidence, month=seen.latest),
        client_score(seen.mechanism, seen.evidence, month=seen.latest),
        seen.latest,
    )


def jobs_for(by: Actor, *, measure: str, month: Month, contract: str = "") -> "tuple[tuple[JobBehind, ...], str]":
    """The job records that failed the measure in the month, and why there are none to show, where there are none."""
    from concordat.application.queries.evidence import store_for
    from concordat.data.events.payment_evidence import jobs_behind

    seen = contract_for(by, name=contract)
    case, held = seen.case, seen.mechanism
    found = measures_known(case, client=held.client if held is not None else "").get(measure)
    if found is None:
        return (), "No measure of that name is defined here."
    store = store_for(by, case=case)
    if store is None:
        return (), "No job records have been delivered here yet."
    return jobs_behind(store, found, month=month), ""


def orders_for(
    by: Actor, *, line: str, month: Month, contract: str = "", start: int = 0
) -> "tuple[OrdersPaid | None, str]":
    """The orders that the price line pays for in the month as the records stand now, from the one after the first `start`;
    or why there are none to show."""
    from concordat.application.queries.evidence import store_for
    from concordat.data.events.payment_evidence import orders_paid

    seen = contract_for(by, name=contract)
    mechanism = seen.mechanism.in_force(month) if seen.mechanism is not None else None
    price = next((one for one in mechanism.prices if one.id == line), None) if mechanism is not None else None
    if mechanism is None or price is None or price.kind != "orders":
        raise NotFound("No line that is paid by orders has that name.")
    store = store_for(by, case=seen.case)
    if store is None:
        return None, "No job records have been delivered here yet."
    return orders_paid(store, mechanism, price, month=month, start=start), ""
