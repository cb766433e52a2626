"""Who pays what of a service, straight from the baseline of the four councils (made-up figures)."""

import pytest

from concordat.data.files import read_case
from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.from_case import questions_in
from concordat.domain.cost_sharing.game import TooManyPartners
from concordat.domain.sharing.assumptions import read_assumptions
from concordat.domain.sharing.inputs import read_sharing
from concordat.domain.sharing.split_question import services_to_split, split_question
from tests.conftest import EXAMPLES

CASE = read_case(EXAMPLES / "vision-2020").case
assert CASE is not None
SHARING = read_sharing(CASE)
ASSUMPTIONS = read_assumptions(CASE)
assert ASSUMPTIONS is not None


def test_the_written_questions_of_the_example_say_what_follows_from_its_baseline():
    for read in questions_in(CASE):
        written = read.question
        assert written is not None
        found = split_question(SHARING, ASSUMPTIONS, service=written.name, councils=written.game.partners)
        assert found.game.table.tolist() == written.game.table.tolist(), written.name
        assert found.total_range == written.total_range


def test_no_group_pays_more_together_than_its_members_apart():
    for service, councils in services_to_split(SHARING).items():
        question = split_question(SHARING, ASSUMPTIONS, service=service, councils=councils)
        assert question.game.total <= sum(question.game.alone)
        assert compare_splits(question, rules=("nucleolus",), draws=10).splits


def test_the_question_rests_on_the_baseline_rows_and_the_rates():
    found = split_question(SHARING, ASSUMPTIONS, service="ict", councils=("cotswold", "cheltenham"))
    assert [item.name.split("/")[0] for item in found.inputs] == ["baseline", "baseline", "groupings"]
    assert found.illustrative


def test_a_council_without_a_baseline_and_too_many_councils_are_refused():
    with pytest.raises(LookupError):
        split_question(SHARING, ASSUMPTIONS, service="ict", councils=("cotswold", "atlantis"))
    with pytest.raises(TooManyPartners):
        split_question(SHARING, ASSUMPTIONS, service="ict", councils=tuple(f"c{i}" for i in range(13)))
