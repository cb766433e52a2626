from concordat.domain.options import place_on_axes
from concordat.domain.options.inputs import Interface, Staff
from tests.domain.options.cases import make_review, options


def test_an_option_that_misses_an_axis_is_not_placed_by_guess():
    review = make_review(
        options=[
            *options("a", interface="strategic", staff="mixed"),
            *options("b", interface="strategic", staff="mixed"),
            *options("c", interface="tactical"),
            *options("d", published=False, interface="tactical", staff="mixed"),
        ]
    )
    placed = place_on_axes(review)
    assert {place: [option.id for option in there] for place, there in placed.places.items()} == {
        (Interface.STRATEGIC, Staff.MIXED): ["a", "b"]
    }
    assert [option.id for option in placed.unplaced] == ["c"]
