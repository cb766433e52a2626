import pytest

from concordat.domain.kernel.case import Case, Document
from concordat.domain.proposals import State, check_proposals, read_proposals, standings_in
from tests.domain.proposals.build import EFFECT, body, case, member, position, proposal, resolved, scheme


def affected(made: Case) -> set[str]:
    return {one.organisation for one in read_proposals(made)[0].affected}


NAMES = {"document_kind": "recharge_scheme", "document_name": "waste", "changes_version": 1, "proposed_version": 1}
BOTH = (scheme("50%", "50%"), scheme("60%", "40%", kind="proposed_recharge_scheme"))


def test_a_scheme_affects_everybody_it_names_whoever_was_asked() -> None:
    made = case(proposal("change a recharge key", **NAMES), body("ash"), documents=BOTH)
    assert affected(made) == {"ash", "beech"}


def test_it_is_not_live_while_somebody_affected_was_not_asked() -> None:
    made = case(proposal("change a recharge key", **NAMES), body("ash"), resolved("ash"), documents=BOTH)
    standing = standings_in(made, on=EFFECT)[0]
    assert standing.state is State.OPEN
    assert (
        standing.gaps[0]
        == "Beech is affected (it shares the cost by this scheme), and no body of it is asked to agree."
    )
    assert "proposal.change_control" in {item.code for item in check_proposals(made)}


def test_being_asked_for_advice_is_not_being_asked_to_agree() -> None:
    made = case(
        proposal("change a recharge key", **NAMES), body("ash"), body("beech", must_agree=False), documents=BOTH
    )
    assert [one.organisation for one in read_proposals(made)[0].not_asked] == ["beech"]


def test_a_mechanism_affects_client_and_contractor_and_so_does_a_measure_it_names() -> None:
    mechanism = Document("mechanism", "m", {"client": "ash", "contractor": "kerb", "measure": [{"id": "holes"}]})
    measure, unused = Document("measure", "holes", {}), Document("measure", "other", {})
    for name, expected in (("holes", {"ash", "kerb"}), ("other", set())):
        named = {"document_kind": "measure", "document_name": name, "changes_version": 1, "proposed_version": 1}
        made = case(proposal("change a measure", **named), documents=(mechanism, measure, unused))
        assert affected(made) == expected
    named = {"document_kind": "mechanism", "document_name": "m", "changes_version": 1, "proposed_version": 1}
    assert affected(case(proposal("vary the contract", **named), documents=(mechanism,))) == {"ash", "kerb"}


@pytest.mark.parametrize(
    ("kind", "named", "expected"),
    [
        ("transfer a service", (), {"ash", "beech"}),
        ("transfer a service", ("ash",), {"ash", "cedar"}),  # cedar shares it already
        ("agree the business case", (), {"ash", "beech"}),
        ("admit a partner", ("dogwood",), {"ash", "beech"}),
        ("give notice", ("beech",), {"beech"}),
        ("other", (), set()),
    ],
)
def test_who_decides_what_together(kind: str, named: tuple[str, ...], expected: set[str]) -> None:
    """Clients buy and observers watch: neither decides with the partners."""
    made = case(
        member("ash", "lead"),
        member("beech"),
        member("elm", "client-council"),
        member("kerb", "contractor"),
        member("dogwood", "observer"),
        position("cedar", "already shared") if named == ("ash",) else position("cedar", "retain"),
        proposal(kind, councils=named, services=("waste",)),
    )
    assert affected(made) == expected


def test_a_party_that_does_not_belong_is_said_and_cannot_be_asked() -> None:
    made = case(
        member("ash", "lead"), proposal("change a recharge key", **NAMES), body("ash"), resolved("ash"), documents=BOTH
    )
    assert read_proposals(made)[0].not_asked == ()
    assert "proposal.not_at_the_table" in {item.code for item in check_proposals(made)}
