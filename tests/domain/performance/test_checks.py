from dataclasses import replace
from datetime import date
from decimal import Decimal

from concordat.domain.performance.checks import check_measures
from concordat.domain.performance.inputs import Target
from tests.domain.performance.records import catalogue_measure

DAY = date(2026, 5, 1)
GOOD = replace(
    catalogue_measure("highways-defects-on-time"),
    owner="Head of highways",
    reviewed_on=date(2026, 3, 1),
    targets=tuple(Target(year, Decimal(95), Decimal(80), Decimal(98)) for year in ("2026/27", "2027/28", "2028/29")),
)


def codes(*measures) -> list[str]:  # type: ignore[no-untyped-def]
    return [finding.code for finding in check_measures(measures, on=DAY)]


def test_a_whole_measure_has_nothing_to_mend() -> None:
    assert codes(GOOD) == []


def test_each_thing_that_is_missing_is_told() -> None:
    assert codes(replace(GOOD, owner="")) == ["measure.no_owner"]
    assert codes(replace(GOOD, reviewed_on=date(2025, 1, 1))) == ["measure.not_reviewed"]
    assert codes(replace(GOOD, targets=GOOD.targets[:1])) == ["measure.horizon"]
    assert codes(replace(GOOD, targets=())) == ["measure.no_target"]
    assert codes(GOOD, GOOD) == ["measure.twice"]


def test_targets_that_contradict_the_polarity_are_told() -> None:
    turned = replace(GOOD, polarity="lower")
    assert set(codes(turned)) == {"measure.minimum", "measure.stretch"}


def test_a_measure_that_no_longer_holds_is_left_alone() -> None:
    assert codes(replace(GOOD, owner="", effective_to=date(2026, 3, 31))) == []
