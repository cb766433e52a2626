import pytest

from concordat.domain.kernel.audience import (
    MINE,
    ORGANISATION,
    PARTNERS,
    PARTNERS_AND_CONTRACTOR,
    PUBLIC,
    Audience,
    Reach,
    Viewer,
    can_see,
)
from concordat.domain.kernel.organisations import Role

EAST = Viewer("p", "east", Role.FULL_PARTNER)
COLLEAGUE = Viewer("q", "east", Role.FULL_PARTNER)
WEST = Viewer("r", "west", Role.CLIENT_COUNCIL)
CONTRACTOR = Viewer("s", "kerb", Role.CONTRACTOR)
OBSERVER = Viewer("t", "watch", Role.OBSERVER)
ANYBODY = Viewer()
EVERYBODY = [EAST, COLLEAGUE, WEST, CONTRACTOR, OBSERVER, ANYBODY]


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (MINE, [EAST]),
        (ORGANISATION, [EAST, COLLEAGUE]),
        (Audience(Reach.NAMED, ("kerb",)), [EAST, COLLEAGUE, CONTRACTOR]),
        (PARTNERS, [EAST, COLLEAGUE, WEST]),
        (PARTNERS_AND_CONTRACTOR, [EAST, COLLEAGUE, WEST, CONTRACTOR]),
        (PUBLIC, EVERYBODY),
    ],
)
def test_each_audience_is_seen_by_those_it_names_and_nobody_else(audience: Audience, seen_by: list[Viewer]) -> None:
    assert [
        viewer for viewer in EVERYBODY if can_see(viewer, audience=audience, organisation="east", author="p")
    ] == seen_by


def test_an_audience_reads_back() -> None:
    for text in ("mine", "organisation", "partners", "partners-and-contractor", "public", "named:east;west"):
        assert str(Audience.from_text(text)) == text


def test_an_audience_nobody_knows_says_which_there_are() -> None:
    with pytest.raises(ValueError, match="partners-and-contractor"):
        Audience.from_text("friends")


def test_a_role_without_an_organisation_is_refused() -> None:
    with pytest.raises(ValueError, match="for which organisation"):
        Viewer("p", "", Role.LEAD)
