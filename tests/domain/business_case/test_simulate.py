from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm, triang

from concordat.domain.business_case.certainty import Chance, Drawn
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.draws import Stopped
from concordat.domain.business_case.drivers import spreads
from concordat.domain.business_case.inputs import Shape
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.shapes import Ranges, tables_by_chance, tables_by_z, z_weights
from concordat.domain.business_case.simulate import _prepare, simulate, under_shapes
from concordat.domain.business_case.work_out import work_out
from tests.domain.business_case.cases import business_case_of, cost, saving

MILLION = [{"id": "save", "title": "Save £1m", "measure": "annual saving", "amount": 100_000_000}]


def drawn(*lines: dict[str, Any], draws: int = 40_000, **rest: Any) -> Simulation:
    return simulate(business_case_of(*lines, **rest), draws=draws)


def herefordshire() -> tuple[dict[str, Any], ...]:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, Table 2: no likely values."""
    return (
        saving("staff", (400_000, None, 650_000)),
        saving("gritters", 60_000),
        saving("claims", 308_000, kind="income"),
    )


def test_herefordshires_published_totals_are_its_exact_corners():
    spread = work_out(business_case_of(*herefordshire())).joint.annual_saving
    assert (spread.worst, spread.best) == (76_800_000, 101_800_000)
    up_to = work_out(business_case_of(saving("staff", (None, None, 200_000)), *herefordshire()[1:]))
    assert up_to.joint.annual_saving.best == 56_800_000


def test_herefordshires_chance_of_a_million_depends_on_a_shape_nobody_published():
    """Closed forms: uniform 18/250; triangular 18² / (250 × 125); PERT the tail of a beta(3, 3) beyond 0.928."""
    exact = {
        Shape.UNIFORM: 18 / 250,
        Shape.TRIANGULAR: 18**2 / (250 * 125),
        Shape.PERT: float(beta(3, 3).sf(232 / 250)),
    }
    found = under_shapes(business_case_of(*herefordshire(), promises=MILLION))
    for shape, simulation in found.items():
        chance = simulation.promises[0].chance
        assert abs(chance.value - exact[shape]) < 4 * chance.standard_error + 1 / 4096
    assert [simulation.promises[0].chance.words for simulation in found.values()] == [
        "about 7.2%",
        "about 1%",
        "about 0.3%",
    ]


@pytest.mark.parametrize("place", [0.0, 0.0625, 0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("shape", [Shape.PERT, Shape.TRIANGULAR])
def test_a_table_has_the_mean_variance_and_tail_of_its_shape(shape: Shape, place: float):
    """Against SciPy's distributions; 20, 50 and 200 have PERT mean 70 and triangular mean 90 (standard results)."""
    exact = beta(1 + 4 * place, 5 - 4 * place) if shape is Shape.PERT else triang(place)
    ranges = Ranges(np.zeros(1), np.ones(1), np.array([place]), np.ones(1), (shape,))
    table = tables_by_chance(ranges.integrals())[0]
    assert abs(table.mean() - exact.mean()) < 1e-9
    assert abs(table.var() / exact.var() - 1) < 1e-3
    for share in (0.05, 0.5, 0.95):
        assert abs(np.quantile(table, share) - exact.ppf(share)) < 2e-3


def test_three_points_have_their_textbook_means_and_deviations():
    """20, 50, 200: triangular mean 90.0 and deviation 39.37; PERT mean 70.0."""
    for shape, mean, deviation in ((Shape.TRIANGULAR, 90.0, 39.37), (Shape.PERT, 70.0, None)):
        ranges = Ranges(np.array([20.0]), np.array([200.0]), np.array([30 / 180]), np.ones(1), (shape,))
        table = tables_by_chance(ranges.integrals())[0]
        assert round(float(table.mean()), 6) == mean
        assert deviation is None or abs(float(table.std()) - deviation) < 0.01


def test_a_normal_goes_beyond_low_and_high_one_time_in_twenty_each():
    ranges = Ranges(np.array([100.0]), np.array([200.0]), np.array([0.5]), np.ones(1), (Shape.NORMAL,))
    table = tables_by_chance(ranges.integrals())[0]
    assert abs(np.mean(table < 100) - 0.05) < 1e-3
    assert abs(table.std() - 50 / norm.ppf(0.95)) < 0.05


