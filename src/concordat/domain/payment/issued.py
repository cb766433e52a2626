"""Statements already issued, with the answers given to them; and worked out again from what was known then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.statement import LineChange, Response, Says, Statement, changes_between
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.extension import Term
from concordat.domain.payment.inputs import ANOMALIES, Mechanism
from concordat.domain.payment.score import Score
from concordat.domain.payment.statement import (
    STATEMENT_KIND,
    Issued,
    Payment,
    earned_term,
    issued_from,
    make_statement,
    year_score,
)
from concordat.domain.payment.units import with_units
from concordat.domain.payment.versions import mechanism_in
from concordat.domain.payment.working import CORRECTION, VAT
from concordat.domain.performance.periods import Month

ANSWERS = "statement_answers"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of a document that does not say when it came


def issued_in(case: Case, contract: str) -> tuple[Issued, ...]:
    """Every statement of the contract that its client issued, oldest first, with what each side said about it."""
    found = []
    for document in _first_versions(case):
        if document.content.get("contract") == contract:
            one = issued_from(document)
            issued = Response(
                Says.ISSUED, one.statement.issuer, document.entered_at or _BEGINNING, author=document.author
            )
            found.append(replace(one, statement=answered(case, one.statement.with_response(issued))))
    return tuple(sorted(found, key=lambda one: one.month))


def moved_since(issued: Statement, now: Statement) -> tuple[LineChange, ...]:
    """What the month's own lines come to now where they were issued at another sum; a later statement puts them right.

    Not its corrections of earlier months, which stand under those months, nor VAT, which each correction brings itself.
    """
    apart = {line.id for statement in (issued, now) for line in statement.lines if line.group in {CORRECTION, VAT}}
    return tuple(change for change in changes_between(issued, now) if change.line not in apart)


def _first_versions(case: Case) -> list[Document]:
    """As issued, for good: a later document of the same name changes nothing, nor does one by anybody but the issuer."""
    found: dict[str, Document] = {}
    for document in case.documents:
        if document.kind != STATEMENT_KIND or document.organisation != document.content.get("issuer"):
            continue
        held = found.get(document.name)
        if held is None or document.version < held.version:
            found[document.name] = document
    return list(found.values())


def answered(case: Case, statement: Statement) -> Statement:
    """With every answer of its two sides, oldest first."""
    said = list(statement.responses)
    for fact in case.rows(ANSWERS):
        if fact.get("statement") != statement.id or fact.organisation not in {statement.issuer, statement.recipient}:
            continue
        line = str(fact.get("line", ""))
        if not statement.may_say(Says(str(fact.get("says"))), fact.organisation):
            continue
        if fact.entered_at is None or (line and not any(held.id == line for held in statement.lines)):
            continue
        said.append(
            Response(
                Says(str(fact.get("says"))), fact.organisation, fact.entered_at, line, fact.get("amount"),
                str(fact.get("reason", "")), fact.author,
            )
        )  # fmt: skip
    return replace(statement, responses=tuple(sorted(said, key=lambda response: response.at)))


def remade(
    case: Case, one: Issued, *, evidence: Evidence | None = None, units: Mapping[str, str] | None = None
) -> Payment:
    """The issued statement worked out again from the mechanism, rows and answers known at its moment.

    `evidence` takes the place of the case's own tables where the records are in a store. `units` are those of the measures
    as they are defined, for the words of the workings.
    """
    then = case if one.known_at is None else case.known_at(one.known_at)
    name = str(one.document.content.get("mechanism", "")) if one.document else ""
    read = mechanism_in(then, name or None)
    mechanism = read.mechanism if read is not None else None
    if mechanism is None:
        raise LookupError(f"The mechanism “{name}” as it stood then is not in this case.")
    mechanism = with_units(mechanism, units or {})
    held = evidence if evidence is not None else _evidence_then(case, one, mechanism, units)
    earlier = [each for each in issued_in(then, mechanism.contract) if each.month < one.month]
    return make_statement(mechanism, held, month=one.month, issued=earlier)


def _evidence_then(case: Case, one: Issued, mechanism: Mechanism, units: Mapping[str, str] | None) -> Evidence:
    then = case if one.known_at is None else case.known_at(one.known_at)
    return evidence_from_case(then, contract=mechanism.contract, client=mechanism.client, units=units)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A statement worked out with the evidence that it rests on: its measures, scores and term are those of `payment`
    and `evidence`, never those of records that came later."""

    payment: Payment
    evidence: Evidence

    @property
    def score(self) -> Score:
        """Of the contract year to the month."""
        return year_score(self.payment.mechanism, self.evidence, month=self.payment.month)

    @property
    def term(self) -> Term | None:
        """As it stood at the end of the month; None where the mechanism has no extension."""
        return earned_term(self.payment.mechanism, self.evidence, until=self.payment.month)


def rests_on(
    case: Case, one: Issued, *, evidence: Evidence | None = None, units: Mapping[str, str] | None = None
) -> RestsOn | None:
    """What an issued statement rests on, as it was known then; `evidence` and `units` as for `remade`.

    None where the mechanism or an index as it stood then is not here, or not for this viewer.
    """
    try:
        payment = remade(case, one, evidence=evidence, units=units)
    except LookupError:
        return None
    held = evidence if evidence is not None else _evidence_then(case, one, payment.mechanism, units)
    return RestsOn(payment, held)


def with_sources(statement: Statement, worked: Statement) -> Statement:
    """The statement as issued, each line with the rule and rows that it came from; a line that differs keeps its own."""
    found = {line.id: line for line in worked.lines}
    lines = tuple(
        replace(line, provenance=found[line.id].provenance)
        if line.id in found and found[line.id].pence == line.pence
        else line
        for line in statement.lines
    )
    return replace(statement, lines=lines)


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """One disputed line: the money at risk, how long it has stood, and who must answer by when."""

    statement: Statement
    month: Month
    line: str
    title: str
    pence: int
    reason: str
    since: datetime
    age_days: int
    must_act: str
    act_by: date
    late: bool
    anomalies: tuple[str, ...] = ()


def open_disputes(
    issued: tuple[Issued, ...], mechanism: Mechanism, *, today: date, case: Case | None = None
) -> tuple[OpenDispute, ...]:
    """Of every statement, the oldest first. The issuer must answer what the recipient disputes."""
    found = []
    for one in issued:
        for said in one.statement.open_disputes:
            since = said.at.astimezone(LONDON).date()
            lines = [said.line] if said.line else [line.id for line in one.statement.lines]
            title = one.statement.line(said.line).title if said.line else "The whole statement"
            act_by = since + timedelta(days=mechanism.answer_within)
            found.append(
                OpenDispute(
                    one.statement, one.month, said.line, title,
                    sum(abs(one.statement.disputed_pence_of(line)) for line in lines), said.reason, said.at,
                    (today - since).days,
                    one.statement.issuer if said.organisation == one.statement.recipient else one.statement.recipient,
                    act_by, today > act_by, _linked(case, one.statement.id, said.line),
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda dispute: dispute.since))


def _linked(case: Case | None, statement: str, line: str) -> tuple[str, ...]:
    """Anomalies that name the disputed line, or its month."""
    if case is None:
        return ()
    names = {statement, f"{statement}/{line}"}
    return tuple(str(row.get("title")) for row in case.rows(ANOMALIES) if names & set(row.get("disputes", ())))
