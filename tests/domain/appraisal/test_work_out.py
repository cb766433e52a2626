"""The whole of it: what each kind of case is told, down to the awkward ones."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from concordat.domain.appraisal.inputs import AgreedScore, Area, Criterion, Figure, Group, Judge, SpeaksFor
from concordat.domain.appraisal.performance import Basis, perform
from concordat.domain.appraisal.work_out import work_out
from concordat.domain.kernel.provenance import InputUsed
from tests.domain.appraisal.made import ANNA, BEN, appraisal, criteria, score, swings, table

ROWS = {"x": (80, 20), "y": (40, 70), "now": (10, 10)}


def test_the_totals_of_a_published_scoring_sheet() -> None:
    """A New Zealand cost benefit course: weights 50, 25, 15, 10. Printed to one place options 2 and 4 look tied."""
    rows = {"one": (3, 5, 4, 4), "two": (5, 9, 6, 3), "three": (5, 0, 8, 5), "four": (5, 6, 8, 8)}
    made = appraisal(rows, *"abcd", statements=swings(a=100, b=50, c=30, d=20))
    result = work_out(made, draws=256)
    assert result.joint.totals == pytest.approx([3.75, 5.95, 4.2, 6.0])
    assert result.joint.leader == 3
    assert result.joint.places == (4, 2, 3, 1)
    assert not result.joint.is_tied


def test_a_true_tie_is_told_as_one() -> None:
    """Penn State: safety 3, profit 2, cost 1: Alpha 11, Beta 15, Gamma 15, Delta 12 (sixths of these as weights)."""
    rows = {"beta": (3, 3, 0), "gamma": (2, 3, 3), "delta": (2, 2, 2)}
    result = work_out(appraisal(rows, *"abc", statements=swings(a=100, b=200 / 3, c=100 / 3)), draws=256)
    assert result.joint.totals * 6 == pytest.approx([15, 15, 12], abs=1e-6)
    assert set(result.joint.tied) == {0, 1}
    assert "come to the same" in result.sentence


def test_a_missing_score_is_never_nought() -> None:
    made = appraisal(ROWS, "a", "b")
    without = replace(made, scores=tuple(s for s in made.scores if (s.option, s.criterion) != ("x", "b")))
    joint = work_out(without, draws=1024).joint
    cell = joint.performance.cells[0][1]
    assert cell.basis is Basis.MISSING
    assert (cell.low_value, cell.high_value) == (0, 100)
    assert joint.totals[0] > joint.weights.centre[0] * 80 + 1


def test_a_criterion_nobody_scored_stays_open_and_is_told() -> None:
    made = replace(appraisal(ROWS, "a", "b"), criteria=criteria("a", "b", "c"))
    result = work_out(made, draws=1024)
    assert any("Nobody has scored C" in finding.message for finding in result.findings)
    assert result.worth_knowing


def test_equal_scores_are_told_apart_by_nothing() -> None:
    result = work_out(appraisal({"x": (50, 50), "y": (50, 50)}, "a", "b"), draws=256)
    assert result.sentence.startswith("Nothing tells these options apart")
    assert result.weight_flips == ()
    assert result.joint.shares is not None
    assert result.joint.shares.first.tolist() == [0.5, 0.5]


def test_one_option_has_nothing_to_be_chosen_from() -> None:
    result = work_out(appraisal({"x": (50, 40)}, "a", "b"), draws=256)
    assert "Only one option" in result.sentence


def test_one_criterion_decides_alone() -> None:
    result = work_out(appraisal({"x": (50,), "y": (60,)}, "a"), draws=256)
    assert result.joint.leader == 1
    assert result.joint.weights.centre.tolist() == [1.0]


def test_no_option_at_all_is_a_finding_and_no_crash() -> None:
    made = replace(appraisal({"x": (1,)}, "a"), options=(), scores=())
    result = work_out(made, draws=256)
    assert "no option" in result.sentence.lower()
    assert "appraisal.empty" in {finding.code for finding in result.findings}


@pytest.mark.slow
def test_sixty_criteria_and_forty_options_are_worked_through() -> None:
    random = np.random.default_rng(1)
    ids = [f"c{k}" for k in range(60)]
    rows = {f"o{i}": random.integers(0, 101, 60).tolist() for i in range(40)}
    result = work_out(appraisal(rows, *ids, statements=swings(c0=100, c1=50)), draws=2048)
    assert result.joint.shares is not None
    assert result.joint.shares.places.sum() == pytest.approx(40)


def test_an_option_below_a_level_it_must_reach_cannot_lead() -> None:
    made = appraisal(ROWS, "a", "b")
    made = replace(made, criteria=(Criterion("a", "A"), Criterion("b", "B", knock_out=Decimal(30))))
    result = work_out(made, draws=256)
    assert result.joint.leader == 1
    assert result.joint.shares is not None
    assert result.joint.shares.first.tolist() == [0, 1, 0]
    assert "appraisal.knocked_out" in {finding.code for finding in result.findings}


def test_partners_who_differ_are_named_with_what_hangs_on_it() -> None:
    made = appraisal(ROWS, "a", "b", statements=(*swings(a=100, b=10), *swings(BEN, a=10, b=100)))
    made = replace(made, scores=(*made.scores, *table({"x": (20, 20)}, "a", "b", judge=BEN)))
    result = work_out(made, draws=512)
    assert [view.view.title for view in result.partners] == ["Ashby", "Benford"]
    assert result.partners[0].leader != result.partners[1].leader
    first = result.disagreements[0]
    assert {first.low_partner, first.high_partner} == {"Ashby", "Benford"}
    assert [item.effect for item in result.disagreements] == sorted(
        (d.effect for d in result.disagreements), reverse=True
    )
    about_scores = [item for item in result.disagreements if item.option == "x"]
    assert (about_scores[0].low, about_scores[0].high) == (20, 80)


def test_what_was_agreed_counts_except_for_who_held_out() -> None:
    made = appraisal(ROWS, "a", "b")
    made = replace(
        made,
        scores=(*made.scores, score("a", "x", 20, judge=BEN)),
        agreed=(AgreedScore("a", "x", Decimal(50), Decimal(50), Decimal(50), held_out=("benford",)),),
    )
    assert perform(made).cells[0][0].likely == 50
    assert perform(made, who=frozenset({ANNA})).cells[0][0].basis is Basis.AGREED
    assert perform(made, who=frozenset({BEN})).cells[0][0].likely == 20


def test_what_everybody_agreed_about_weights_comes_before_each_ones_own() -> None:
    joint = tuple(replace(item, id=f"joint-{item.id}", speaks_for=SpeaksFor.EVERYBODY) for item in swings(a=50, b=100))
    made = appraisal(ROWS, "a", "b", statements=(*swings(a=100, b=1), *joint))
    assert work_out(made, draws=256).joint.weights.centre == pytest.approx([1 / 3, 2 / 3])


def test_a_contractors_view_stands_beside_and_is_not_counted() -> None:
    firm = Judge("firm", "carl", Group.CONTRACTOR)
    made = appraisal(ROWS, "a", "b", statements=(*swings(a=100, b=100), *swings(firm, a=1, b=100)))
    result = work_out(made, draws=256)
    assert result.joint.weights.centre == pytest.approx([0.5, 0.5])
    firms = result.view("partner-firm")
    assert firms is not None
    assert firms.weights.centre[1] > 0.9


def test_a_figure_from_elsewhere_is_used_and_told_as_counted_twice() -> None:
    made = appraisal({"x": (80, 20), "now": (10, 10)}, "a", "b")
    used = InputUsed("result", "savings/x", "0" * 64)
    figure = {"x": Figure(Decimal(30), Decimal(40), Decimal(50), used)}
    made = replace(
        made, criteria=(Criterion("a", "A", takes="savings"), Criterion("b", "B")), figures={"savings": figure}
    )
    result = work_out(made, draws=256)
    assert result.joint.performance.cells[0][0].basis is Basis.FIGURE
    assert result.joint.performance.cells[0][0].likely == 40
    assert "appraisal.counted_twice" in {finding.code for finding in result.findings}


def test_leaving_an_option_out_changes_the_order_only_on_a_scale_the_options_set() -> None:
    made = appraisal({"x": (10, 60), "y": (30, 40), "z": (100, 0)}, "a", "b", statements=swings(a=100, b=100))
    assert not any(item.changes_order for item in work_out(made, draws=256).without)
    relative = replace(made, criteria=tuple(replace(c, relative=True) for c in made.criteria))
    assert all(item.leader is not None for item in work_out(relative, draws=256).without)


def test_a_different_option_for_each_area_says_what_it_gains_and_costs() -> None:
    made = appraisal({"x": (80, 80), "y": (40, 40)}, "a", "b")
    roads = tuple(score(id, "y", 100, service_area="roads") for id in "ab")
    made = replace(
        made,
        scores=(*made.scores, *roads),
        areas=(Area("roads", "Roads"), Area("parks", "Parks")),
        each_further_option_costs=Decimal(3),
    )
    found = work_out(made, draws=256).combination
    assert found is not None
    assert [choice.best for choice in found.chosen] == [1, 0]
    assert found.total == pytest.approx(90)
    assert found.gain == pytest.approx(90 - 3 - 80)


def test_higher_in_the_tree_a_weight_is_shared_by_what_is_below() -> None:
    tree = (
        Criterion("m", "Money"),
        Criterion("a", "A", parent="m"),
        Criterion("b", "B", parent="m"),
        Criterion("c", "C"),
    )
    made = replace(appraisal({"x": (80, 20, 50), "y": (20, 80, 50)}, "a", "b", "c"), criteria=tree)
    made = replace(made, statements=(*swings(m=100, c=100), *swings(a=100, b=50)))
    result = work_out(made, draws=256)
    assert result.joint.weights.centre == pytest.approx([1 / 3, 1 / 6, 1 / 2])
    assert {flip.criterion for flip in result.weight_flips} <= {"m", "a", "b", "c"}


def test_the_same_case_comes_to_the_same_result() -> None:
    made = appraisal(ROWS, "a", "b", statements=swings(a=100, b=40))
    assert work_out(made, draws=512).hash == work_out(made, draws=512).hash