def test_a_chance_of_happening_leaves_nothing_the_rest_of_the_time():
    ranges = Ranges(np.array([100.0]), np.array([200.0]), np.array([0.5]), np.array([0.15]), (Shape.UNIFORM,))
    table = tables_by_chance(ranges.integrals())[0]
    assert abs(table.mean() - 0.15 * 150) < 1e-6
    assert abs(np.mean(table == 0) - 0.85) < 1e-3


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1), st.sampled_from(list(Shape)))
def test_both_kinds_of_table_have_the_same_mean(place: float, shape: Shape):
    integrals = Ranges(np.zeros(1), np.ones(1), np.array([place]), np.ones(1), (shape,)).integrals()
    assert abs(float(tables_by_z(integrals)[0] @ z_weights()) - float(integrals[0, -1])) < 1e-9


def test_mean_and_variance_of_the_present_value_are_the_sum_of_the_lines():
    """The closed form for independent lines, each worth its annuity at 3.5%."""
    lines = [saving(f"s{number}", (80 + number, 100 + number, 150 + 2 * number)) for number in range(8)]
    found = drawn(*lines, draws=100_000).joint.net_present_value
    worth = sum(1 / 1.035**year for year in range(5))
    means, variances = [], []
    for number in range(8):
        low, likely, high = 80 + number, 100 + number, 150 + 2 * number
        place = (likely - low) / (high - low)
        means.append((low + 4 * likely + high) / 6)
        variances.append(beta(1 + 4 * place, 5 - 4 * place).var() * (high - low) ** 2)
    assert abs(found.mean.pence / 100 - sum(means) * worth) < 4 * found.mean.standard_error / 100 + 1e-3
    assert abs(found.standard_deviation / 100 / sqrt(sum(variances)) / worth - 1) < 0.02


def test_a_sum_of_two_uniform_lines_has_the_tail_of_a_triangle():
    """P(X + Y ≥ 1.8) of two uniforms on [0, 1] is 0.2² / 2."""
    promise = [{"id": "p", "title": "p", "measure": "annual saving", "amount": 180_000_00}]
    lines = [saving(name, (0, 50_000, 100_000), shape="uniform") for name in "ab"]
    chance = drawn(*lines, promises=promise, draws=200_000).promises[0].chance
    assert abs(chance.value - 0.02) < 4 * chance.standard_error


def test_a_common_factor_widens_the_spread_as_its_closed_form_says():
    """n equal normal lines that correlate by ρ: variance n σ² (1 + (n − 1) ρ)."""
    lines = [saving(f"s{number}", (100, 150, 200), shape="normal") for number in range(10)]
    alone = drawn(*lines, draws=100_000).joint.annual.standard_deviation
    together = drawn(*lines, draws=100_000, dependence="common factor", correlation=Decimal("0.3")).joint.annual
    assert abs((together.standard_deviation / alone) ** 2 / (1 + 9 * 0.3) - 1) < 0.03


def test_a_cost_that_goes_well_with_savings_is_low_when_they_are_high():
    lines = (saving("s", (100, 150, 200), shape="normal"), cost("c", (100, 150, 200), shape="normal"))
    together = drawn(*lines, dependence="common factor", correlation=Decimal(1), draws=50_000).joint.annual
    alone = drawn(*lines, draws=50_000).joint.annual
    assert abs(together.standard_deviation / alone.standard_deviation / sqrt(2) - 1) < 0.02


def test_named_groups_correlate_as_they_were_told_to():
    lines = [
        saving("a1", (100, 150, 200), shape="normal", group="pay"),
        saving("a2", (100, 150, 200), shape="normal", group="pay"),
        saving("b1", (100, 150, 200), shape="normal", group="ict"),
        saving("c1", (100, 150, 200), shape="normal"),
    ]
    told = [("pay", "pay", "0.6"), ("ict", "ict", "0.5"), ("pay", "ict", "-0.2")]
    rows = [{"group": first, "with_group": second, "correlation": Decimal(value)} for first, second, value in told]
    together = drawn(*lines, dependence="named groups", correlations=rows, draws=200_000).joint.annual
    alone = drawn(*lines, draws=200_000).joint.annual
    # Four variances, twice the covariance of the two pay lines, and twice that of each of them with the ICT line.
    assert abs((together.standard_deviation / alone.standard_deviation) ** 2 * 4 - (4 + 2 * 0.6 - 4 * 0.2)) < 0.08


