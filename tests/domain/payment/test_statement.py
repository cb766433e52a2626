"""Issued statements of the running example: the same pence for ever, corrections once, disputes by the rule."""

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from concordat.data.files import read_case
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.statement import Response, Says
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure, IndexValue
from concordat.domain.payment.inputs import KIND, Mechanism
from concordat.domain.payment.issued import issued_in, moved_since, open_disputes, remade, with_sources
from concordat.domain.payment.reading import mechanism_from, read_mechanism
from concordat.domain.payment.statement import Issued, check_month, earned_term, make_statement, year_score
from concordat.domain.payment.working import CORRECTION
from concordat.domain.performance.periods import Month

EXAMPLE = Path(__file__).parents[3] / "examples" / "running-contract"
APRIL = Month(2026, 4)


@cache
def example() -> tuple[Case, Mechanism, tuple[Issued, ...]]:
    case = read_case(EXAMPLE).case
    assert case is not None
    document = case.document(KIND)
    assert document is not None
    mechanism = mechanism_from(document).mechanism
    assert mechanism is not None
    return case, mechanism, issued_in(case, mechanism.contract)


def issued(month: str) -> Issued:
    return next(one for one in example()[2] if str(one.month) == month)


@pytest.mark.parametrize("month", ["2024-04", "2024-12", "2025-01", "2025-04", "2025-07", "2026-03"])
def test_an_issued_statement_worked_out_again_is_the_same_pence(month: str) -> None:
    case, _, _ = example()
    one = issued(month)
    assert one.document is not None
    again = remade(case, one)
    assert again.statement.total == one.statement.total == one.document.content["total_pence"]
    assert again.statement.hash == one.statement.hash == one.document.content["statement_hash"]


def test_the_total_is_its_lines_and_its_groups() -> None:
    for one in example()[2]:
        statement = one.statement
        assert statement.total == sum(line.pence for line in statement.lines)
        assert statement.total == sum(statement.total_of(group) for group in statement.groups)


def test_a_revised_index_is_corrected_once_in_the_next_statement() -> None:
    corrections = [line for line in issued("2025-07").statement.in_group(CORRECTION) if "index/core" in line.id]
    assert [(line.corrects, line.pence) for line in corrections] == [
        (f"county-highways-2025-{month}/index/core", 22800) for month in ("04", "05", "06")
    ]
    assert not [line for line in issued("2025-08").statement.lines if "index/core" in line.corrects]


def test_what_has_moved_since_a_month_was_issued_is_its_own_and_not_what_moved_before_it() -> None:
    case, mechanism, held = example()
    evidence = evidence_from_case(case, contract=mechanism.contract)
    june = issued("2025-06")
    now = make_statement(mechanism, evidence, month=june.month, issued=held).statement
    assert any("correction/2025-04" in line.id for line in now.lines), "April has moved too, and stands under April"
    moved = {change.line: change.difference for change in moved_since(june.statement, now)}
    corrected: Counter[str] = Counter()
    for line in (line for one in held for line in one.statement.in_group(CORRECTION)):
        if line.corrects.startswith(f"{june.statement.id}/"):
            corrected[line.corrects.removeprefix(f"{june.statement.id}/")] += line.pence
    assert moved == corrected
    assert moved["index/core"] == 22800


def test_a_resolved_dispute_comes_back_in_the_next_statement() -> None:
    _, _, held = example()
    disputed = issued("2024-11").statement
    line = next(x for x in disputed.lines if disputed.due_pence_of(x.id) != x.pence)
    back = [x for one in held for x in one.statement.lines if x.corrects == f"{disputed.id}/{line.id}"]
    assert [x.pence for x in back] == [disputed.due_pence_of(line.id) - line.pence]
    assert back[0].pence > 0


def test_what_was_paid_and_corrected_adds_up_to_what_is_due_now() -> None:
    """Every month with all its corrections comes to that month worked out from what is known at the end."""
    case, mechanism, held = example()
    last = Month(2026, 4)
    payment = make_statement(mechanism, evidence_from_case(case, contract=mechanism.contract), month=last, issued=held)
    paid: dict[str, int] = {}
    for statement in (*(one.statement for one in held), payment.statement):
        for line in statement.lines:
            about = line.corrects or f"{statement.id}/{line.id}"
            paid[about] = paid.get(about, 0) + line.pence
    again = make_statement(mechanism, evidence_from_case(case, contract=mechanism.contract), month=last)
    for line in again.statement.lines:
        assert paid[f"{again.statement.id}/{line.id}"] == line.pence
    due = {one.statement.id: one.statement for one in held}
    evidence = evidence_from_case(case, contract=mechanism.contract)
    for one in held[-3:]:
        for line in make_statement(mechanism, evidence, month=one.month).statement.lines:
            resolved = (
                due[one.statement.id].due_pence_of(line.id)
                if any(x.id == line.id for x in one.statement.lines)
                and due[one.statement.id].due_pence_of(line.id) != one.statement.line(line.id).pence
                else line.pence
            )
            assert paid[f"{one.statement.id}/{line.id}"] == resolved


