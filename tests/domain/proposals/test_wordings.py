from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.proposals.wordings import compare, side_by_side

words = st.lists(st.sampled_from(["that", "the", "council", "agrees", "for", "two", "years"]), min_size=1, max_size=9)


@given(words, words)
def test_a_comparison_holds_every_word_of_both(before: list[str], after: list[str]) -> None:
    runs = compare(" ".join(before), " ".join(after))
    if before == after:
        assert runs == ()
        return
    assert " ".join(run.text for run in runs if run.kind != "added").split() == before
    assert " ".join(run.text for run in runs if run.kind != "removed").split() == after


def test_bodies_that_resolved_in_the_same_words_stand_together() -> None:
    found = side_by_side(
        "That it be so.", [("Ash", ""), ("Beech", "That it be."), ("Cedar", "that it  be"), ("Elm", "So.")]
    )
    assert [wording.whose for wording in found] == [("Ash",), ("Beech", "Cedar"), ("Elm",)]
    assert [run.kind for run in found[0].words] == ["same"]
    assert [run.kind for run in found[1].words] == ["same", "removed", "added"]