def test_the_variance_by_line_adds_up_to_what_was_drawn():
    lines = [
        saving("a", (50, 100, 400)),
        saving("b", (90, 100, 110)),
        cost("c", (10, 60, 100), probability=Decimal("0.3")),
    ]
    for rest in ({}, {"dependence": "common factor", "correlation": Decimal("0.5")}):
        business_case = business_case_of(*lines, **rest)
        _, with_all = spreads(_prepare(open_ledgers(business_case)).work)
        found = simulate(business_case, draws=200_000)
        assert abs(found.joint.net_present_value.standard_deviation**2 / with_all.sum() - 1) < 0.02
        assert abs(sum(row.share_of_variance for row in found.drivers) - 1) < 1e-9
        assert found.drivers[0].line.id == "a"


def test_the_same_seed_gives_the_same_figures_and_another_gives_others():
    lines = [saving("a", (50, 100, 400)), cost("b", (10, 20, 90))]
    one, same = drawn(*lines, draws=5_000), drawn(*lines, draws=5_000)
    other = simulate(business_case_of(*lines), draws=5_000, seed=2)
    assert one.joint.net_present_value == same.joint.net_present_value != other.joint.net_present_value


def test_every_council_has_its_own_chance_and_all_together_theirs():
    lines = [
        saving("ours", (100, 150, 200), partner="a", shape="uniform", price_index="fixed"),
        saving("theirs", (0, 150, 300), partner="b", shape="uniform", price_index="fixed"),
        cost("joint", 300, recurring=True, price_index="fixed"),
    ]
    promises = [
        {"id": "a", "title": "a", "measure": "annual saving", "partner": "a", "amount": 0},
        {"id": "b", "title": "b", "measure": "annual saving", "partner": "b", "amount": 0},
    ]
    found = drawn(*lines, promises=promises, joint_shares={"a": Decimal("0.5"), "b": Decimal("0.5")}, draws=100_000)
    kept = [row.chance.value for row in found.promises]
    assert abs(kept[0] - 0.5) < 0.01
    assert abs(kept[1] - 0.5) < 0.01
    assert found.every_promise is not None
    assert abs(found.every_promise.value - 0.25) < 0.01
    assert found.nobody_worse_off is not None
    assert abs(found.nobody_worse_off.value - 0.25) < 0.01
    assert [abs(partner.worse_off.value - 0.5) < 0.01 for partner in found.partners] == [True, True]


def test_a_year_is_held_against_its_target():
    budgets = [{"partner": "a", "year": "2026/27", "savings_target": 150_00}]
    found = drawn(
        saving("s", (100, 150, 200), partner="a", shape="uniform", price_index="fixed"), partner_finances=budgets
    )
    year = found.partners[0].years[1]
    assert year.chance is not None
    assert abs(year.chance.value - 0.5) < 0.02
    assert found.partners[0].years[0].chance is None


def test_bias_is_left_off_drawn_lines_unless_it_is_asked_for():
    line = cost("contract", (90, 100, 110), bias_type="outsourcing")
    without, with_bias = drawn(line), drawn(line, bias_in_simulation="always")
    assert round(with_bias.joint.annual.mean.pence / without.joint.annual.mean.pence, 2) == 1.41


def test_drawing_stops_where_somebody_says_so():
    with pytest.raises(Stopped):
        simulate(business_case_of(saving("a", (1, 2, 3))), progress=lambda done, wanted: False)


@pytest.mark.parametrize(
    ("value", "draws", "words"),
    [
        (0.07213, 20_000, "about 7%"),
        (0.07213, 2_000_000, "about 7.2%"),
        (0.0, 20_000, "less than 1 in 6,600"),
        (1.0, 20_000, "more than 6,599 in 6,600"),
        (0.3, 100, "about 30%"),
    ],
)
def test_a_chance_is_never_printed_finer_than_its_standard_error(value: float, draws: int, words: str):
    assert Chance(value, draws).words == words


@given(st.floats(1, 1e12), st.floats(0, 1e9))
def test_money_is_never_printed_finer_than_its_standard_error(pence: float, error: float):
    found = Drawn(pence, error)
    assert found.step >= 2 * error or found.step == 1
    assert abs(found.rounded - pence) <= found.step / 2 + 1e-3


def test_the_standard_error_stands_beside_the_chance():
    assert Chance(0.0721, 20_000).error_words == "0.2 points"
    assert Chance(0.0, 20_000).error_words == "none seen"
