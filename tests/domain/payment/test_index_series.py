"""An index under a new base or name: published factors across the link, a twin, and nothing spliced in silence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.findings import Severity
from concordat.domain.payment.check_indices import check_indices
from concordat.domain.payment.evidence_types import Evidence, IndexValue
from concordat.domain.payment.index_series import IndexMissing, latest_level, level_of
from concordat.domain.payment.indexation import factor_for, uplifts_until
from concordat.domain.payment.inputs import Indexation, IndexPart, Mechanism, Successor
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_worked_mechanisms import months

D = Decimal
OLD, NEW = "RPI (January 1974 = 100)", "RPI (January 1987 = 100)"
LINKED = IndexPart(OLD, D(1), (Successor(NEW, Month(1987, 2), linked=Month(1987, 1)),))
PUBLISHED = IndexPart(OLD, D(1), (Successor(NEW, Month(1987, 2), factor=D("3.945")),))


def held(*values: tuple[str, Month, str]) -> Evidence:
    return Evidence(indices=tuple(IndexValue(index, month, D(value)) for index, month, value in values))


# Inland Revenue press releases, indexation allowance: the month, the retail prices index, the rise since March 1982.
RISES = [
    (Month(1996, 3), "151.5", "0.907"),
    (Month(1996, 9), "153.8", "0.936"),
    (Month(1996, 12), "154.4", "0.944"),
    (Month(1997, 2), "155.0", "0.951"),
    (Month(1997, 12), "160.0", "1.014"),
    (Month(1998, 2), "160.3", "1.018"),
]


@pytest.mark.parametrize("part", [LINKED, PUBLISHED])
@pytest.mark.parametrize(("month", "value", "rise"), RISES)
def test_rises_across_the_new_base_of_the_retail_prices_index_are_those_published(
    part: IndexPart, month: Month, value: str, rise: str
) -> None:
    base, link = Month(1982, 3), Month(1987, 1)
    evidence = held((OLD, base, "313.4"), (OLD, link, "394.5"), (NEW, link, "100"), (NEW, month, value))
    found = level_of(part, evidence, month).value / level_of(part, evidence, base).value - 1
    assert found.quantize(D("0.001")) == D(rise)


def test_the_line_says_where_the_series_was_linked() -> None:
    (line,) = (
        one for one in months("index-with-a-new-base", until="1998-04")["1998-04"].lines if one.group == "Indexation"
    )
    assert line.workings == (
        "Retail prices index: base prices ×2.014, by the index of December 1997; RPI (January 1974 = 100) goes on as RPI "
        "(January 1987 = 100) from February 1987, linked in January 1987 by 394.5 ÷ 100 = 3.945000"
    )


def test_in_the_months_of_either_series_only_its_own_values_count() -> None:
    evidence = held((OLD, Month(1987, 1), "394.5"), (NEW, Month(1987, 1), "100"), (NEW, Month(1987, 2), "100.4"))
    assert level_of(LINKED, evidence, Month(1987, 1)).value == D("394.5")
    assert level_of(LINKED, evidence, Month(1987, 2)).value == D("100.4") * D("3.945")
    with pytest.raises(IndexMissing, match=r"RPI \(January 1987 = 100\) for 1987-03"):
        level_of(LINKED, evidence, Month(1987, 3))


def test_a_link_without_its_month_stops_the_indexation() -> None:
    evidence = held((NEW, Month(1987, 2), "100.4"), (NEW, Month(1987, 1), "100"))
    with pytest.raises(IndexMissing, match=r"RPI \(January 1974 = 100\) for 1987-01"):
        level_of(LINKED, evidence, Month(1987, 2))


@given(
    st.lists(st.decimals("0.95", "1.08", places=4), min_size=30, max_size=60),
    st.lists(st.tuples(st.integers(2, 20), st.decimals("20", "300", places=1)), max_size=2),
)
def test_any_chain_of_links_moves_as_the_movements_from_month_to_month(
    moves: list[Decimal], changes: list[tuple[int, Decimal]]
) -> None:
    """The same prices under series that each start again somewhere: the level is always the product of the movements."""
    start, level, levels = Month(2020, 1), D(100), [D(100)]
    for move in moves:
        level *= move
        levels.append(level)
    values = [("s0", start.later(at), one) for at, one in enumerate(levels)]
    successors, begins = [], 0
    for number, (after, base) in enumerate(changes, 1):
        begins += after
        if begins >= len(levels):
            break
        scale = base / levels[begins - 1]
        values += [(f"s{number}", start.later(at), one * scale) for at, one in enumerate(levels) if at >= begins - 1]
        successors.append(Successor(f"s{number}", start.later(begins), linked=start.later(begins - 1)))
    evidence = Evidence(indices=tuple(IndexValue(*one) for one in values))
    part = IndexPart("s0", D(1), tuple(successors))
    for at, expected in enumerate(levels):
        assert abs(level_of(part, evidence, start.later(at)).value - expected) < D("1e-15")


def mechanism(part: dict[str, object], **more: object) -> Mechanism:
    read = read_mechanism(
        {
            "title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01",
            "indexation": [{"id": "i", "title": "Prices", "base": "2025-11", "lag_months": 5, "part": [part], **more}],
        },
        name="t",
    )  # fmt: skip
    assert read.mechanism is not None, read.findings
    return read.mechanism


def test_an_index_that_is_no_longer_published_stops_the_statement_and_says_what_to_agree() -> None:
    evidence = held(("RPI", Month(2025, 11), "400"), ("RPI", Month(2026, 10), "410"))
    (found,) = check_indices(mechanism({"index": "RPI"}), evidence, month=Month(2027, 4))
    assert (found.severity, found.code) == (Severity.ERROR, "payment.index")
    assert found.message == "The value of RPI for 2026-11 is not known. Its last is that of October 2026."
    assert "agree what takes its place" in found.fix


def test_values_of_a_new_base_under_the_old_name_are_never_taken_in_silence() -> None:
    evidence = held(("CPI", Month(2025, 11), "140"), ("CPI", Month(2026, 11), "103"))
    (found,) = check_indices(mechanism({"index": "CPI"}), evidence, month=Month(2027, 4))
    assert (found.severity, found.code) == (Severity.WARNING, "payment.index_jump")
    assert found.message == "CPI moves by -26.4% from November 2025 to November 2026: was it given a new base?"
    linked = mechanism(
        {"index": "CPI", "successor": [{"index": "CPI (2023 = 100)", "from": "2026-11", "linked_at": "2026-10"}]}
    )
    mended = held(
        ("CPI", Month(2025, 11), "140"), ("CPI", Month(2026, 10), "144.2"), ("CPI (2023 = 100)", Month(2026, 10), "103"),
        ("CPI (2023 = 100)", Month(2026, 11), "103.4"),
    )  # fmt: skip
    assert check_indices(linked, mended, month=Month(2027, 4)) == []


@pytest.mark.parametrize("value", ["0", "-5"])
def test_an_index_that_is_not_above_nought_moves_no_price(value: str) -> None:
    evidence = held(("CPI", Month(2025, 11), "140"), ("CPI", Month(2026, 11), value))
    (found,) = check_indices(mechanism({"index": "CPI"}), evidence, month=Month(2027, 4))
    assert found.code == "payment.index"
    assert "an index lies above nought" in found.message


def test_from_the_base_only_the_base_and_the_last_index_are_needed() -> None:
    rule: Indexation = mechanism({"index": "CPI"}, method="from base").indexation[0]
    evidence = held(("CPI", Month(2025, 11), "100"), ("CPI", Month(2028, 11), "109"))
    assert factor_for(rule, evidence, month=Month(2029, 4)).value == D("1.09")


def test_every_month_the_latest_published_index_counts_and_the_line_names_its_month() -> None:
    (line,) = (one for one in months("nec-every-month", until="2017-03")["2017-03"].lines if one.group == "Indexation")
    assert line.id == "index/monthly"  # NEC4's date has not come
    assert line.workings == (
        "X1 at every assessment: base prices ×1.026270, by the index of December 2016; the latest of people is October 2016; "
        "the latest of plant and materials is October 2016; the latest of equipment is October 2016"
    )


def test_after_their_last_change_prices_stay_and_a_revision_of_before_still_counts() -> None:
    """NEC X1: the factor at completion is used for what is assessed later."""
    rule = mechanism({"index": "CPI"}, last_change="2027-04").indexation[0]
    for revised in ("104", "105"):
        evidence = held(("CPI", Month(2025, 11), "100"), ("CPI", Month(2026, 11), revised))
        for month in (Month(2027, 4), Month(2028, 4), Month(2031, 1)):  # later indices are not even needed
            assert factor_for(rule, evidence, month=month).value == D(revised) / 100


def test_an_index_older_than_the_months_agreed_is_missing() -> None:
    evidence = held(("CPI", Month(2026, 1), "100"))
    part = IndexPart("CPI", D(1))
    assert latest_level(part, evidence, Month(2026, 3), within=2).value == 100
    with pytest.raises(IndexMissing, match="CPI for 2026-04"):
        latest_level(part, evidence, Month(2026, 4), within=2)


@given(
    st.integers(1, 12), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, 6, 12]), st.integers(0, 14),
    st.integers(0, 60),
)  # fmt: skip
def test_prices_move_in_every_month_that_falls_on_the_rhythm_after_the_base(
    base: int, anchor: int, every: int, lag: int, ahead: int
) -> None:
    rule = Indexation("i", "I", (), Month(2020, base), uplift_month=anchor, every=every, lag=lag)
    until = Month(2020, base).later(ahead)
    on_rhythm = [
        month for month in (Month(2020, 1).later(step) for step in range(80))
        if month <= until and (month.number - anchor) % every == 0 and month.later(-lag) > rule.base
    ]  # fmt: skip
    assert uplifts_until(rule, until) == on_rhythm
