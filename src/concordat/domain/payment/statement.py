"""The statement of a month: every line with its workings and inputs, and corrections of months already issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.periods import ContractYear, day_in_words
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.kernel.statement import Says, Statement, StatementLine
from concordat.domain.payment.check_evidence import unpaid_entries
from concordat.domain.payment.check_indices import check_indices
from concordat.domain.payment.check_records import check_records
from concordat.domain.payment.costs import check_costs
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.extension import Term, term_of
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.month_rewards import year_value
from concordat.domain.payment.orders import check_orders
from concordat.domain.payment.score import Score, composite
from concordat.domain.payment.working import CORRECTION, VAT, Carried, Made, MonthResult
from concordat.domain.performance.periods import Month

STATEMENT_KIND = "statement"
PAYMENT = "contract payment"
# Months after its first in which a contract can still be owed something: every one of them is worked out.
LONGEST = 50 * 12


@dataclass(frozen=True)
class Issued:
    """A statement as it was issued, for good. `known_at` is the moment whose knowledge it rests on."""

    month: Month
    statement: Statement
    known_at: datetime | None
    document: Document | None = None


@dataclass(frozen=True)
class Payment:
    """A month as a statement, and beside it what each measure did and the months it rests on."""

    mechanism: Mechanism
    month: Month
    statement: Statement
    result: MonthResult
    findings: tuple[Finding, ...] = ()
    months: tuple[MonthResult, ...] = ()  # every month of the contract up to this one

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        return tuple((group, self.statement.total_of(group)) for group in self.statement.groups)


def run_months(mechanism: Mechanism, evidence: Evidence, *, until: Month) -> tuple[MonthResult, ...]:
    """Every month of the contract up to and with `until`. Raises `IndexMissing`."""
    found: list[MonthResult] = []
    carried, month = Carried(), mechanism.first_month
    while month <= until:
        result = work_out_month(mechanism.in_force(month), evidence, month=month, before=carried)
        found.append(result)
        carried, month = result.carried, month.later(1)
    return tuple(found)


def check_month(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> tuple[Finding, ...]:
    """What keeps the month from being paid, and what is doubtful about it."""
    where = Where(mechanism.name, item=str(month))
    findings: list[Finding] = []
    if month < mechanism.first_month:
        first = mechanism.first_month
        findings.append(
            error(
                where, f"The contract starts in {first.in_words()}.", f"Ask for {first} or later.", code="payment.early"
            )
        )
        return tuple(findings)
    if month > (latest := mechanism.first_month.later(LONGEST)):
        said = f"{month.in_words()} is more than fifty years after the contract started."
        return (error(where, said, f"Ask for {latest} or earlier.", code="payment.late"),)
    mechanism = mechanism.in_force(month)
    findings += _check_term(mechanism, evidence, month=month)
    findings += check_indices(mechanism, evidence, month=month)
    for measure in mechanism.measures:
        if measure.per_failure or not measure.counts_on(month.first_day):
            continue
        figure = evidence.figure(measure.id, month)
        if figure is None or figure.value is None:
            findings.append(
                warning(
                    where,
                    f"{measure.title} has no figure for {month.in_words()}.",
                    "It moves no money and is left out of the score.",
                    code="payment.no_figure",
                )
            )
    if month not in evidence.months:
        findings.append(
            warning(
                where,
                f"Nothing is recorded for {month.in_words()}.",
                "A month without failures is not the same as a month without records: bring them in first.",
                code="payment.nothing",
            )
        )
    if month in evidence.months:
        findings += check_records(mechanism, evidence, month=month)
    findings += check_orders(mechanism, evidence, month=month)
    findings += check_costs(mechanism, evidence, month=month)
    return (*findings, *unpaid_entries(mechanism, evidence, month=month))


def _check_term(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> list[Finding]:
    """That the month lies beyond the contract's term, or only partly in it: price lines are paid by the month all the same."""
    term = earned_term(mechanism, evidence, until=month)
    closes = month.later(1).first_day - timedelta(1)
    first = mechanism.starts if month == mechanism.first_month else month.first_day
    last = closes if term is None else min(term.ends, closes)
    if last < first:
        said = f"The contract ended on {day_in_words(last)}, before {month.in_words()}."
        fix = "Its price lines are paid all the same: issue only what is still owed, or enter what changed the term."
        return [warning(Where(mechanism.name, item=str(month)), said, fix, code="payment.after_end")]
    lumps = any(line.kind == "lump sum" for line in mechanism.prices)
    if lumps and (first, last) != (month.first_day, closes):
        said = f"The contract runs only from {day_in_words(first)} to {day_in_words(last)} in {month.in_words()}."
        fix = "A lump sum is paid for the whole month: agree what is due for a part of it."
        return [warning(Where(mechanism.name, item=str(month)), said, fix, code="payment.part_month")]
    return []


def statement_id(mechanism: Mechanism, month: Month) -> str:
    return f"{mechanism.contract}-{month}"


