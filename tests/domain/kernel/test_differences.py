from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.differences import compare_cases


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Two councils may use one identifier for rows of their own."""
    names, owners = st.sampled_from(["a", "b"]), st.sampled_from(["east", "west"])
    rows = draw(
        st.lists(st.tuples(names, owners, st.integers(0, 1), st.booleans()), max_size=4, unique_by=lambda row: row[:2])
    )
    documents = draw(st.lists(st.tuples(names, st.integers(0, 1)), max_size=2, unique_by=lambda row: row[0]))
    return Case(
        "x",
        "X",
        facts=tuple(
            Fact("objectives", id, {"title": str(value)}, organisation=owner, illustrative=made_up)
            for id, owner, value, made_up in rows
        ),
        documents=tuple(Document("note", name, {"title": str(value)}) for name, value in documents),
    )


def said(case: Case) -> set[str]:
    return {fact.hash for fact in case.rows("objectives")} | {document.hash for document in case.documents}


@given(cases())
def test_a_case_does_not_differ_from_itself(case: Case) -> None:
    assert compare_cases(case, case) == ()


@given(cases(), cases())
def test_two_cases_differ_if_and_only_if_they_say_something_else(before: Case, after: Case) -> None:
    assert bool(compare_cases(before, after)) == (said(before) != said(after))


@given(cases(), cases())
def test_what_was_added_one_way_was_removed_the_other(before: Case, after: Case) -> None:
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    there = sorted((item.kind, item.name, item.change, item.column) for item in compare_cases(before, after))
    back = sorted((item.kind, item.name, opposite[item.change], item.column) for item in compare_cases(after, before))
    assert there == back


def test_a_row_that_went_to_another_council_is_a_change_of_whose_it_is() -> None:
    before, after = (Case("x", "X", facts=(Fact("t", "a", {"v": 1}, organisation=owner),)) for owner in ("e", "w"))
    found = compare_cases(before, after)
    assert [(item.change, item.column, item.before, item.after) for item in found] == [
        ("changed", "organisation", "e", "w")
    ]


def test_two_councils_rows_of_one_name_are_two_rows() -> None:
    east, west = (Fact("t", "a", {"v": 1}, organisation=owner) for owner in ("east", "west"))
    changed = Fact("t", "a", {"v": 2}, organisation="east", revision=2)
    both = Case("x", "X", facts=(east, west))
    assert [item.change for item in compare_cases(both, Case("x", "X", facts=(west,)))] == ["removed"]
    assert [item.after for item in compare_cases(both, Case("x", "X", facts=(east, west, changed)))] == ["2"]
