"""Fit between partners: two answers beside each other, never averaged into one."""

from decimal import Decimal

from concordat.domain.sharing.fit import Question, fit_between
from tests.domain.sharing.cases import baseline, fact, make

QUESTIONS = (Question("trust", "They do what they say.", "trust"), Question("values", "They want the same.", "values"))


def answer(by: str, about: str, question: str, score: int) -> object:
    return fact("fit_answers", f"{by}-{about}-{question}", by, question=question, about=about, score=score)


def pair(*facts: object):  # type: ignore[no-untyped-def]
    sharing, _ = make(*facts, councils=("ash", "birch"))  # type: ignore[arg-type]
    return fit_between(sharing, QUESTIONS).pairs[0]


def test_answers_two_points_apart_are_the_finding() -> None:
    found = pair(
        answer("ash", "birch", "trust", 5),
        answer("birch", "ash", "trust", 3),
        answer("ash", "birch", "values", 4),
        answer("birch", "ash", "values", 4),
    )
    assert [said.question.id for said in found.apart] == ["trust"]
    assert (found.says_one, found.says_other) == (Decimal("4.5"), Decimal("3.5"))
    assert found.words == "They see it differently on 1 of 2 questions."


def test_a_doubt_on_one_side_comes_before_everything_else() -> None:
    found = pair(answer("ash", "birch", "trust", 5), answer("birch", "ash", "trust", 2))
    assert found.words.startswith("Birch has doubts")


def test_a_pair_that_has_not_both_answered_is_not_judged() -> None:
    assert pair(answer("ash", "birch", "trust", 5)).words == "Not both have answered."


def test_distance_parity_and_common_systems_come_from_the_case() -> None:
    found = pair(
        baseline("ash", "waste", 100_000, system="One"),
        baseline("birch", "waste", 50_000, system="one"),
        baseline("ash", "parks", 100_000, system="One"),
        baseline("birch", "parks", 100_000, system="Two"),
    )
    assert found.kilometres == 20
    assert found.size_ratio == 1
    assert found.budget_ratio == Decimal("0.75")
    assert (found.common_systems, found.known_systems) == (1, 2)
