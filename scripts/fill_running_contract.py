"""Make the payment rows of ``examples/running-contract`` from its made-up records: figures, indices, statements, answers.

    concordat generate build/records --case examples/running-contract
    python scripts/fill_running_contract.py build/records

Each month's figures, and those of earlier months that changed since, are taken as they were known on the tenth of the next
month, and its statement is issued on the twelfth.

    python scripts/fill_running_contract.py --again

issues the statements again from the rows as they stand, after a rule of the mechanism or its reading has changed.
"""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from concordat.cli.contract_files import measures_for
from concordat.data.events.payment_evidence import evidence_from_store
from concordat.data.events.store import EvidenceStore
from concordat.data.files import load_catalogue, read_case
from concordat.data.files.case_folder import document_text
from concordat.data.files.rows import grid_from_facts
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.inputs import ENTRIES, VALUES, Mechanism
from concordat.domain.payment.issued import issued_in
from concordat.domain.payment.statement import STATEMENT_KIND, frozen_content, issued_from, make_statement
from concordat.domain.payment.taken import FROM_RECORDS, Taken, rows_taken
from concordat.domain.payment.units import with_units
from concordat.domain.payment.versions import mechanism_in
from concordat.domain.performance.periods import Month

FOLDER = Path(__file__).parent.parent / "examples" / "running-contract"
CONTRACT = "county-highways"
LAST = Month(2026, 4)
INDICES = [  # index, month, value, status, known on, revision
    ("pay", "2023-11", "100.0", "firm", date(2024, 1, 20), 1),
    ("prices", "2023-11", "100.0", "firm", date(2024, 1, 20), 1),
    ("pay", "2024-11", "105.6", "provisional", date(2025, 1, 20), 1),
    ("prices", "2024-11", "102.6", "firm", date(2025, 1, 20), 1),
    ("pay", "2024-11", "106.1", "firm", date(2025, 7, 15), 2),
    ("pay", "2025-11", "111.0", "firm", date(2026, 1, 20), 1),
    ("prices", "2025-11", "106.2", "firm", date(2026, 1, 20), 1),
]
# The contractor's disputes: month, place of the deduction among those of the month, share of it, reason.
DISPUTES = {
    "2024-11": (
        "street_cleansing.fly_tips",
        1,
        "Half of these fly-tips lay on private land, which the contract leaves out",
    ),
    "2026-02": (
        "highways.emergencies_made_safe",
        1,
        "Orders placed by telephone were keyed in an hour after they were given",
    ),
    "2026-03": (
        "street_cleansing.fly_tips",
        1,
        "Five of the eight lay on private land, which has not counted since April 2025",
    ),
}
SETTLED = {"2024-11": (date(2025, 1, 8), 2, "Both looked at the photographs: half of the deduction stands")}


def main(store_folder: Path) -> None:
    read = read_case(FOLDER)
    case = read.case or sys.exit("\n".join(finding.message for finding in read.findings))
    ours = {"measure_values", "contract_entries", "index_values", "statement_answers"}
    case = Case(
        case.name, case.title, case.header, case.header_text,
        tuple(d for d in case.documents if d.kind != STATEMENT_KIND), tuple(f for f in case.facts if f.table not in ours),
    )  # fmt: skip
    measures, _ = measures_for(case)
    mechanism = _mechanism(case)
    store = EvidenceStore(store_folder)
    facts = [_index(*row) for row in INDICES]
    documents: list[Document] = []
    month = mechanism.first_month
    while month <= LAST:
        known = _moment(month.later(1), 10)
        evidence = evidence_from_store(store, mechanism, measures, until=month, known_at=known)
        held = _with(case, facts, documents).known_at(known)
        rows = [row for table in (VALUES, ENTRIES) for row in held.rows(table)]
        for one in rows_taken(evidence, rows, contract=CONTRACT, first=mechanism.first_month, month=month):
            facts.append(_taken(one, facts, known))
        if month < LAST:
            documents.append(_issue(mechanism, _with(case, facts, documents), month))
            facts += _answers(issued_from(documents[-1]).statement, month)
        print(month, len(facts))
        month = month.later(1)
    _write(facts, documents)


def again() -> None:
    """The statements and the answers to them, from the figures that are there already."""
    read = read_case(FOLDER)
    case = read.case or sys.exit("\n".join(finding.message for finding in read.findings))
    mechanism = _mechanism(case)
    case = Case(
        case.name, case.title, case.header, case.header_text,
        tuple(d for d in case.documents if d.kind != STATEMENT_KIND),
        tuple(f for f in case.facts if f.table != "statement_answers"),
    )  # fmt: skip
    facts: list[Fact] = []
    documents: list[Document] = []
    month = mechanism.first_month
    while month < LAST:
        documents.append(_issue(mechanism, _with(case, facts, documents), month))
        facts += _answers(issued_from(documents[-1]).statement, month)
        month = month.later(1)
    _write(facts, documents, tables=("statement_answers",))


