from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.audience import PARTNER_ROLES
from concordat.domain.kernel.organisations import Membership, Role

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(DAYS, DAYS, DAYS)
def test_a_membership_holds_from_its_first_day_until_the_day_it_ends(first: date, last: date, day: date) -> None:
    held = Membership("east", Role.FULL_PARTNER, first, last)
    assert held.holds_on(day) == (first <= day < last)
    assert Membership("east", Role.LEAD).holds_on(day)


@given(st.sampled_from(Role))
def test_every_role_is_a_partner_or_a_contractor_or_looks_on(role: Role) -> None:
    assert (role in PARTNER_ROLES) != (role in {Role.CONTRACTOR, Role.OBSERVER})
