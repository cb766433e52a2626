from concordat.domain.options import screen_options, set_side_by_side
from tests.domain.options.cases import make_review, options


def test_only_the_short_list_stands_side_by_side_and_an_empty_place_stays_empty():
    review = make_review(
        options=[*options("a", "b", decision="carried forward"), *options("c", decision="dropped")],
        drivers=[{"id": "plan", "title": "Forward planning", "benefit": "Better service"}],
        driver_effects=[
            {"driver": "plan", "option": "a", "effect": "Planned by the client"},
            {"driver": "plan", "option": "c", "effect": "Not planned"},
        ],
        pros_and_cons=[
            {"option": "a", "kind": "pro", "statement": "Quick"},
            {"option": "a", "kind": "con", "statement": "Dear"},
            {"option": "c", "kind": "pro", "statement": "Cheap"},
        ],
        reference_sites=[{"id": "beds", "title": "Bedfordshire", "option": "b"}],
    )
    table = set_side_by_side(review, screen=screen_options(review))
    assert [option.id for option in table.options] == ["a", "b"]
    assert {id: effect.effect for id, effect in table.drivers[0].effects.items()} == {"a": "Planned by the client"}
    assert (table.arguments[0].pros, table.arguments[0].cons) == (("Quick",), ("Dear",))
    assert [site.title for site in table.arguments[1].sites] == ["Bedfordshire"]


def test_the_result_is_named_by_the_words_in_it():
    def hash_of(effect: str) -> str:
        review = make_review(
            options=options("a", decision="carried forward"),
            drivers=[{"id": "plan", "title": "Planning", "benefit": "Service"}],
            driver_effects=[{"driver": "plan", "option": "a", "effect": effect}],
        )
        return set_side_by_side(review, screen=screen_options(review)).hash

    assert hash_of("one") == hash_of("one") != hash_of("two")
