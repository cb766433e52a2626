from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.case import Document
from concordat.domain.options import compare, read_recommendation
from concordat.domain.options.results import ChangeKind
from concordat.domain.options.versions import wording
from tests.domain.options.cases import make_review, options, recommendation

REVIEW = make_review(
    options=options("whole", "agent"),
    service_areas=[{"id": "roads", "title": "Roads"}, {"id": "property", "title": "Property"}],
    comments=[
        {"id": "too-hard", "title": "Too hard", "says": "It cannot be done", "given_by": "Members"},
        {"id": "not-now", "title": "Not property now", "says": "Leave property out", "given_by": "Members"},
    ],
    conditions=[{"id": "will", "statement": "Both sides want it"}],
)


def compared(before: Document, after: Document):
    return compare(read_recommendation(before), read_recommendation(after), review=REVIEW)


def test_differences_are_told_per_service_area_and_clause_with_the_comments_that_moved_them():
    first = recommendation(
        1,
        areas=[{"service_area": "roads", "option": "whole"}, {"service_area": "property", "option": "whole"}],
        clauses=[{"id": "kept", "says": "Keep this"}, {"id": "dropped", "says": "Drop this"}],
        conditions=["will"],
    )
    second = recommendation(
        2,
        moved_by=["too-hard"],
        areas=[
            {"service_area": "roads", "option": "agent", "because": ["too-hard"]},
            {"service_area": "property", "answer": "Excluded", "because": ["not-now"]},
        ],
        clauses=[{"id": "kept", "says": "Keep this"}, {"id": "new", "says": "Add this"}],
    )
    comparison = compared(first, second)
    told = [(change.part, change.key, change.kind.value) for change in comparison.changes]
    assert told == [
        ("area", "roads", "changed"),
        ("area", "property", "changed"),
        ("clause", "new", "added"),
        ("clause", "dropped", "removed"),
        ("condition", "will", "removed"),
    ]
    roads, property_ = comparison.changes[:2]
    assert [(field.name, field.before, field.after) for field in roads.fields] == [("option", "WHOLE", "AGENT")]
    assert {field.name for field in property_.fields} == {"option", "answer"}
    assert [comment.id for comment in roads.because] == ["too-hard"]
    assert [comment.id for comment in comparison.moved_by] == ["too-hard", "not-now"]


def test_a_removal_is_put_down_only_to_comments_that_are_named_for_it():
    first = recommendation(1, clauses=[{"id": "a", "says": "A"}, {"id": "b", "says": "B"}])
    second = recommendation(2, moved_by=["too-hard"], removed=[{"part": "clause", "id": "a", "because": ["not-now"]}])
    changes = compared(first, second).changes
    assert {change.key: [comment.id for comment in change.because] for change in changes} == {
        "a": ["not-now"],
        "b": [],
    }


def test_two_versions_that_say_the_same_do_not_differ():
    content = {"areas": [{"service_area": "roads", "option": "agent"}], "clauses": [{"id": "c", "says": "Same"}]}
    assert compared(recommendation(1, **content), recommendation(2, **content)).is_same


def test_a_changed_review_date_is_a_difference():
    first = recommendation(1, reviews=[{"id": "look", "says": "Look again", "after_months": 18}])
    second = recommendation(2, reviews=[{"id": "look", "says": "Look again", "after_months": 12}])
    (change,) = compared(first, second).changes
    assert [(field.before, field.after) for field in change.fields] == [("after 18 months", "after 12 months")]


def test_wording_shows_the_words_that_went_and_came():
    runs = wording("staff stay with the council", "staff move to the contractor")
    assert [(run.kind, run.words.strip()) for run in runs] == [
        ("same", "staff"),
        ("removed", "stay with"),
        ("added", "move to"),
        ("same", "the"),
        ("removed", "council"),
        ("added", "contractor"),
    ]


WORDS = st.text(alphabet="ab cd\n", max_size=40).map(str.strip)


@given(WORDS, WORDS)
def test_the_runs_of_wording_hold_both_texts_word_for_word(before: str, after: str):
    runs = wording(before, after)

    def words(*kinds: str) -> list[str]:
        return "".join(f"{run.words} " for run in runs if run.kind in kinds).split()

    assert words("same", "removed") == before.split()
    assert words("same", "added") == after.split()


CLAUSES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["one", "two"]), max_size=4)


@given(CLAUSES, CLAUSES)
def test_clauses_differ_exactly_as_a_plain_comparison_says(before: dict[str, str], after: dict[str, str]):
    def document(version: int, clauses: dict[str, str]) -> Document:
        return recommendation(version, clauses=[{"id": id, "says": says} for id, says in clauses.items()])

    changes = compared(document(1, before), document(2, after)).changes
    told = {change.key: change.kind for change in changes}
    expected = dict.fromkeys(after.keys() - before.keys(), ChangeKind.ADDED)
    expected |= dict.fromkeys(before.keys() - after.keys(), ChangeKind.REMOVED)
    expected |= {key: ChangeKind.CHANGED for key in before.keys() & after.keys() if before[key] != after[key]}
    assert told == expected
