from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.options import Standing, screen_options
from tests.domain.options.cases import CRITERIA, make_review, mark, options
from tests.reference.screening import carried_the_slow_way, dropped_the_slow_way

COLOURS = st.sampled_from(["green", "amber", "red", None])


def test_one_red_mark_drops_an_option_whatever_the_others_are():
    review = make_review(
        options=options("a", "b"),
        screen_criteria=CRITERIA,
        screen_marks=[
            mark("a", "legal", "green"),
            mark("a", "saves", "red", "Saves nothing"),
            mark("b", "legal", "amber"),
            mark("b", "saves", "green"),
        ],
    )
    screened = screen_options(review)
    assert screened.of("a").standing is Standing.DROPPED
    assert screened.of("a").because == ("Red on Saves enough: Saves nothing",)
    assert screened.of("b").standing is Standing.CARRIED_FORWARD
    assert [row.option.id for row in screened.short_list] == ["b"]


def test_a_missing_mark_neither_passes_nor_drops():
    review = make_review(
        options=options("a"),
        screen_criteria=CRITERIA,
        screen_marks=[mark("a", "legal", "green"), mark("a", "saves", None)],
    )
    row = screen_options(review).of("a")
    assert row.standing is Standing.NOT_DECIDED
    assert row.not_marked == ("saves",)
    assert [cell.words for cell in row.cells] == ["green", "not marked"]
    assert row.because == ("1 green; 1 of 2 not marked.",)


def test_a_recorded_decision_stands_where_marks_are_missing_and_they_stay_visible():
    review = make_review(
        options=options("a", decision="carried forward"),
        screen_criteria=CRITERIA,
        screen_marks=[mark("a", "saves", "amber")],
    )
    row = screen_options(review).of("a")
    assert row.standing is Standing.CARRIED_FORWARD
    assert row.not_marked == ("legal",)


def test_the_worst_of_several_marks_on_one_cell_counts():
    review = make_review(
        options=options("a"),
        screen_criteria=CRITERIA[:1],
        screen_marks=[mark("a", "legal", "green"), mark("a", "legal", "red", "No power")],
    )
    row = screen_options(review).of("a")
    assert row.standing is Standing.DROPPED
    assert row.cells[0].is_disputed
    assert row.cells[0].reason == "No power"


def challenge(option: str, asks_for: str, outcome: str, **more: object) -> dict[str, object]:
    return {
        "option": option,
        "asks_for": asks_for,
        "ground": "It works elsewhere.",
        "raised_by": "staff-group",
        "outcome": outcome,
        **more,
    }


def test_an_accepted_challenge_puts_a_dropped_option_back_and_keeps_why_it_was_dropped():
    review = make_review(
        options=options("a"),
        screen_criteria=CRITERIA[:1],
        screen_marks=[mark("a", "legal", "red", "No power")],
        challenges=[challenge("a", "put back", "accepted", raised_on=date(2026, 3, 2), decided_on=date(2026, 3, 9))],
    )
    row = screen_options(review).of("a")
    assert row.standing is Standing.PUT_BACK
    assert row.because == (
        "Red on Lawful: No power",
        "Challenge to put it back by staff-group on 2 March 2026, accepted on 9 March 2026: It works elsewhere.",
    )


def test_a_challenge_that_waits_or_is_refused_puts_nothing_back():
    for outcome in ("waiting", "refused"):
        review = make_review(
            options=options("a"),
            screen_criteria=CRITERIA[:1],
            screen_marks=[mark("a", "legal", "red")],
            challenges=[challenge("a", "put back", outcome)],
        )
        assert screen_options(review).of("a").standing is Standing.DROPPED


def test_the_later_of_two_rulings_counts():
    put_back = challenge("a", "put back", "accepted", decided_on=date(2026, 3, 1))
    drop = challenge("a", "drop", "accepted", decided_on=date(2026, 4, 1))
    for rulings in ([put_back, drop], [drop, put_back]):
        review = make_review(
            options=options("a"),
            screen_criteria=CRITERIA[:1],
            screen_marks=[mark("a", "legal", "red")],
            challenges=rulings,
        )
        assert screen_options(review).of("a").standing is Standing.DROPPED


def test_an_option_that_a_challenge_asked_for_is_added_once_that_is_accepted():
    standing = {
        outcome: screen_options(
            make_review(options=options("a", origin="challenge"), challenges=[challenge("a", "add", outcome)])
        )
        .of("a")
        .standing
        for outcome in ("accepted", "waiting", "refused")
    }
    assert standing == {
        "accepted": Standing.ADDED,
        "waiting": Standing.NOT_DECIDED,
        "refused": Standing.DROPPED,
    }


