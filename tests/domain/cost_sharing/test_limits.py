from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from concordat.domain.cost_sharing.limits import Limits, LimitsDoNotFit, collar, keep_within, no_more_than

AMOUNTS = st.lists(st.integers(0, 10**6), min_size=2, max_size=7)


def test_what_a_cap_takes_off_the_others_pay_in_proportion():
    found = keep_within((Fraction(60), Fraction(30), Fraction(10)), limits=no_more_than((50, 100, 100)))
    assert found == (50, Fraction(75, 2), Fraction(25, 2))


def test_a_cap_reached_only_after_sharing_out_again_holds_too():
    found = keep_within((Fraction(60), Fraction(30), Fraction(10)), limits=no_more_than((50, 32, 100)))
    assert found == (50, 32, 18)


def test_a_floor_takes_off_the_others():
    assert keep_within((Fraction(90), Fraction(10)), limits=Limits((None, 20), (None, None))) == (80, 20)


def test_a_collar_holds_everybody_near_today():
    limits = collar((100, 100), share=Decimal("0.05"))
    assert keep_within((Fraction(130), Fraction(70)), limits=limits) == (105, 95)


def test_caps_that_do_not_cover_the_cost_are_refused_and_say_by_how_much():
    limits = no_more_than((40, 40))
    assert limits.shortfall(100) == 20
    with pytest.raises(LimitsDoNotFit):
        keep_within((Fraction(50), Fraction(50)), limits=limits)


def test_a_floor_above_the_cap_is_refused():
    with pytest.raises(LimitsDoNotFit):
        keep_within((Fraction(1), Fraction(1)), limits=Limits((3, None), (2, None)))


@given(AMOUNTS, st.data())
def test_the_total_stays_and_every_limit_is_kept_wherever_they_fit(amounts: list[int], data: st.DataObject):
    assume(sum(amounts) > 0)
    room = [data.draw(st.one_of(st.none(), st.integers(0, 10**6))) for _ in amounts]
    floors = [data.draw(st.one_of(st.none(), st.integers(0, 10**6))) for _ in amounts]
    caps = [None if r is None else (f or 0) + r for r, f in zip(room, floors, strict=True)]
    limits = Limits(tuple(floors), tuple(caps))
    total = sum(amounts)
    fits = sum(f or 0 for f in floors) <= total and (None in caps or total <= sum(c for c in caps if c is not None))
    assume(fits)
    found = keep_within([Fraction(amount) for amount in amounts], limits=limits)
    assert sum(found) == total
    for share, floor, cap in zip(found, floors, caps, strict=True):
        assert floor is None or share >= floor
        assert cap is None or share <= cap


@given(AMOUNTS)
def test_without_limits_nothing_changes(amounts: list[int]):
    shares = tuple(Fraction(amount) for amount in amounts)
    none = (None,) * len(amounts)
    assert keep_within(shares, limits=Limits(none, none)) == shares
