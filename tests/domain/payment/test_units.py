"""Every figure of a measure stands with its unit, in workings and in the explanation."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.tables import Value
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure
from concordat.domain.payment.explain import explain
from concordat.domain.payment.inputs import Band, MeasureRule, Mechanism, PriceLine
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.units import agreed, measured_against, one_of, points_said, unit_of, with_units
from concordat.domain.performance.periods import Month

APRIL = Month(2026, 4)
EXAMPLES = Path(__file__).parents[3] / "examples" / "mechanisms"
NOTICE = MeasureRule(
    "client.notice", "Notice given", side="client", unit="days", polarity="higher", minimum=Decimal(10), pays=50_000
)
LIGHTS = MeasureRule(
    "lights",
    "Days to mend a light",
    polarity="lower",
    unit="days",
    target=Decimal(8),
    minimum=Decimal(12),
    bonus=10_000,
)


def contract(*measures: MeasureRule, prices: tuple[PriceLine, ...] = ()) -> Mechanism:
    return Mechanism(
        name="contract", title="Contract", contract="contract", client="council", contractor="firm",
        starts=date(2026, 4, 1), prices=prices, measures=measures,
    )  # fmt: skip


def figure(measure: str, value: str, *, top: int = 0, bottom: int = 0, scale: int = 1) -> Figure:
    return Figure(measure, APRIL, Decimal(value), Decimal(top), Decimal(bottom), Decimal(scale))


def test_workings_of_bonus_and_client_payment_carry_the_unit() -> None:
    held = Evidence((figure("client.notice", "9.5"), figure("lights", "6.7368")))
    lines = {line.id: line.workings for line in work_out_month(contract(NOTICE, LIGHTS), held, month=APRIL).lines}
    assert lines == {
        "client/client.notice": "9.5 days against at least 10 days",
        "bonus/lights": "6.74 days against at most 8 days",
    }


def test_what_a_measure_came_to_carries_the_unit_and_one_point_is_no_plural() -> None:
    rule = MeasureRule(
        "time", "On time", unit="%", target=Decimal(95), points=((Decimal(95), Decimal(0)), (None, Decimal(1)))
    )
    result = work_out_month(contract(rule), Evidence((figure("time", "93.215"),)), month=APRIL)
    assert result.measures[0].says == "93.22%: 1 point"
    assert result.measures[0].unit == "%"


def test_a_share_in_hundredths_is_a_percentage_where_nothing_says_its_unit() -> None:
    rule = MeasureRule("time", "On time", target=Decimal(95))
    assert unit_of(rule, figure("time", "90", top=9, bottom=10, scale=100)) == "%"
    assert unit_of(rule, figure("time", "9", top=90, bottom=10)) == ""
    assert unit_of(replace(rule, unit="days"), figure("time", "90", top=9, bottom=10, scale=100)) == "days"


def test_units_of_the_measures_reach_every_version_and_never_replace_what_the_mechanism_says() -> None:
    plain = replace(LIGHTS, unit="")
    found = with_units(
        replace(contract(plain, NOTICE), earlier=(contract(plain),)), {"lights": "days", "client.notice": "%"}
    )
    assert [rule.unit for rule in found.measures] == ["days", "days"]
    assert found.earlier[0].measures[0].unit == "days"


def test_a_mechanism_says_units_of_its_own() -> None:
    read = read_mechanism(
        {
            "title": "Waste", "contract": "waste", "client": "a", "contractor": "b", "starts": date(2026, 4, 1),
            "price": [{"id": "tonnes", "title": "Tonnes", "kind": "volume bands", "unit": "tonnes", "maximum": 900,
                       "band": [{"above": 0, "rate": "£12"}]}],
            "measure": [{"id": "late", "title": "Days late", "unit": "days", "polarity": "lower", "target": 4,
                         "minimum": 8, "points_for_each_unit_short": 2}],
            "deduction": [{"id": "points", "title": "Points", "kind": "bands", "measures": ["late"],
                           "value_of_a_point": "£5", "band": [{"above": 0, "multiple": 1}]}],
        },
        name="waste",
    )  # fmt: skip
    assert read.mechanism is not None, read.findings
    told = " ".join(sentence for part in explain(read.mechanism) for sentence in part.sentences)
    assert "at £12.00 a tonne" in told
    assert "Nothing is paid above 900 tonnes a year." in told
    assert "Target: at most 4 days." in told
    assert "2 points for each day by which it misses 4 days" in told


def test_volumes_are_counted_in_their_unit() -> None:
    line = PriceLine("tonnes", "Tonnes", "volume bands", bands=(Band(Decimal(0), None, Decimal(1200)),), unit="tonnes")
    held = Evidence(entries=(Entry("quantity", "tonnes", APRIL, Decimal(250)),))
    made = work_out_month(contract(prices=(line,)), held, month=APRIL).lines[0]
    assert made.unit == "tonnes"
    assert made.workings == "250 tonnes in the year to date by marginal bands, £3,000.00, less £0.00 before"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("97", "%", "97%"), ("97.125", "%", "97.125%"), ("1", "days", "1 day"), ("5000", "£", "£5,000"),
     ("-3", "£", "−£3"), ("40", "per 100,000", "40 per 100,000"), ("7", "", "7")],
)  # fmt: skip
def test_a_target_keeps_all_its_decimal_places(value: str, unit: str, said: str) -> None:
    assert agreed(Decimal(value), unit) == said


def test_a_figure_just_below_its_edge_is_told_from_it() -> None:
    assert measured_against(Decimal("69.9996"), Decimal(70), "%") == "69.9996%"


def test_one_of_a_unit_and_points() -> None:
    assert [one_of(unit) for unit in ("%", "£", "", "days", "per 100,000")] == [
        "percentage point", "pound", "unit", "day", "per 100,000",
    ]  # fmt: skip
    assert [points_said(Decimal(points)) for points in ("1", "1.5", "0", "1200")] == [
        "1 point", "1.5 points", "0 points", "1,200 points",
    ]  # fmt: skip


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*/mechanism.toml")), ids=lambda file: file.parent.name)
def test_no_target_or_edge_of_a_worked_mechanism_stands_without_its_unit(file: Path) -> None:
    read = read_mechanism(tomllib.loads(file.read_text(encoding="utf-8")), name=file.parent.name)
    assert read.mechanism is not None
    bare = [
        rule.id
        for rule in read.mechanism.measures
        if not rule.unit and (rule.target is not None or rule.minimum is not None or rule.points)
    ]
    bare += [line.id for line in read.mechanism.prices if line.kind == "volume bands" and not line.unit]
    assert bare == []


def test_what_a_row_behind_a_line_says_has_its_unit() -> None:
    def fact(table: str, id: str, **values: Value) -> Fact:
        return Fact(table, id, {"contract": "c", "month": "2026-04", **values}, organisation="council")

    case = Case(
        "c", "C",
        facts=(
            fact("measure_values", "a", measure="time", value=Decimal("91.651"), numerator=Decimal(494),
                 denominator=Decimal(539), scale=Decimal(100)),
            fact("measure_values", "b", measure="lights", value=Decimal("6.74"), numerator=Decimal(674),
                 denominator=Decimal(100), scale=Decimal(1)),
            fact("measure_values", "none", measure="none"),
            fact("contract_entries", "d", kind="orders", about="highways", amount=7_896_985),
            fact("contract_entries", "e", kind="quantity", about="tonnes", quantity=Decimal(1250)),
            fact("index_values", "f", index="pay", value=Decimal("106.1"), status="firm"),
            fact("contract_outages", "g", about="rooms", unit="hall", failed_at=datetime(2026, 4, 3, 8, 30, tzinfo=UTC)),
        ),
    )  # fmt: skip
    found = evidence_from_case(case, contract="c", units={"lights": "days"})
    rows = (*found.figures, *found.entries, *found.indices, *found.outages)
    assert [row.inputs[0].says for row in rows] == [
        "91.65% (494 of 539)", "6.74 days", "no figure", "orders £78,969.85", "quantity 1,250",
        "pay, April 2026: index 106.1, firm", "hall from 3 April 2026, 09:30",
    ]  # fmt: skip