def test_business_as_usual_stays_to_compare_with_even_when_marked_red():
    review = make_review(
        options=options("now", kind="business as usual"),
        screen_criteria=CRITERIA[:1],
        screen_marks=[mark("now", "legal", "red", "Not lawful for long")],
    )
    screened = screen_options(review)
    assert screened.of("now").standing is Standing.KEPT_TO_COMPARE
    assert "Red on Lawful: Not lawful for long" in screened.of("now").because
    assert len(screened.short_list) == 1


def test_business_as_usual_is_dropped_only_by_a_recorded_decision():
    review = make_review(options=options("now", kind="business as usual", decision="dropped", decision_reason="Ends."))
    assert screen_options(review).of("now").standing is Standing.DROPPED


def test_one_row_can_stand_for_options_that_are_not_published():
    review = make_review(
        options=[
            *options("a", decision="carried forward"),
            {"id": "rest", "title": "Not published", "published": False, "stands_for": 17, "decision": "dropped"},
        ],
        screen_criteria=CRITERIA,
    )
    screened = screen_options(review)
    assert screened.counts.listed == 18
    assert screened.counts.not_published == 17
    assert screened.counts.dropped == 17
    assert [cell.words for cell in screened.of("rest").cells] == ["not published", "not published"]
    assert screened.of("rest").not_marked == ()


def test_a_hybrid_is_not_screened_until_it_is_marked():
    made = options("mix", origin="made from others")
    unmarked = screen_options(make_review(options=made, screen_criteria=CRITERIA[:1]))
    assert unmarked.of("mix").standing is Standing.MADE_FROM_OTHERS
    marked = make_review(options=made, screen_criteria=CRITERIA[:1], screen_marks=[mark("mix", "legal", "green")])
    assert screen_options(marked).of("mix").standing is Standing.CARRIED_FORWARD


def test_an_empty_case_gives_an_empty_screen():
    screened = screen_options(make_review())
    assert screened.options == ()
    assert screened.counts.listed == 0


def test_a_case_without_criteria_decides_nothing_by_itself():
    screened = screen_options(make_review(options=options("a")))
    assert screened.of("a").standing is Standing.NOT_DECIDED


def test_the_result_is_named_by_what_went_in():
    def hash_with(colour: str) -> str:
        marks = [{**mark("a", "legal", colour), "id": "m"}]
        return screen_options(make_review(options=options("a"), screen_criteria=CRITERIA[:1], screen_marks=marks)).hash

    assert hash_with("green") == hash_with("green")
    assert hash_with("green") != hash_with("amber")


def test_a_screen_that_rests_on_one_illustrative_mark_says_so():
    marks = [{**mark("a", "legal", "green"), "illustrative": True}, mark("b", "legal", "green")]
    screened = screen_options(make_review(options=options("a", "b"), screen_criteria=CRITERIA[:1], screen_marks=marks))
    assert screened.illustrative
    assert screened.of("a").provenance.illustrative
    assert not screened.of("b").provenance.illustrative


@given(st.data())
def test_the_screen_agrees_with_its_slow_twin(data: st.DataObject):
    names = [f"o{number}" for number in range(data.draw(st.integers(1, 6)))]
    criteria = [f"c{number}" for number in range(data.draw(st.integers(1, 4)))]
    marks = {(option, criterion): data.draw(COLOURS) for option in names for criterion in criteria}
    put_back = set(data.draw(st.lists(st.sampled_from(names), unique=True)))
    review = make_review(
        options=options(*names),
        screen_criteria=[{"id": criterion, "title": criterion} for criterion in criteria],
        screen_marks=[mark(option, criterion, colour) for (option, criterion), colour in marks.items()],
        challenges=[challenge(option, "put back", "accepted") for option in sorted(put_back)],
    )
    screened = screen_options(review)
    by_standing = {
        standing: {row.option.id for row in screened.options if row.standing is standing} for standing in Standing
    }
    assert by_standing[Standing.DROPPED] == dropped_the_slow_way(names, criteria, marks, put_back)
    assert by_standing[Standing.CARRIED_FORWARD] == carried_the_slow_way(names, criteria, marks)


@given(st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["carried forward", "dropped", None])), max_size=8))
def test_the_standings_share_out_every_option_once(rows: list[tuple[int, str | None]]):
    review = make_review(
        options=[
            {"id": f"o{place}", "title": "An option", "stands_for": number, "decision": decision}
            for place, (number, decision) in enumerate(rows)
        ],
        screen_criteria=CRITERIA,
    )
    counts = screen_options(review).counts
    parts = counts.short_list + counts.dropped + counts.not_decided + counts.made_from_others
    assert parts == counts.listed + counts.added_later == sum(number for number, _ in rows)
