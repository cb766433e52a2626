"""A measure's document, whole or broken: always a measure or a finding, never an exception."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.data.files.definitions import definition_names, load_definition
from concordat.domain.performance.reading import read_measure
from concordat.domain.performance.reading_keys import KNOWN

WHOLE = load_definition("measures", "highways-response-working-hours")

BROKEN = [
    ({"fewest": "many"}, "measure.number"),
    ({"fewest": -1}, "measure.number"),
    ({"scale": "NaN"}, "measure.number"),
    ({"targets": "95"}, "measure.table"),
    ({"targets": [{"year": "2026/27", "target": True}]}, "measure.number"),
    ({"targets": [{"year": "2026/27", "target": 95}, {"year": "2026/27", "target": 96}]}, "measure.target"),
    ({"targets": [{"year": "next year", "target": 95}]}, "measure.target"),
    ({"targets": [{"year": "2026/27", "tolerance": -1}]}, "measure.target"),
    ({"targets": [{"year": "2026/27", "band": [8, 6]}]}, "measure.band"),
    ({"targets": [{"year": "2026/27", "target": 9, "profile": [1, 2]}]}, "measure.profile"),
    ({"breaks": [{"reason": "new clock"}]}, "measure.break"),
    ({"breaks": ["2026-04"]}, "measure.table"),
    ({"polarity": "up"}, "measure.polarity"),
    ({"frequency": "fortnight"}, "measure.frequency"),
    ({"side": "ours"}, "measure.side"),
    ({"late_rows": "ignore"}, "measure.late_rows"),
    ({"interval": "normal"}, "measure.interval"),
    ({"interval": "ratio", "denominator": None}, "measure.interval"),
    ({"numerator": "rows"}, "measure.table"),
    ({"only": [{"column": "status", "is": []}]}, "measure.condition"),
    ({"effective_from": "2026-04-01", "effective_to": "2025-04-01"}, "measure.effective"),
    ({"clock": "24/7"}, "measure.table"),
    ({"clock": {**WHOLE["clock"], "opens": "25:00"}}, "measure.hours"),
    ({"clock": {**WHOLE["clock"], "opens": "17:00", "closes": "08:00"}}, "measure.hours"),
    ({"clock": {**WHOLE["clock"], "weekdays": ["someday"]}}, "measure.weekdays"),
    ({"clock": {**WHOLE["clock"], "nation": "Cornwall"}}, "measure.nation"),
    ({"clock": {**WHOLE["clock"], "allowed": "soon"}}, "measure.duration"),
    ({"suspensions": [{"from": "2026-04-02", "to": "2026-04-01"}]}, "measure.suspension"),
]


@pytest.mark.parametrize(("change", "code"), BROKEN)
def test_what_cannot_be_read_is_told_and_gives_no_measure(change: dict[str, Any], code: str) -> None:
    measure, findings = read_measure({**WHOLE, **change}, name="x")
    assert measure is None
    assert code in {finding.code for finding in findings if finding.is_error}
    assert all(finding.fix for finding in findings)


MISSPELT = [
    ({"targets": [{"year": "2026/27", "targt": 95}]}, "“targt” means nothing in targets.", "Did you mean “target”?"),
    ({"clock": {**WHOLE["clock"], "extend": "x"}}, "“extend” means nothing in clock.", "Did you mean “extended”?"),
    ({"baseline": {"value": 9, "periode": "2025/26"}}, "“periode” means nothing in baseline.", "“period”?"),
    (
        {"breaks": [{"month": "2026-04", "reason": "x", "by": "me"}]},
        "“by” means nothing in breaks.",
        "Check its spelling",
    ),
    ({"suspensions": [{"from": "2026-04-01", "to": "2026-04-02", "area": ["a"]}]}, "in suspensions", "“areas”?"),
    ({"ownr": "Head"}, "“ownr” means nothing here.", "Did you mean “owner”?"),
]


@pytest.mark.parametrize(("change", "says", "mend"), MISSPELT)
def test_a_key_that_means_nothing_is_told_with_its_place_and_what_was_probably_meant(
    change: dict[str, Any], says: str, mend: str
) -> None:
    measure, findings = read_measure({**WHOLE, **change}, name="x")
    assert measure is not None
    told = [one for one in findings if one.code == "measure.unknown"]
    assert len(told) == 1
    assert says in told[0].message
    assert mend in told[0].fix


def test_every_measure_of_the_catalogue_reads_without_a_finding_and_says_what_it_serves() -> None:
    for name in definition_names("measures"):
        measure, findings = read_measure(load_definition("measures", name), name=name)
        assert measure is not None
        assert findings == ()
        assert measure.serves
        assert measure.definition


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(KNOWN)), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(KNOWN)), anything)
def test_nothing_in_a_document_stops_its_reading(key: str, value: Any) -> None:
    measure, findings = read_measure({**WHOLE, key: value}, name="x")
    assert (measure is None) == any(finding.is_error for finding in findings)


IS_ROWS, IS_WORTH = {"of": "rows"}, {"of": "certified_value"}
MADE, ASKED = ([{"column": "what", "is": [word]}] for word in ("cuts made", "cuts scheduled"))


@pytest.mark.parametrize(
    ("numerator", "denominator", "method"),
    [
        (IS_ROWS, IS_ROWS, "share"),
        ({"weights": {"B-": 0.5, "C": 1}}, IS_ROWS, "share"),
        ({"weights": {"C": 1, "D": 2}}, IS_ROWS, "ratio"),  # worse than one each: an average mark
        ({"of": "elapsed"}, IS_ROWS, "ratio"),  # days taken
        (IS_WORTH, IS_ROWS, "ratio"),  # money an order
        ({**IS_WORTH, "where": [{"column": "area", "is": ["north"]}]}, IS_WORTH, "ratio"),  # part of the money
        ({"of": "number", "where": MADE}, {"of": "number", "where": ASKED}, "none"),  # in different records
        (IS_WORTH, None, "none"),
        (IS_ROWS, None, "count"),
    ],
)
def test_the_interval_follows_from_what_is_counted(
    numerator: dict[str, Any], denominator: dict[str, Any] | None, method: str
) -> None:
    more = {"numerator": numerator, "denominator": denominator, "unit": "each"}
    measure, findings = read_measure({**WHOLE, **more}, name="x")
    assert measure is not None, findings
    assert measure.interval_method == method
    assert measure.needs_spread == (method == "ratio")
    assert measure.is_part == (
        denominator is not None and numerator.get("of") == denominator["of"] and method != "none"
    )


def test_of_the_catalogue_averages_and_ratios_of_money_alone_need_squares() -> None:
    held = {
        name: read_measure(load_definition("measures", name), name=name)[0] for name in definition_names("measures")
    }
    need = {name for name, measure in held.items() if measure is not None and measure.needs_spread}
    assert need == {"finance-cost-predictability", "highways-street-lights-days"}
