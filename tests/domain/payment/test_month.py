"""The engine against the plainest twin, and what must hold for every month whatever the figures."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.payment.evidence import read_evidence
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure, Outage
from concordat.domain.payment.indexation import capped
from concordat.domain.payment.inputs import EarnBack, MeasureRule, Mechanism, Ratchet
from concordat.domain.payment.month_rewards import year_value
from concordat.domain.payment.points import ratchet_of
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import make_statement, run_months
from concordat.domain.payment.working import PERFORMANCE
from concordat.domain.performance.periods import Month
from tests.reference import payment as plain

D = Decimal
EDGES = {"one": [(97, 0), (93, 10), (85, 30), (None, 60)], "two": [("95.5", 0), (90, 7), (None, 25)]}
BANDS = [(0, 20, 0), (20, 60, 1), (60, 100, "1.2"), (100, None, "1.5")]
LIMITS = {"one": (85, 97), "two": (80, "95.5")}


def mechanism(**more: object) -> Mechanism:
    content = {
        "title": "Twin", "client": "a", "contractor": "b", "starts": "2024-04-01",
        "price": [{"id": "core", "title": "Core", "kind": "lump sum", "amount": "£1,000,000.01"}],
        "measure": [
            {
                "id": id, "title": id, "weight": weight, "minimum": LIMITS[id][0], "target": LIMITS[id][1],
                "points": [{"at_least": edge, "points": p} if edge is not None else {"points": p} for edge, p in EDGES[id]],
                "ratchet": [{"kind": "in a row", "after": 2, "multiplier": 2}],
            }
            for id, weight in (("one", "0.6"), ("two", "0.4"))
        ],
        "deduction": [
            {
                "id": "points", "title": "Points", "kind": "bands", "measures": ["one", "two"],
                "value_of_a_point": "£33.33", "cap": "0.05",
                "band": [{"above": a, "multiple": m} | ({"to": t} if t is not None else {}) for a, t, m in BANDS],
            }
        ],
        "profit_at_risk": [
            {"id": "fee", "title": "Fee", "fee": "0.08", "at_risk": "0.5", "from_score": "0.4", "full_score": "0.85"}
        ],
    } | more  # fmt: skip
    read = read_mechanism(content, name="twin")
    assert read.mechanism is not None, read.findings
    return read.mechanism


def evidence(series: list[tuple[Decimal, Decimal]]) -> Evidence:
    return Evidence(
        tuple(
            Figure(id, Month(2024, 4).later(number), value)
            for number, pair in enumerate(series)
            for id, value in zip(("one", "two"), pair, strict=True)
        )
    )


VALUE = st.decimals(min_value=70, max_value=100, places=2)
SERIES = st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(SERIES)
def test_every_month_agrees_with_the_plain_twin_to_the_penny(series: list[tuple[Decimal, Decimal]]) -> None:
    found = run_months(mechanism(), evidence(series), until=Month(2024, 4).later(len(series) - 1))
    wanted = plain.months(
        [dict(zip(("one", "two"), pair, strict=True)) for pair in series],
        year_pence=100_000_001,
        measures=[
            {"id": id, "edges": EDGES[id], "weight": w, "minimum": LIMITS[id][0], "target": LIMITS[id][1]}
            for id, w in (("one", "0.6"), ("two", "0.4"))
        ],
        a_point=3333,
        bands=BANDS,
        cap="0.05",
        fee_rule={"rate": "0.08", "at_risk": "0.5", "low": "0.4", "full": "0.85"},
    )
    assert [result.total for result in found] == wanted


INDEX = st.lists(st.decimals(min_value=90, max_value=140, places=1), min_size=2, max_size=8)


@given(INDEX, st.booleans())
def test_the_capped_chain_agrees_with_the_plain_twin(values: list[Decimal], carry: bool) -> None:
    ratios = [after / before for before, after in zip(values, values[1:], strict=False)]
    found, _ = capped(ratios, cap=D("0.05"), collar=None, carry_forward=carry, places=6)
    assert abs(found - D(plain.factor(list(values), cap="0.05", carry=carry).numerator)
               / D(plain.factor(list(values), cap="0.05", carry=carry).denominator)) <= D("0.000001")  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(SERIES)
def test_the_same_evidence_gives_the_same_statement_for_ever(series: list[tuple[Decimal, Decimal]]) -> None:
    month = Month(2024, 4).later(len(series) - 1)
    first = make_statement(mechanism(), evidence(series), month=month).statement
    again = make_statement(mechanism(), evidence(list(series)), month=month).statement
    assert first.hash == again.hash
    assert first.total == sum(line.pence for line in first.lines)


@settings(max_examples=30, deadline=None)
@given(VALUE, VALUE)
def test_doing_better_never_pays_less(low: Decimal, high: Decimal) -> None:
    worse, better = sorted((low, high))
    month = Month(2024, 4)
    totals = [run_months(mechanism(), evidence([(value, D(90))]), until=month)[-1].total for value in (worse, better)]
    assert totals[0] <= totals[1]


def test_a_figure_that_chance_could_explain_moves_no_money() -> None:
    poor = evidence([(D(80), D(99))])
    noise = replace(
        poor, figures=tuple(replace(f, assessable=False) if f.measure == "one" else f for f in poor.figures)
    )
    result = run_months(mechanism(), noise, until=Month(2024, 4))[-1]
    assert result.total_of("Performance") == 0
    assert result.score.value == 1


def test_each_failure_costs_its_points_whatever_the_share_could_be_by_chance_and_says_so() -> None:
    rule = MeasureRule("k", "K", unit="%", per_failure=D(3), ratchets=(Ratchet("in a row", 2, D(2)),))
    one = replace(mechanism(), measures=(rule,), deductions=(), profit=())
    months = (Month(2024, 4), Month(2024, 5))
    failures = tuple(Entry("failure", "k", month, D(2)) for month in months)
    noise = tuple(Figure("k", month, D(50), assessable=False, why="With so few.") for month in months)
    told = [run_months(one, Evidence(held, failures), until=months[1])[1].measures[0].says for held in (noise, ())]
    assert told == ["50%: 6 points, ×2 because it failed again", "6 points, ×2 because it failed again"]


def test_a_gate_below_its_minimum_makes_the_score_count_as_nought() -> None:
    held = mechanism()
    gated = replace(held, measures=tuple(replace(rule, gate=rule.id == "one") for rule in held.measures))
    result = run_months(gated, evidence([(D("84.9"), D(99))]), until=Month(2024, 4))[-1]
    assert result.score.failed_gates == ("one",)
    assert result.score.counted == 0
    assert run_months(gated, evidence([(D(85), D(99))]), until=Month(2024, 4))[-1].score.failed_gates == ()


def test_the_clients_own_failure_relieves_the_contractor() -> None:
    held = mechanism()
    client = read_mechanism(
        {
            "title": "Client", "client": "a", "contractor": "b", "starts": "2024-04-01",
            "measure": [
                {"id": "one", "title": "One"},
                {"id": "lead", "title": "Lead time", "side": "client", "minimum": 70, "target": 90, "relieves": ["one"],
                 "relief": "0.5", "pays_contractor": "£100"},
            ],
        },
        name="client",
    ).mechanism  # fmt: skip
    assert client is not None
    both = replace(held, measures=(*held.measures, client.measures[1]))
    month = Month(2024, 4)
    poor = evidence([(D(80), D(99))])
    late = replace(poor, figures=(*poor.figures, Figure("lead", month, D("69.99"))))
    on_time = replace(poor, figures=(*poor.figures, Figure("lead", month, D(70))))
    relieved, plainly = (run_months(both, given, until=month)[-1] for given in (late, on_time))
    assert [one.points for one in relieved.measures if one.measure == "one"] == [30]
    assert [one.points for one in plainly.measures if one.measure == "one"] == [60]
    assert relieved.total_of("Behaviour of the client") == 10_000
    assert plainly.total_of("Behaviour of the client") == 0


def test_a_suspended_or_bedding_in_measure_counts_for_nothing() -> None:
    from datetime import date

    from concordat.domain.payment.inputs import Suspended

    held = mechanism()
    window = Suspended(date(2024, 4, 1), date(2024, 4, 30), "Flood")
    suspended = replace(held, measures=tuple(replace(rule, suspended=(window,)) for rule in held.measures))
    starting = replace(held, measures=tuple(replace(rule, starts=date(2024, 5, 1)) for rule in held.measures))
    for each in (suspended, starting):
        months = run_months(each, evidence([(D(80), D(80)), (D(80), D(80))]), until=Month(2024, 5))
        assert months[0].total_of("Performance") == 0
        assert months[1].total_of("Performance") < 0


def test_a_month_never_goes_below_nought_and_the_rest_is_carried() -> None:
    small = mechanism(
        price=[{"id": "core", "title": "Core", "kind": "lump sum", "amount": "£10", "per": "month"}],
        profit_at_risk=[], carry_below_nought=True,
    )  # fmt: skip
    uncapped = replace(small, deductions=tuple(replace(rule, cap=None) for rule in small.deductions))
    months = run_months(uncapped, evidence([(D(80), D(99)), (D(99), D(99))]), until=Month(2024, 5))
    assert months[0].total == 0
    assert months[0].carried.below > 0
    assert months[1].total == 0
    assert months[1].carried.below == months[0].carried.below - 1000


def test_what_a_mechanism_cannot_mean_is_said_with_its_mend() -> None:
    read = read_mechanism(
        {
            "title": "Wrong", "client": "a", "contractor": "b", "starts": "soon", "colour": "blue",
            "price": [{"id": "x", "title": "X", "kind": "barter", "indexed_by": "nothing"}],
        },
        name="wrong",
    )  # fmt: skip
    assert read.mechanism is None
    said = " ".join(finding.message for finding in read.findings)
    for word in ("soon", "colour", "barter", "nothing"):
        assert word in said
    assert all(finding.fix for finding in read.findings)


def test_evidence_with_a_mistake_is_a_finding_with_its_place_and_its_mend() -> None:
    mistakes: list[tuple[dict[str, object], str]] = [
        ({"entry": [{"kind": "cost", "about": "x", "month": "2026-04", "amuont": "£5"}]}, "Did you mean “amount”"),
        ({"entry": [{"kind": "cost", "about": "x", "month": "2026-04"}]}, "“quantity” is missing"),
        ({"entry": [{"kind": "price", "about": "x", "month": "2026-04", "amount": "£5"}]}, "not a kind of entry"),
        ({"figure": [{"measure": "x", "month": "April", "value": 5}]}, "not a month"),
        ({"figure": {"measure": "x"}}, "double brackets"),
        ({"figures": []}, "Did you mean “figure”"),
        ({"index": [{"index": "CPI", "month": "2026-04", "value": "high"}]}, "index, “1”"),
    ]
    for content, words in mistakes:
        _, findings = read_evidence(content, name="evidence")
        assert len(findings) == 1
        assert words in f"{findings[0].where}: {findings[0].message} {findings[0].fix}"


@pytest.mark.parametrize("given", ["nan", "inf", "1e30", "-1e15", "abc", True, "∞", [1]])
@pytest.mark.parametrize(
    ("part", "key"),
    [("figure", "value"), ("figure", "numerator"), ("figure", "scale"), ("entry", "quantity"), ("index", "value")],
)
def test_what_is_no_number_anybody_meant_is_a_finding_that_names_it(part: str, key: str, given: object) -> None:
    said = {
        "figure": {"measure": "one", "month": "2024-04"}, "index": {"index": "CPI", "month": "2024-04"},
        "entry": {"kind": "failure", "about": "one", "month": "2024-04"},
    }[part]  # fmt: skip
    found, problems = read_evidence({part: [{**said, key: given}]}, name="e")
    assert [f"{key}: “{given}” is not a number" in problem.message for problem in problems] == [True]
    assert found == Evidence()


@pytest.mark.parametrize(
    ("key", "given", "fix"),
    [("denominator", -1, "how many there were"), ("scale", -100, "scale = 100"), ("scale", 0, "scale = 100")],
)
def test_a_ratio_that_nobody_can_have_counted_is_a_finding_with_its_mend(key: str, given: int, fix: str) -> None:
    said = {"measure": "one", "month": "2024-04", "numerator": 1, "denominator": 2} | {key: given}
    found, problems = read_evidence({"figure": [said]}, name="e")
    assert [(key in problem.message, fix in problem.fix) for problem in problems] == [(True, True)]
    assert found == Evidence()


def test_what_chance_could_explain_relieves_nobody() -> None:
    held = mechanism()
    lead = MeasureRule("lead", "Lead", side="client", minimum=D(70), relieves=("one",), relief=D("0.5"))
    both = replace(held, measures=(*held.measures, lead))
    late = Figure("lead", Month(2024, 4), D(50), assessable=False)
    poor = evidence([(D(80), D(99))])
    result = run_months(both, replace(poor, figures=(*poor.figures, late)), until=Month(2024, 4))[-1]
    assert [one.points for one in result.measures if one.measure == "one"] == [60]


def test_a_gate_counts_without_a_weight() -> None:
    held = mechanism()
    audit = MeasureRule("audit", "Audit", minimum=D(90), gate=True)
    gated = replace(held, measures=(*held.measures, audit))
    poor = evidence([(D(99), D(99))])
    for value, counted in ((D("89.9"), 0), (D(90), 1)):
        given = replace(poor, figures=(*poor.figures, Figure("audit", Month(2024, 4), value)))
        assert run_months(gated, given, until=Month(2024, 4))[-1].score.counted == counted


def test_a_month_without_a_figure_earns_nothing_back_and_loses_nothing() -> None:
    held = mechanism(profit_at_risk=[])
    back = replace(held.deductions[0], earn_back=EarnBack(2))
    earning = replace(held, deductions=(back,))
    bad, good = (D(90), D(99)), (D(99), D(99))
    series = evidence([bad, good, good, good])
    without_may = replace(series, figures=tuple(f for f in series.figures if f.month != Month(2024, 5)))
    paid = [month.total_of("Performance") for month in run_months(earning, without_may, until=Month(2024, 7))]
    assert paid[0] < 0
    assert paid[1:] == [0, 0, -paid[0]]


def test_what_a_contractor_owes_is_not_waived_by_the_floor() -> None:
    guaranteed = mechanism(
        price=[{"id": "core", "title": "Core", "kind": "lump sum", "amount": "£10", "per": "month"}], profit_at_risk=[],
        gain_share=[{"id": "save", "title": "Savings", "guaranteed": [{"year": "2024/25", "amount": "£1,000"}],
                     "band": [{"above": "£0", "share": "50%"}]}],
    )  # fmt: skip
    march = run_months(guaranteed, evidence([(D(99), D(99))] * 12), until=Month(2025, 3))[-1]
    assert march.total == 1_000 - 100_000


def test_a_year_in_which_a_month_has_no_sums_is_the_mean_of_its_months_and_no_month_is_dropped() -> None:
    """97.2% was entered for April without its sums; May has 96 of 100 with its scale."""
    plain_figure = Figure("one", Month(2026, 4), D("97.2"))
    summed = Figure("one", Month(2026, 5), D(96), D(96), D(100), D(100))
    more = Figure("one", Month(2026, 6), D(98), D(294), D(300), D(100))
    at = Month(2026, 6)
    assert year_value(mechanism(), Evidence((plain_figure, summed)), "one", month=at) == D("96.6")
    assert year_value(mechanism(), Evidence((summed, more)), "one", month=at) == D("97.5")


def test_places_that_count_alone_pay_for_ratchet_and_relief_too() -> None:
    """Twenty points are free at each place: 30 are £30 at first, 60 when it failed again, 30 when the client fell short."""
    read = read_mechanism(
        {
            "title": "Places", "client": "a", "contractor": "b", "starts": "2026-04-01",
            "price": [{"id": "p", "title": "P", "kind": "lump sum", "amount": "£10,000", "per": "month"}],
            "measure": [
                {"id": "k", "title": "K", "points_for_each_failure": 10,
                 "ratchet": [{"kind": "in a row", "after": 2, "multiplier": 2}]},
                {"id": "c", "title": "C", "side": "client", "minimum": 90, "relieves": ["k"], "relief": "0.75"},
            ],
            "deduction": [
                {"id": "d", "title": "D", "kind": "bands", "measures": ["k"], "value_of_a_point": "£3", "each_unit": True,
                 "band": [{"above": 0, "to": 20, "multiple": 0}, {"above": 20, "multiple": 1}]},
            ],
        },
        name="places",
    )  # fmt: skip
    assert read.mechanism is not None, read.findings
    months = [Month(2026, number) for number in (4, 5, 6)]
    failures = [
        Entry("failure", "k", month, D(number), unit=unit)
        for month in months
        for unit, number in (("station", 3), ("depot", 2))
    ]
    held = Evidence((Figure("c", months[2], D(50)),), tuple(failures))
    found = run_months(read.mechanism, held, until=months[2])
    # The depot's 20 points are free, twice as many are not; a quarter of the 60 and of the 40 points is.
    assert [month.total_of(PERFORMANCE) for month in found] == [-3000, -12000 - 6000, 0]
    said = next(line.workings for line in found[0].lines if line.group == PERFORMANCE)
    assert "depot: 20 points at ×0; station: 20 points at ×0, 10 points at ×1 of £3.00 a point" in said


def test_a_month_that_did_not_count_neither_breaks_a_row_nor_widens_a_window() -> None:
    row, window = Ratchet("in a row", 2, D(2)), Ratchet("in a window", 1, D(3), within=3)
    assert ratchet_of([True, None, True], [row]) == 2
    assert ratchet_of([True, False, None, True], [row]) == 1
    assert ratchet_of([True, None, True], [window]) == 3
    assert ratchet_of([True, None, None, True], [window]) == 1  # the first lies four months back


def test_a_window_longer_than_three_years_is_counted_whole() -> None:
    window = Ratchet("in a window", 1, D(3), within=48)
    long = replace(mechanism().measures[0], ratchets=(window,))
    series = [(D(80), D(99)), *[(D(99), D(99))] * 40, (D(80), D(99))]
    last = Month(2024, 4).later(41)
    found = run_months(replace(mechanism(), measures=(long, mechanism().measures[1])), evidence(series), until=last)
    assert [one.points for one in found[-1].measures if one.measure == "one"] == [180]


def test_what_fell_away_below_nought_is_not_earned_back() -> None:
    """£150 is deducted from a month of £100. Where £50 falls away, £100 comes back; where it is carried, all of it does."""
    content = {
        "title": "Floor", "client": "a", "contractor": "b", "starts": "2026-04-01",
        "price": [{"id": "p", "title": "P", "kind": "lump sum", "amount": "£100", "per": "month"}],
        "measure": [{"id": "k", "title": "K", "points_for_each_failure": 1}],
        "deduction": [
            {"id": "d", "title": "D", "kind": "bands", "measures": ["k"], "value_of_a_point": "£150",
             "band": [{"above": 0, "multiple": 1}], "earn_back": {"months": 2}},
        ],
    }  # fmt: skip
    failure = Evidence(entries=(Entry("failure", "k", Month(2026, 4), D(1)),))
    for carried in (False, True):
        one = read_mechanism({**content, "carry_below_nought": carried}, name="floor").mechanism
        assert one is not None
        months = run_months(one, failure, until=Month(2026, 6))
        back = sum(line.pence for month in months for line in month.lines if line.rule == "payment.earn_back")
        assert back == (15000 if carried else 10000)
        assert sum(month.total for month in months) == 30000


def test_a_failure_whose_lost_availability_is_deducted_in_the_next_month_gives_no_points_in_its_own() -> None:
    """Failed and told on 30 April at 8pm, eight hours to put right, done on 1 May at noon: May deducts, April does not."""
    content = {
        "title": "Hall", "client": "a", "contractor": "b", "starts": "2026-04-01",
        "price": [{"id": "charge", "title": "Charge", "kind": "lump sum", "amount": "£365,000"}],
        "availability": [
            {"id": "rooms", "title": "Rooms", "charge": "charge", "unit": [{"id": "hall", "weight": 1}],
             "sessions_a_day": 3, "rectification_hours": 8, "counts_from": "end of rectification"},
        ],
        "measure": [{"id": "k", "title": "K", "points_for_each_failure": 10, "not_with": "rooms"}],
        "deduction": [
            {"id": "d", "title": "D", "kind": "bands", "measures": ["k"], "value_of_a_point": "£3",
             "band": [{"above": 0, "multiple": 1}]},
        ],
    }  # fmt: skip
    one = read_mechanism(content, name="hall").mechanism
    assert one is not None
    failed, right = (datetime(2026, *at, tzinfo=UTC) for at in ((4, 30, 19), (5, 1, 11)))
    failures = tuple(Entry("failure", "k", Month(2026, 4), D(1), item=number) for number in ("F1", "F2"))
    held = Evidence(entries=failures, outages=(Outage("rooms", "hall", failed, failed, right, item="F1"),))
    april, may = run_months(one, held, until=Month(2026, 5))
    assert (april.total_of("Availability"), april.total_of(PERFORMANCE)) == (0, -3000)  # F2 alone
    assert (may.total_of("Availability"), may.total_of(PERFORMANCE)) == (-66667, 0)
    in_time = replace(held, outages=(replace(held.outages[0], put_right=datetime(2026, 5, 1, 3, tzinfo=UTC)),))
    assert [month.total_of(PERFORMANCE) for month in run_months(one, in_time, until=Month(2026, 5))] == [-6000, 0]