def test_an_open_dispute_says_the_money_its_age_and_who_must_act() -> None:
    case, mechanism, held = example()
    found = open_disputes(held, mechanism, today=date(2026, 5, 11), case=case)
    assert [str(one.month) for one in found] == ["2026-02", "2026-03"]
    first = found[0]
    assert (first.pence, first.age_days, first.must_act) == (118750, 54, "example-county")
    assert first.act_by == date(2026, 4, 1)
    assert first.late
    assert first.anomalies


def test_a_disputed_deduction_stands_until_it_is_resolved() -> None:
    statement = issued("2026-02").statement
    assert statement.disputed_pence == 118750
    assert statement.undisputed_pence == statement.total
    paid_meanwhile = replace(statement, disputed_deductions_stand=False)
    assert paid_meanwhile.undisputed_pence == statement.total + 118750


def test_the_year_end_awards_months() -> None:
    case, mechanism, _ = example()
    term = earned_term(mechanism, evidence_from_case(case, contract=mechanism.contract), until=Month(2026, 3))
    assert term is not None
    assert [str(year.year) for year in term.years] == ["2024/25", "2025/26"]
    assert term.months > mechanism.extension.initial  # type: ignore[union-attr]


def test_a_missing_index_is_a_finding_not_a_guess() -> None:
    case, mechanism, _ = example()
    evidence = replace(evidence_from_case(case, contract=mechanism.contract), indices=())
    found = check_month(mechanism, evidence, month=Month(2026, 4))
    assert [finding.code for finding in found if finding.is_error] == ["payment.index"]


def test_a_small_service_counts_whatever_is_spent_on_it() -> None:
    """Grounds is a twentieth of the spending and a fifth of the score."""
    case, mechanism, _ = example()
    evidence = evidence_from_case(case, contract=mechanism.contract)
    score = year_score(mechanism, evidence, month=Month(2026, 3))
    assert score.value is not None
    worse = replace(
        evidence,
        figures=tuple(
            replace(f, numerator=f.numerator * 0) if f.measure == "grounds.work_on_time" else f
            for f in evidence.figures
        ),
    )
    lower = year_score(mechanism, worse, month=Month(2026, 3))
    assert lower.value is not None
    grounds = next(part.score for part in score.parts if part.measure == "grounds.work_on_time")
    assert grounds is not None
    assert score.value - lower.value == pytest.approx(grounds / 5)


def test_an_issued_statement_leads_to_the_rows_behind_each_line() -> None:
    case, _, _ = example()
    one = issued("2026-03")
    held = with_sources(one.statement, remade(case, one).statement)
    assert held.hash == one.statement.hash
    for line in held.lines:
        assert line.provenance is not None
        kinds = {used.kind for used in line.provenance.inputs}
        assert "fact" in kinds or line.id == "price/core", line.id


def test_what_a_dispute_came_to_is_paid_once_as_a_correction() -> None:
    """The statement itself stays as stated: what was resolved is not payable under it a second time."""
    statement = issued("2024-11").statement
    assert statement.undisputed_pence == statement.total


INDEXED = """
title = "A price that moves"
client = "client"
contractor = "contractor"
starts = 2027-04-01
price = [{ id = "p", title = "P", kind = "lump sum", amount = "£10,000", per = "month", indexed_by = "i" }]
indexation = [{ id = "i", title = "I", base = "2026-11", lag_months = 5, part = [{ index = "CPI" }] }]
"""


def moved(index: int, month: int, issued: tuple[Issued, ...]) -> Issued:
    """The statement of the month of 2027, with the index as it was known for it; 100 at the base."""
    mechanism = read_mechanism(tomllib.loads(INDEXED), name="indexed").mechanism
    assert mechanism is not None
    values = tuple(
        IndexValue("CPI", Month(year, 11), Decimal(value)) for year, value in ((2025, 100), (2026, 100), (2027, index))
    )
    at = Month(2028, month)
    return Issued(at, make_statement(mechanism, Evidence(indices=values), month=at, issued=issued).statement, None)


def said(one: Issued, says: Says, day: int, line: str, pence: int | None = None) -> Issued:
    by = "client" if says.is_the_issuers else "contractor"
    answer = Response(says, by, datetime(2028, 6, day, tzinfo=UTC), line, pence, "because")
    return replace(one, statement=one.statement.with_response(answer))


def corrections(one: Issued) -> list[tuple[str, int]]:
    return [(line.corrects, line.pence) for line in one.statement.in_group(CORRECTION)]