def _mechanism(case: Case) -> Mechanism:
    """With the unit of each measure, as everybody reads it."""
    read = mechanism_in(case)
    assert read is not None
    assert read.mechanism is not None
    return with_units(read.mechanism, {id: measure.unit for id, measure in measures_for(case)[0].items()})


def _issue(mechanism: Mechanism, case: Case, month: Month) -> Document:
    issued_at = _moment(month.later(1), 12)
    held = case.known_at(issued_at)
    payment = make_statement(
        mechanism, evidence_from_case(held, contract=CONTRACT), month=month, issued=issued_in(held, CONTRACT)
    )
    return Document(
        STATEMENT_KIND, f"{CONTRACT}-{month}", frozen_content(payment, known_at=issued_at),
        organisation="example-county", audience=PARTNERS_AND_CONTRACTOR, author="contract-manager",
        entered_at=issued_at, illustrative=True,
    )  # fmt: skip


def _moment(month: Month, day: int) -> datetime:
    return datetime(month.year, month.number, day, 9, tzinfo=UTC)


def _with(case: Case, facts: list[Fact], documents: list[Document]) -> Case:
    return Case(
        case.name, case.title, case.header, case.header_text, (*case.documents, *documents), (*case.facts, *facts)
    )


def _taken(one: Taken, facts: list[Fact], at: datetime) -> Fact:
    before = [row for row in facts if (row.table, row.id) == (one.table, one.id)]
    values = one.values if one.values is not None else before[-1].values
    made = _fact(one.table, one.id, dict(values), at, revision=len(before) + 1)
    return replace(made, source=FROM_RECORDS, withdrawn=one.values is None)


def _fact(table: str, id: str, values: dict, at: datetime, *, by: str = "example-county", revision: int = 1) -> Fact:
    return Fact(
        table, id, values, by, PARTNERS_AND_CONTRACTOR, "Made up for the example", True,
        "contract-manager" if by == "example-county" else "contractors-manager", at, revision,
    )  # fmt: skip


def _index(index: str, month: str, value: str, status: str, known: date, revision: int) -> Fact:
    at = datetime(known.year, known.month, known.day, 9, tzinfo=UTC)
    values = {"index": index, "month": month, "value": Decimal(value), "status": status}
    return _fact("index_values", f"{index}-{month}", values, at, revision=revision)


def _answers(statement, month: Month) -> list[Fact]:
    def said(says: str, at: datetime, by: str, **more) -> Fact:
        values = {"statement": statement.id, "says": says, "statement_hash": statement.hash[:16], **more}
        return _fact(
            "statement_answers", f"{statement.id}-{says}-{more.get('line', 'all')}".replace("/", "-"), values, at, by=by
        )

    found: list[Fact] = []
    disputed = DISPUTES.get(str(month))
    if disputed is None:
        return [*found, said("agreed", _moment(month.later(1), 20), "example-contractor")]
    line = next((x for x in statement.lines if x.id.endswith(disputed[0]) and x.pence < 0), None)
    line = line or next((x for x in statement.lines if x.group == "Performance" and x.pence < 0), None)
    if line is None:
        return [*found, said("agreed", _moment(month.later(1), 20), "example-contractor")]
    found.append(
        said(
            "disputed",
            _moment(month.later(1), 18),
            "example-contractor",
            line=line.id,
            amount=line.pence,
            reason=disputed[2],
        )
    )
    if str(month) in SETTLED:
        day, part, why = SETTLED[str(month)]
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        found.append(said("resolved", at, "example-county", line=line.id, amount=line.pence // part, reason=why))
    return found


TABLES = ("measure_values", "contract_entries", "index_values", "statement_answers")


def _write(facts: list[Fact], documents: list[Document], *, tables: tuple[str, ...] = TABLES) -> None:
    import csv

    catalogue = load_catalogue()
    for table in tables:
        rows = grid_from_facts([fact for fact in facts if fact.table == table], catalogue[table])
        with (FOLDER / "tables" / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    place = FOLDER / "documents" / STATEMENT_KIND
    place.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (place / f"{document.name}.toml").write_text(document_text(document), encoding="utf-8")


if __name__ == "__main__":
    again() if sys.argv[1] == "--again" else main(Path(sys.argv[1]))