def make_statement(mechanism: Mechanism, evidence: Evidence, *, month: Month, issued: Sequence[Issued] = ()) -> Payment:
    """The statement of the month from what is known: its own lines, then corrections of the months issued before it.

    Each month goes by the version of the mechanism that was in force in it.

    `issued` holds every statement issued so far with the answers given to it; those of this month or later are left out.
    Raises `IndexMissing`: run `check_month` first.
    """
    results = run_months(mechanism, evidence, until=month)
    earlier = [one for one in issued if one.month < month]
    made = [*results[-1].lines, *_corrections(mechanism, results, earlier)]
    mechanism = mechanism.in_force(month)
    rule = InputUsed.of_document(mechanism.document) if mechanism.document else None
    lines = [_line(line, rule) for line in made]
    if mechanism.vat:
        lines.append(_vat(mechanism, lines, rule))
    inputs = [used for line in lines if line.provenance for used in line.provenance.inputs]
    statement = Statement(
        id=statement_id(mechanism, month),
        kind=PAYMENT,
        title=f"{mechanism.title}: {month.in_words()}",
        issuer=mechanism.client,
        recipient=mechanism.contractor,
        period=str(month),
        lines=tuple(lines),
        disputed_deductions_stand=mechanism.disputed_deductions_stand,
        provenance=Provenance.of(
            "payment.statement",
            f"Every line of {month.in_words()} under {mechanism.title}, with corrections of months issued before.",
            dict.fromkeys(inputs),
        ),
    )
    return Payment(mechanism, month, statement, results[-1], check_month(mechanism, evidence, month=month), results)


def _line(made: Made, rule: InputUsed | None) -> StatementLine:
    corrects = made.about if made.group == CORRECTION else ""
    inputs = dict.fromkeys([*([rule] if rule else []), *made.inputs])
    return StatementLine(
        id=made.id, title=made.title, pence=made.pence, group=made.group, workings=made.workings, base=made.base,
        share=made.share, quantity=made.quantity, unit=made.unit, corrects=corrects,
        provenance=Provenance.of(made.rule, made.workings, inputs),
    )  # fmt: skip


def _vat(mechanism: Mechanism, lines: Sequence[StatementLine], rule: InputUsed | None) -> StatementLine:
    net = sum(line.pence for line in lines)
    says = f"{mechanism.vat * 100:f}".rstrip("0").rstrip(".") + f"% of {format_pounds(net, show_pence=True)}"
    return _line(Made("vat", "VAT", round_to_pence(net * mechanism.vat), VAT, "payment.vat", says, base=net), rule)


def _corrections(mechanism: Mechanism, results: Sequence[MonthResult], issued: Sequence[Issued]) -> list[Made]:
    """For each line of a month issued before: what it comes to now, less what was paid for it so far."""
    now = {result.month: {line.id: line for line in result.lines} for result in results}
    found: list[Made] = []
    for one in sorted(issued, key=lambda item: item.month):
        paid = _paid(one, issued)
        worked = now.get(one.month, {})
        for id in dict.fromkeys((*paid, *worked)):
            line = worked.get(id)
            resolved = _resolved(one, id, issued)
            due = resolved if resolved is not None else (line.pence if line else 0)
            difference = due - paid.get(id, 0)
            if difference:
                found.append(_correction(one, id, line, due, paid.get(id, 0), resolved is not None))
    return found


def _paid(one: Issued, issued: Sequence[Issued]) -> dict[str, int]:
    """By line: as issued, with every correction of it that later statements have made."""
    paid = {line.id: line.pence for line in one.statement.lines if line.group not in {CORRECTION, VAT}}
    mark = f"{one.statement.id}/"
    for later in issued:
        for line in later.statement.lines:
            if line.corrects.startswith(mark):
                id = line.corrects.removeprefix(mark)
                paid[id] = paid.get(id, 0) + line.pence
    return paid


def _resolved(one: Issued, id: str, issued: Sequence[Issued]) -> int | None:
    """What both sides accepted for a line whose dispute, or that of a correction made of it since, is over: the last that
    was resolved at another sum than was stated."""
    found = _accepted(one.statement, id, before=0)
    paid = next((line.pence for line in one.statement.lines if line.id == id), 0)
    for later in sorted(issued, key=lambda item: item.month):
        for line in later.statement.lines:
            if line.corrects == f"{one.statement.id}/{id}":
                found += _accepted(later.statement, line.id, before=paid)
                paid += line.pence
    return max(found)[1] if found else None


def _accepted(statement: Statement, id: str, *, before: int) -> list[tuple[datetime, int]]:
    """When a line was resolved at another sum than it states, and what is due with what was paid before. It stands while
    the line is disputed anew, until both sides accept something else."""
    line = next((held for held in statement.lines if held.id == id), None)
    said = [one for one in statement.responses if one.line == id and one.says in {Says.RESOLVED, Says.AGREED}]
    if line is None or not said or said[-1].says is Says.AGREED or said[-1].pence in {None, line.pence}:
        return []
    return [(said[-1].at, before + (said[-1].pence or 0))]