def test_a_resolved_dispute_of_a_correction_is_paid_too_and_stands_for_good() -> None:
    """£500 was paid for April, a revised index takes £200 back in May, and both sides accept that only £50 is due back."""
    april = moved(105, 4, ())
    may = moved(103, 5, (april,))
    assert corrections(may) == [("indexed-2028-04/index/p", -20000)]
    taken = "correction/2028-04/index/p"
    resolved = said(said(may, Says.DISPUTED, 3, taken), Says.RESOLVED, 5, taken, -5000)
    june = moved(103, 6, (april, resolved))
    assert corrections(june) == [("indexed-2028-04/index/p", 15000)]
    july = moved(107, 7, (april, resolved, june))  # revised once more: April is settled, May and June are not
    assert corrections(july) == [("indexed-2028-05/index/p", 40000), ("indexed-2028-06/index/p", 40000)]


def test_what_was_resolved_stands_while_the_line_is_disputed_anew() -> None:
    april = said(said(moved(105, 4, ()), Says.DISPUTED, 3, "index/p"), Says.RESOLVED, 5, "index/p", 20000)
    may = moved(105, 5, (april,))
    assert corrections(may) == [("indexed-2028-04/index/p", -30000)]
    assert corrections(moved(105, 6, (said(april, Says.DISPUTED, 9, "index/p"), may))) == []


TERM = """
title = "A term of a year from the middle of a month"
client = "client"
contractor = "contractor"
starts = 2027-04-15
price = [{ id = "p", title = "P", kind = "lump sum", amount = "£10,000", per = "month" }]
measure = [{ id = "m", title = "M", minimum = 90, target = 95 }]

[extension]
initial_months = 12
minimum_months = 12
maximum_months = 24
months_where_every_measure_reaches_its_minimum = 6
"""


@pytest.mark.parametrize(
    ("month", "value", "said"),
    [
        ("2027-04", None, "runs only from 15 April 2027 to 30 April 2027 in April 2027"),
        ("2027-05", None, ""),
        ("2028-03", None, ""),
        ("2028-04", None, "runs only from 1 April 2028 to 14 April 2028 in April 2028"),
        ("2028-05", None, "ended on 14 April 2028, before May 2028"),
        ("2028-05", 90, ""),
        ("2028-10", 90, "runs only from 1 October 2028 to 14 October 2028 in October 2028"),
        ("2028-11", 90, "ended on 14 October 2028, before November 2028"),
    ],
)
def test_a_month_beyond_the_term_or_partly_in_it_is_said(month: str, value: int | None, said: str) -> None:
    mechanism = read_mechanism(tomllib.loads(TERM), name="term").mechanism
    assert mechanism is not None
    figures = () if value is None else (Figure("m", Month(2027, 10), Decimal(value)),)
    found = check_month(mechanism, Evidence(figures), month=Month.from_text(month))
    about = [one.message for one in found if one.code in {"payment.after_end", "payment.part_month"}]
    assert len(about) == bool(said)
    assert all(said in one for one in about)


ORDERED = """
title = "Orders"
client = "client"
contractor = "contractor"
starts = 2026-04-01
price = [{ id = "o", title = "Orders", kind = "orders", service = "highways" }]
"""


def test_several_entries_of_orders_are_one_line_and_each_is_corrected() -> None:
    """£100 and £200 are certified for April; the first becomes £150, so that £50 is due in May."""
    mechanism = read_mechanism(tomllib.loads(ORDERED), name="ordered").mechanism
    assert mechanism is not None

    def held(first: int) -> Evidence:
        sums = ((APRIL, first, "2 orders"), (APRIL, 20000, "an order on paper"), (APRIL.later(1), 100, ""))
        return Evidence(
            entries=tuple(Entry("orders", "highways", month, Decimal(pence), note=note) for month, pence, note in sums)
        )

    april = make_statement(mechanism, held(10000), month=APRIL).statement
    assert [(line.id, line.pence) for line in april.lines] == [("price/o", 30000)]
    assert april.lines[0].workings.startswith("2 orders; an order on paper: certified value")
    may = make_statement(mechanism, held(15000), month=APRIL.later(1), issued=(Issued(APRIL, april, None),))
    assert corrections(Issued(APRIL.later(1), may.statement, None)) == [("ordered-2026-04/price/o", 5000)]


@pytest.mark.parametrize(
    ("month", "code", "ask"),
    [(Month(2024, 3), "payment.early", "2024-04"), (Month(9998, 12), "payment.late", "2074-04")],
)
def test_a_month_outside_what_a_contract_can_owe_says_which_can_be_asked_for(month: Month, code: str, ask: str) -> None:
    case, mechanism, _ = example()
    [found] = check_month(mechanism, evidence_from_case(case, contract=mechanism.contract), month=month)
    assert (found.code, found.is_error) == (code, True)
    assert ask in found.fix
