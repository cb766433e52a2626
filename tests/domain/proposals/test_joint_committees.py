import pytest

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.proposals import check_joint_committees


def seat(
    council: str, place: int = 1, *, functions: str = "executive", executive: bool = True, votes: bool = True
) -> Fact:
    values = {
        "committee": "CCTV joint committee",
        "functions": functions,
        "council": council,
        "seat": f"Seat {place}",
        "executive_member": executive,
        "votes": votes,
    }
    return Fact("committee_seats", f"{council}-{place}", values)


def codes(*rows: Fact, kinds: dict[str, str] | None = None) -> set[str]:
    organisations = [Fact("organisations", name, {"name": name, "kind": kind}) for name, kind in (kinds or {}).items()]
    return {finding.code for finding in check_joint_committees(Case("c", "C", facts=(*rows, *organisations)))}


def test_executive_members_of_each_council_are_as_it_should_be() -> None:
    assert codes(seat("a"), seat("b"), seat("c")) == set()


def test_fewer_than_five_authorities_with_executive_functions_send_executive_members() -> None:
    assert codes(seat("a"), seat("b", executive=False)) == {"committee.executive"}
    assert codes(*(seat(name, executive=False) for name in "abcde")) == set()


def test_a_contractor_has_no_vote() -> None:
    kinds = {"a": "district", "kerb": "contractor"}
    assert codes(seat("a"), seat("kerb"), kinds=kinds) == {"committee.voter"}
    assert codes(seat("a"), seat("kerb", votes=False), kinds=kinds) == set()


@pytest.mark.parametrize(("first", "second", "found"), [(False, False, {"committee.mixed"}), (True, False, set())])
def test_where_functions_are_mixed_one_of_several_seats_is_the_executives(
    first: bool, second: bool, found: set[str]
) -> None:
    assert (
        codes(seat("a", 1, functions="mixed", executive=first), seat("a", 2, functions="mixed", executive=second))
        == found
    )


def test_where_functions_are_not_executive_balance_applies() -> None:
    assert codes(seat("a", functions="non-executive", executive=False)) == {"committee.balance"}
