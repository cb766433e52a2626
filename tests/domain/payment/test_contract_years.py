"""A contract's own years: what is yearly closes with them, whichever month they begin with."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.periods import MONTHS, ContractYear
from concordat.domain.payment.bench import try_out
from concordat.domain.payment.contract_years import month_of_year, year_in_words
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure, IndexValue
from concordat.domain.payment.inputs import KIND, Mechanism
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import client_score, earned_term, run_months, year_score
from concordat.domain.payment.versions import mechanism_in
from concordat.domain.performance.periods import Month

APRIL = Month(2024, 4)


def day(month: Month) -> str:
    return str(month.first_day)


def year_of(month: Month, begins: int) -> str:
    return str(ContractYear.containing(month.first_day, begins=begins))


def mechanism(later: int = 0, *, late_start: int = 0, short: str = "", **more: Any) -> Mechanism:
    """The same contract with every day `later` months on; its start lies `late_start` months within its first year."""
    begins = APRIL.later(later)
    starts = begins.later(late_start)
    content: dict[str, Any] = {
        "title": "Contract", "client": "council", "contractor": "firm", "starts": day(starts),
        "year_begins": MONTHS[begins.number - 1],
        "price": [
            {"id": "core", "title": "Core", "kind": "lump sum", "amount": "£100,000.01", "indexed_by": "index"},
            {"id": "tonnes", "title": "Tonnes", "kind": "volume bands", "minimum": 300, "maximum": 900, "avoidable": "40%",
             "band": [{"above": 0, "to": 400, "rate": "£10"}, {"above": 400, "to": 900, "rate": "£8"}]},
            {"id": "works", "title": "Works", "kind": "target cost", "target": "£12,345.67", "fee": "8%", "indexed_by": "index",
             "band": [{"above": 0, "to": 1, "share": "50%"}, {"above": 1, "share": "20%"}]},
            {"id": "monthly", "title": "Monthly", "kind": "target cost", "target": "£6,000", "assessed": "month",
             "band": [{"above": 0, "share": "50%"}]},
        ],
        "indexation": [
            {"id": "index", "title": "Index", "base": str(begins.later(-5)), "lag_months": 5, "cap": "5%",
             "part": [{"index": "prices"}]},
        ],
        "measure": [
            {"id": "one", "title": "One", "weight": "0.7", "minimum": 80, "target": 95, "gate": True,
             "points": [{"at_least": 95, "points": 0}, {"at_least": 80, "points": 10}, {"points": 30}],
             "ratchet": [{"kind": "in a window", "after": 2, "within": 6, "multiplier": 2}]},
            {"id": "two", "title": "Two", "weight": "0.3", "minimum": 70, "target": 90, "counts_from": day(begins.later(8)),
             "suspended": [{"first": day(begins.later(11)), "last": day(begins.later(13)), "reason": "Flood"}]},
            {"id": "client", "title": "Client", "side": "client", "weight": 1, "minimum": 70, "target": 90,
             "relieves": ["one"], "relief": "50%"},
        ],
        "deduction": [
            {"id": "points", "title": "Points", "kind": "bands", "measures": ["one"], "value_of_a_point": "£33.33", "cap": "5%",
             "band": [{"above": 0, "multiple": 1}], "carry_excess": True, "earn_back": {"months": 3, "limit": "50%"}},
        ],
        "profit_at_risk": [
            {"id": "fee", "title": "Fee", "fee": "8%", "at_risk": "50%", "from_score": "0.4", "full_score": "0.9"},
        ],
        "reward": [{"id": "reward", "title": "Reward", "measure": "one", "base": 80, "target": 95, "amount": "£5,000"}],
        "gain_share": [
            {"id": "gain", "title": "Gain", "carry_forward": True, "band": [{"above": "£0", "share": "50%"}],
             "guaranteed": [{"year": year_of(begins.later(12 * n), begins.number), "amount": "£1,000"} for n in (0, 1)]},
        ],
        "retention": {"rate": "3%", "halved_on": day(begins.later(14)), "released_on": day(begins.later(26))},
        "extension": {"initial_months": 60, "minimum_months": 48, "maximum_months": 90, "lead_months": 30, "whole_months": 5,
                      "award": [{"score_at_least": "0.7", "months": 11}, {"score_at_least": "0.4", "months": 4}, {"months": -7}]},
        **({"short_first_year": short} if short else {}),
    } | more  # fmt: skip
    read = read_mechanism(content, name="contract")
    assert read.mechanism is not None, read.findings
    return read.mechanism


VALUE = st.decimals(min_value=60, max_value=100, places=1)
COUNT = st.integers(0, 120)
MONTH = st.tuples(VALUE, VALUE, VALUE, st.integers(1, 50), COUNT, COUNT, COUNT)
INDEX = st.lists(st.decimals(min_value=95, max_value=125, places=1), min_size=4, max_size=4)


def evidence(series: list[tuple[Any, ...]], index: list[Decimal], later: int) -> Evidence:
    figures: list[Figure] = []
    entries: list[Entry] = []
    for number, (one, two, client, size, tonnes, cost, saved) in enumerate(series):
        month = APRIL.later(later + number)
        figures += [
            Figure(name, month, value, value * size, Decimal(size))
            for name, value in (("one", one), ("two", two), ("client", client))
        ]
        entries += [
            Entry("quantity", "tonnes", month, Decimal(tonnes)),
            Entry("refused quantity", "tonnes", month, Decimal(cost // 10)),
            Entry("cost", "works", month, Decimal(cost * 997)),
            Entry("change of target", "works", month, Decimal(saved * 10)),
            Entry("cost", "monthly", month, Decimal(tonnes * 701)),
            Entry("saving", "gain", month, Decimal(saved * 333)),
        ]
    held = tuple(IndexValue("prices", APRIL.later(later - 5 + 12 * n), value) for n, value in enumerate(index))
    return Evidence(tuple(figures), tuple(entries), held)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(MONTH, min_size=1, max_size=26), INDEX, st.integers(1, 11), st.integers(0, 11),
    st.sampled_from(("in full", "in proportion")),
)  # fmt: skip
def test_a_contract_that_begins_later_is_paid_and_scored_as_the_same_contract_from_april(
    series: list[tuple[Any, ...]], index: list[Decimal], later: int, late_start: int, short: str
) -> None:
    short = short if late_start else ""
    series = [*series[:late_start], *series]  # what came before the start counts for nothing in either
    last = APRIL.later(max(len(series) - 1, late_start))
    april, shifted = (mechanism(by, late_start=late_start, short=short) for by in (0, later))
    ours, theirs = evidence(series, index, 0), evidence(series, index, later)
    paid, paid_later = run_months(april, ours, until=last), run_months(shifted, theirs, until=last.later(later))
    assert len(paid) == len(paid_later)
    for one, other in zip(paid, paid_later, strict=True):
        assert other.month == one.month.later(later)
        assert [(x.group, x.rule, x.about, x.pence) for x in one.lines] == [
            (x.group, x.rule, x.about, x.pence) for x in other.lines
        ]
        assert one.score.counted == other.score.counted
        assert [replace(x, says="", figure=None) for x in one.measures] == [
            replace(x, says="", figure=None) for x in other.measures
        ]
    for score in (year_score, client_score):
        assert score(april, ours, month=last).counted == score(shifted, theirs, month=last.later(later)).counted
    term, term_later = earned_term(april, ours, until=last), earned_term(shifted, theirs, until=last.later(later))
    assert term is not None
    assert term_later is not None
    assert [(y.score, y.months, y.change, y.carried, y.term) for y in term.years] == [
        (y.score, y.months, y.change, y.carried, y.term) for y in term_later.years
    ]
    assert Month(term_later.ends.year, term_later.ends.month) == Month(term.ends.year, term.ends.month).later(later)


@pytest.mark.parametrize("later", [1, 5, 9, 11])
def test_the_bench_finds_the_same_whenever_years_begin(later: int) -> None:
    ours, theirs = (try_out(mechanism(by), runs=1, years=2, seed=1) for by in (0, later))
    assert ours.years == theirs.years
    assert ours.cost_of_failing == theirs.cost_of_failing
    assert ours.cliffs == theirs.cliffs
    assert [finding.message for finding in ours.findings] == [finding.message for finding in theirs.findings]


SEPTEMBER = 5  # months after April


def test_the_last_day_of_august_ends_the_year_and_the_first_of_september_begins_the_next() -> None:
    held = mechanism(SEPTEMBER)
    august, september = Month(2025, 8), Month(2025, 9)
    assert (held.contract_year(august), held.contract_year(september)) == (ContractYear(2024, 9), ContractYear(2025, 9))
    assert (month_of_year(held, august), month_of_year(held, september)) == (12, 1)
    assert year_in_words(held, september) == "September 2025 to August 2026, month 1 of 12"
    assert year_in_words(mechanism(), Month(2026, 3)) == "2025/26, month 12 of 12"


def test_a_mechanism_that_says_nothing_has_years_from_april() -> None:
    content = {"title": "A", "client": "a", "contractor": "b", "starts": "2025-09-01"}
    read = read_mechanism(content, name="a")
    assert read.mechanism is not None
    assert read.mechanism.year_begins == 4
    assert str(read.mechanism.contract_year(Month(2025, 9))) == "2025/26"


def test_the_year_to_date_is_that_of_the_contract() -> None:
    held = mechanism(SEPTEMBER)
    figures = (Figure("one", Month(2025, 8), Decimal(80)), Figure("one", Month(2025, 9), Decimal(95)))
    scored = year_score(held, Evidence(figures), month=Month(2025, 9))
    assert next(part.score for part in scored.parts if part.measure == "one") == 1
    from_april = year_score(mechanism(), Evidence(figures), month=Month(2025, 9))
    assert next(part.score for part in from_april.parts if part.measure == "one") == Decimal("0.5")


def test_prices_move_with_the_contract_year_unless_another_month_is_said() -> None:
    assert mechanism(SEPTEMBER).indexation[0].uplift_month == 9
    said = {"id": "index", "title": "Index", "base": "2024-01", "uplift_month": 4, "part": [{"index": "prices"}]}
    assert mechanism(SEPTEMBER, indexation=[said]).indexation[0].uplift_month == 4


@pytest.mark.parametrize(("late_start", "months"), [(0, 12), (1, 11), (11, 1)])
def test_a_first_year_has_the_months_that_are_left_of_it(late_start: int, months: int) -> None:
    held = mechanism(SEPTEMBER, late_start=late_start)
    assert held.months_of(held.first_year) == months
    assert held.months_of(held.first_year.later(1)) == 12
    assert held.counted_months(held.first_year) == 12


def test_the_twelfths_of_a_short_first_year_are_paid_and_no_more() -> None:
    held = mechanism(SEPTEMBER, late_start=8, short="in proportion")
    lump = replace(held, prices=held.prices[:1], deductions=(), profit=(), gain_share=(), rewards=(), retention=None)
    flat = replace(lump, indexation=(), prices=(replace(lump.prices[0], indexed_by=""),))
    results = run_months(flat, Evidence(), until=Month(2026, 8))
    first = sum(result.total for result in results[:4])
    assert abs(first * 3 - 10_000_001) <= 3
    assert sum(result.total for result in results[4:]) == 10_000_001


def credits(failed: Month, **back: Any) -> dict[Month, int]:
    """What each month of a contract from September deducts or gives back, where one month alone misses its target."""
    rules = mechanism(
        SEPTEMBER, profit_at_risk=[],
        measure=[{"id": "one", "title": "One", "weight": 1, "minimum": 80, "target": 95,
                  "points": [{"at_least": 95, "points": 0}, {"points": 9}]}],
        deduction=[{"id": "credit", "title": "Credit", "kind": "bands", "measures": ["one"], "value_of_a_point": "£500",
                    "band": [{"above": 0, "multiple": 1}], "earn_back": {"months": 3} | back}],
    )  # fmt: skip
    months = [rules.first_month.later(number) for number in range(16)]
    figures = tuple(Figure("one", month, Decimal(90 if month == failed else 99)) for month in months)
    index = tuple(IndexValue("prices", APRIL.later(12 * n), Decimal(100)) for n in range(3))
    results = run_months(rules, Evidence(figures, (), index), until=months[-1])
    return {one.month: pence for one in results if (pence := one.total_of("Performance"))}


def test_a_credit_of_may_is_earned_back_in_august_before_the_year_ends() -> None:
    """£4,500 deducted in May, targets met in June, July and August."""
    may, august = Month(2025, 5), Month(2025, 8)
    assert credits(may, within_contract_year=True) == {may: -450_000, august: 450_000}


def test_a_credit_of_june_would_come_back_in_the_next_year_and_so_only_where_that_counts() -> None:
    june, september = Month(2025, 6), Month(2025, 9)
    assert credits(june, within_contract_year=True) == {june: -450_000}
    assert credits(june) == {june: -450_000, september: 450_000}


def version(number: int, **more: Any) -> Document:
    content = {
        "title": "Works", "contract": "works", "client": "council", "contractor": "firm", "starts": "2025-09-01",
        "price": [{"id": "core", "title": "Core", "kind": "lump sum", "amount": "£12"}],
    } | more  # fmt: skip
    at = datetime(2026, number, 1, tzinfo=UTC)
    return Document(KIND, "works", content, organisation="council", version=number, entered_at=at)


def ruling(*documents: Document) -> tuple[Mechanism, list[str]]:
    read = mechanism_in(Case("works", "Works", documents=documents))
    assert read is not None
    assert read.mechanism is not None
    return read.mechanism, [finding.code for finding in read.findings]


def test_years_cannot_begin_in_another_month_from_some_day_on() -> None:
    held, codes = ruling(version(1), version(2, year_begins="September", applies_from="2026-09-01"))
    assert (held.document and held.document.version, held.year_begins) == (1, 4)
    assert codes == ["mechanism.version", "mechanism.year"]


def test_a_version_that_holds_from_the_beginning_may_say_when_years_begin() -> None:
    mended = version(2, year_begins="September")
    held, codes = ruling(version(1), mended, version(3, year_begins="September", applies_from="2026-09-01"))
    assert ([one.year_begins for one in (held, *held.earlier)], codes) == ([9, 9, 4], [])
    assert held.in_force(Month(2025, 10)).year_begins == 9


def test_a_refused_version_does_not_stand_between_two_that_agree() -> None:
    refused = version(2, year_begins="September", applies_from="2026-09-01")
    held, codes = ruling(version(1), refused, version(3, applies_from="2026-10-01"))
    assert ([one.document and one.document.version for one in (held, *held.earlier)], codes) == ([3, 1], [])
