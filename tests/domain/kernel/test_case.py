from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.audience import PUBLIC
from concordat.domain.kernel.case import Case, Document, Fact

IDS = st.sampled_from(["a", "b", "c"])


@st.composite
def facts(draw: st.DrawFn) -> tuple[Fact, ...]:
    rows = draw(
        st.lists(
            st.tuples(IDS, IDS, st.integers(1, 4), st.integers(0, 9), st.booleans()),
            max_size=12,
            unique_by=lambda row: row[:3],
        )
    )
    return tuple(
        Fact("objectives", id, {"title": f"t{value}"}, organisation=owner, revision=revision, withdrawn=gone)
        for id, owner, revision, value, gone in rows
    )


@given(facts(), st.randoms(use_true_random=False))
def test_the_hash_does_not_depend_on_the_order_of_reading(rows: tuple[Fact, ...], luck) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(rows)
    luck.shuffle(shuffled)
    assert Case("x", "X", facts=rows).hash == Case("y", "Y", facts=tuple(shuffled)).hash


@given(facts())
def test_only_the_latest_revision_that_is_not_withdrawn_counts(rows: tuple[Fact, ...]) -> None:
    case = Case("x", "X", facts=rows)
    for row in case.rows("objectives"):
        of_it = [fact for fact in rows if (fact.organisation, fact.id) == (row.organisation, row.id)]
        assert row.revision == max(fact.revision for fact in of_it)
        assert not row.withdrawn


def test_who_may_see_a_row_is_no_part_of_what_it_says() -> None:
    assert Fact("t", "a", {"x": 1}).hash == Fact("t", "a", {"x": 1}, audience=PUBLIC, author="p", revision=2).hash
    assert Fact("t", "a", {"x": 1}).hash != Fact("t", "a", {"x": 2}).hash
    assert Fact("t", "a", {"x": None}).hash == Fact("t", "a", {}).hash


def test_a_case_as_known_at_a_moment_leaves_out_what_came_later() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    case = Case(
        "x",
        "X",
        facts=(Fact("t", "a", {"x": 1}, entered_at=early), Fact("t", "a", {"x": 2}, entered_at=late, revision=2)),
        documents=(Document("note", "n", {}, entered_at=late),),
    )
    then = case.known_at(early)
    assert [fact.get("x") for fact in then.rows("t")] == [1]
    assert then.documents == ()


def test_nobody_takes_the_place_of_anothers_document_by_its_name() -> None:
    """Whoever had the name first keeps it, whatever version number another gives theirs."""
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    ours = [Document("mechanism", "roads", {"v": n}, organisation="east", entered_at=early, version=n) for n in (1, 2)]
    theirs = Document("mechanism", "roads", {"v": 9}, organisation="kerb", entered_at=late, version=9)
    for documents in ((*ours, theirs), (theirs, *ours)):
        case = Case("x", "X", documents=documents)
        assert case.document("mechanism", "roads") == ours[1]
        assert case.documents_of("mechanism") == (ours[1],)
        assert case.versions("mechanism", "roads") == tuple(ours)