def _correction(one: Issued, id: str, line: Made | None, due: int, paid: int, resolved: bool) -> Made:
    held = next((x for x in one.statement.lines if x.id == id), None)
    title = line.title if line else held.title if held else id
    why = "its dispute was resolved" if resolved else (line.workings if line else "nothing is due for it any more")
    says = f"{format_pounds(paid, show_pence=True)} was paid, {format_pounds(due, show_pence=True)} is due: {why}"
    return Made(
        f"correction/{one.month}/{id}", f"{one.month.in_words()}: {title}", due - paid, CORRECTION,
        "payment.correction", says, f"{one.statement.id}/{id}", inputs=line.inputs if line else (),
    )  # fmt: skip


# Score and term


def year_score(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> Score:
    """Of the contract year to the month: each measure as the ratio of its sums."""
    rules = [rule for rule in mechanism.measures if rule.side == "contractor"]
    values = {rule.id: year_value(mechanism, evidence, rule.id, month=month) for rule in rules}
    return composite(rules, values, scoring=mechanism.scoring, ratings=mechanism.ratings)


def client_score(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> Score:
    """The same for what the client promised."""
    rules = [rule for rule in mechanism.measures if rule.side == "client"]
    values = {rule.id: year_value(mechanism, evidence, rule.id, month=month) for rule in rules}
    return composite(rules, values, ratings=mechanism.ratings)


def earned_term(mechanism: Mechanism, evidence: Evidence, *, until: Month) -> Term | None:
    """Every contract year that had ended by the month; None where the mechanism has no extension.

    What the client decided at its discretion is entered as *months given* in a month of the year that was assessed.
    """
    if mechanism.extension is None:
        return None
    scores: list[tuple[ContractYear, Score | None]] = []
    year = mechanism.first_year
    while (last := Month(year.last_day.year, year.last_day.month)) <= until:
        scores.append((year, year_score(mechanism, evidence, month=last)))
        year = year.later(1)
    decided: dict[ContractYear, int] = {}
    for entry in evidence.entries:
        if entry.kind == "months given" and entry.about == "extension" and entry.month <= until:
            of = mechanism.contract_year(entry.month)
            decided[of] = decided.get(of, 0) + int(entry.quantity)
    return term_of(
        mechanism.extension,
        starts=mechanism.starts,
        scores=scores,
        decided=decided,
        first_year=mechanism.counted_months(mechanism.first_year),
    )


# A statement kept for good


def frozen_content(payment: Payment, *, known_at: datetime) -> dict[str, Any]:
    """The content of the document that keeps a statement as issued; sums in pence."""
    statement = payment.statement
    document = payment.mechanism.document
    return {
        "title": statement.title,
        "contract": payment.mechanism.contract,
        "month": str(payment.month),
        "known_at": known_at.isoformat(),
        "mechanism": document.name if document else payment.mechanism.name,
        "mechanism_hash": document.hash if document else "",
        "issuer": statement.issuer,
        "recipient": statement.recipient,
        "total_pence": statement.total,
        "statement_hash": statement.hash,
        "disputed_deductions_stand": statement.disputed_deductions_stand,
        "line": [_frozen_line(line) for line in statement.lines],
    }


def _frozen_line(line: StatementLine) -> dict[str, Any]:
    said = {
        "id": line.id, "title": line.title, "group": line.group, "pence": line.pence, "workings": line.workings,
        "corrects": line.corrects, "unit": line.unit, "rule": line.provenance.rule if line.provenance else "",
        "quantity": line.quantity, "base": line.base, "share": line.share,
    }  # fmt: skip
    return {key: value for key, value in said.items() if value not in (None, "")}


def issued_from(document: Document) -> Issued:
    """The statement as its document keeps it, with nobody's answers yet."""
    content = document.content
    lines = tuple(_read_line(line, document) for line in content.get("line", ()))
    statement = Statement(
        id=f"{content['contract']}-{content['month']}", kind=PAYMENT, title=str(content["title"]),
        issuer=str(content["issuer"]), recipient=str(content["recipient"]), period=str(content["month"]), lines=lines,
        disputed_deductions_stand=bool(content.get("disputed_deductions_stand", True)),
        provenance=Provenance.of("payment.issued", "As it was issued.", (InputUsed.of_document(document),)),
    )  # fmt: skip
    moment = content.get("known_at")
    known = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment)) if moment else None
    return Issued(Month.from_text(str(content["month"])), statement, known, document)


def _read_line(line: Mapping[str, Any], document: Document) -> StatementLine:
    def decimal(name: str) -> Decimal | None:
        return None if line.get(name) is None else Decimal(str(line[name]))

    base = line.get("base")
    return StatementLine(
        id=str(line["id"]), title=str(line["title"]), pence=int(line["pence"]), group=str(line.get("group", "")),
        workings=str(line.get("workings", "")), base=None if base is None else int(base), share=decimal("share"),
        quantity=decimal("quantity"), unit=str(line.get("unit", "")), corrects=str(line.get("corrects", "")),
        provenance=Provenance.of(
            str(line.get("rule", "payment.issued")), str(line.get("workings", "")), (InputUsed.of_document(document),)
        ),
    )  # fmt: skip
