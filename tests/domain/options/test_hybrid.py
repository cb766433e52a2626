from concordat.domain.options import hybrids, not_gathered, screen_options
from tests.domain.options.cases import CRITERIA, make_review, mark, options


def test_a_hybrid_tells_where_each_feature_came_from_dropped_options_included():
    review = make_review(
        options=[*options("a"), *options("mix", origin="made from others")],
        screen_criteria=CRITERIA[:1],
        screen_marks=[mark("a", "legal", "red")],
        reference_sites=[{"id": "cumbria", "title": "Cumbria"}],
        features=[
            {"id": "local", "title": "Local say", "from_site": "cumbria", "into": "mix", "taken": "may be taken"},
            {"id": "thin", "title": "Thin client", "from_option": "a", "into": "mix", "taken": "taken"},
            {"id": "loose", "title": "Not used yet", "from_option": "a"},
        ],
    )
    (hybrid,) = hybrids(review, screen=screen_options(review))
    assert hybrid.option.id == "mix"
    assert [(item.feature.id, item.origins, item.from_dropped) for item in hybrid.features] == [
        ("local", ("Cumbria",), False),
        ("thin", ("A",), True),
    ]
    assert [feature.id for feature in not_gathered(review)] == ["loose"]


def test_a_hybrid_nobody_gathered_anything_into_has_no_features():
    review = make_review(options=options("mix", origin="made from others"))
    (hybrid,) = hybrids(review, screen=screen_options(review))
    assert hybrid.features == ()


def test_a_feature_found_in_a_place_and_an_option_names_both():
    review = make_review(
        options=[*options("a"), *options("mix", origin="made from others")],
        reference_sites=[{"id": "beds", "title": "Bedfordshire"}],
        features=[{"id": "f", "title": "F", "from_site": "beds", "from_option": "a", "into": "mix"}],
    )
    (hybrid,) = hybrids(review, screen=screen_options(review))
    assert hybrid.features[0].origins == ("Bedfordshire", "A")
