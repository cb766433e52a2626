"""Payments under a contract as a viewer may see them: mechanism, statements, disputes, anomalies, term."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Finding, has_errors
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.statement import LineChange, Statement, changes_between
from concordat.domain.payment.check_evidence import not_the_clients
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.extension import Term
from concordat.domain.payment.inputs import ANOMALIES, KIND, Mechanism
from concordat.domain.payment.issued import OpenDispute, issued_in, open_disputes, remade
from concordat.domain.payment.score import Score
from concordat.domain.payment.statement import (
    Issued,
    Payment,
    check_month,
    client_score,
    earned_term,
    make_statement,
    year_score,
)
from concordat.domain.payment.versions import mechanism_in, versions_of
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.periods import Month, NotAPeriod

if TYPE_CHECKING:
    from concordat.data.events.payment_evidence import JobBehind


@dataclass(frozen=True)
class ContractSeen:
    """`mechanism` is None where there is none, or where a finding keeps it from being used."""

    case: Case
    document: Document | None
    documents: tuple[Document, ...]
    mechanism: Mechanism | None
    evidence: Evidence
    issued: tuple[Issued, ...]
    findings: tuple[Finding, ...]

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
    """`statement` is the issued one with its answers, or the draft; `again` is what an issued one comes to when worked out
    again from what was known then; `changes` is what has moved since, corrected in the next statement."""

    seen: ContractSeen
    month: Month
    statement: Statement
    payment: Payment
    issued: Issued | None
    again: int | None
    changes: tuple[LineChange, ...]
    score: Score
    findings: tuple[Finding, ...]


def contract_for(by: Actor, *, name: str = "") -> ContractSeen:
    return read_contract(case_for(by), name=name)


def read_contract(case: Case, *, name: str = "") -> ContractSeen:
    documents = case.documents_of(KIND)
    read = mechanism_in(case, name or None)
    if read is None:
        return ContractSeen(case, None, documents, None, Evidence(), (), ())
    if read.mechanism is None or read.mechanism.document is None:
        return ContractSeen(case, versions_of(case, name or None)[0], documents, None, Evidence(), (), read.findings)
    document, contract = read.mechanism.document, read.mechanism.contract
    evidence = evidence_from_case(case, contract=contract, client=read.mechanism.client)
    findings = (*read.findings, *not_the_clients(case, read.mechanism))
    return ContractSeen(case, document, documents, read.mechanism, evidence, issued_in(case, contract), findings)


def payment_for(by: Actor, *, month: str) -> StatementSeen | None:
    """One month's statement; None where it cannot be worked out or nothing is known of the month."""
    seen = contract_for(by)
    try:
        wanted = Month.from_text(month)
    except NotAPeriod:
        return None
    if seen.mechanism is None or wanted not in {*seen.evidence.months, *(one.month for one in seen.issued)}:
        return None
    findings = check_month(seen.mechanism, seen.evidence, month=wanted)
    if has_errors(findings):
        return None
    as_issued = next((one for one in seen.issued if one.month == wanted), None)
    payment = make_statement(seen.mechanism, seen.evidence, month=wanted, issued=seen.issued)
    again: int | None = None
    changes: tuple[LineChange, ...] = ()
    if as_issued is not None:
        again = remade(seen.case, as_issued).statement.total
        changes = changes_between(as_issued.statement, payment.statement)
    return StatementSeen(
        seen,
        wanted,
        as_issued.statement if as_issued is not None else payment.statement,
        payment,
        as_issued,
        again,
        changes,
        year_score(seen.mechanism, seen.evidence, month=wanted),
        findings,
    )


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
        return remade(seen.case, as_issued).statement
    if seen.mechanism is None or wanted not in seen.evidence.months:
        return None
    if has_errors(check_month(seen.mechanism, seen.evidence, month=wanted)):
        return None
    return make_statement(seen.mechanism, seen.evidence, month=wanted, issued=seen.issued).statement


def draft_for(by: Actor, *, month: Month) -> tuple[ContractSeen, Payment, datetime]:
    """The statement that would be issued now, and the moment whose knowledge it rests on."""
    moment = timezone.now()
    seen = contract_for(by)
    assert seen.mechanism is not None
    return seen, make_statement(seen.mechanism, seen.evidence, month=month, issued=seen.issued), moment


def today_in_london() -> date:
    return timezone.now().astimezone(LONDON).date()


def disputes_for(by: Actor) -> tuple[ContractSeen, tuple[OpenDispute, ...]]:
    seen = contract_for(by)
    if seen.mechanism is None:
        return seen, ()
    return seen, open_disputes(seen.issued, seen.mechanism, today=today_in_london(), case=seen.case)


@dataclass(frozen=True, slots=True)
class AnomalySeen:
    row: Fact
    disputed: int  # pence of the lines it names that are in open dispute now
    late: bool


def anomalies_for(by: Actor) -> tuple[ContractSeen, tuple[AnomalySeen, ...]]:
    """Open ones first, by the money at risk."""
    seen = contract_for(by)
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
        )
        for row in seen.case.rows(ANOMALIES)
    ]
    order = {"open": 0, "proposed": 1}
    return seen, tuple(
        sorted(found, key=lambda one: (order.get(str(one.row.get("state")), 2), -(one.row.get("at_risk") or 0)))
    )


@dataclass(frozen=True)
class TermSeen:
    seen: ContractSeen
    term: Term | None
    score: Score | None  # of the year to date
    client: Score | None
    until: Month | None


def term_for(by: Actor) -> TermSeen:
    seen = contract_for(by)
    if seen.mechanism is None or seen.latest is None:
        return TermSeen(seen, None, None, None, None)
    return TermSeen(
        seen,
        earned_term(seen.mechanism, seen.evidence, until=seen.latest),
        year_score(seen.mechanism, seen.evidence, month=seen.latest),
        client_score(seen.mechanism, seen.evidence, month=seen.latest),
        seen.latest,
    )


def jobs_for(by: Actor, *, measure: str, month: Month) -> "tuple[tuple[JobBehind, ...], str]":
    """The job records that failed the measure in the month, and why there are none to show, where there are none."""
    from concordat.application.queries.evidence import store_for
    from concordat.data.events.payment_evidence import jobs_behind

    case = case_for(by)
    held = read_contract(case).mechanism
    found = measures_known(case, client=held.client if held is not None else "").get(measure)
    if found is None:
        return (), "No measure of that name is defined here."
    store = store_for(by, case=case)
    if store is None:
        return (), "No job records have been delivered here yet."
    return jobs_behind(store, found, month=month), ""


def measures_known(case: Case, *, client: str) -> dict[str, Measure]:
    """The client's own measures, and of the catalogue those it does not define itself: nobody defines what they are paid by."""
    from concordat.data.files.measures import catalogue_measures, load_measure_catalogue
    from concordat.domain.performance.reading import measures_of

    own, _ = measures_of(case, catalogue=load_measure_catalogue())
    own = tuple(one for one in own if one.document is None or one.document.organisation == client)
    return {one.id: one for one in (*catalogue_measures(), *own)}
