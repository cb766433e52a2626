from dataclasses import replace

from concordat.domain.kernel.audience import ORGANISATION
from concordat.domain.proposals import State, standings_in
from concordat.domain.proposals.change import proposed_kind, real_kind
from tests.domain.proposals.build import EFFECT, body, case, cost, proposal, resolved, scheme

NAMES = {"document_kind": "recharge_scheme", "document_name": "waste", "changes_version": 1, "proposed_version": 1}
PRESENT, PUT = scheme("50%", "50%"), scheme("60%", "40%", kind="proposed_recharge_scheme")
VOTES = (body("ash"), body("beech"), resolved("ash"), resolved("beech"), cost(1000))


def gaps(*documents: object, **names: object) -> str:
    made = case(proposal("change a recharge key", **{**NAMES, **names}), *VOTES, documents=documents)  # type: ignore[arg-type]
    standing = standings_in(made, on=EFFECT)[0]
    assert (standing.state is State.LIVE) == (not standing.gaps)
    return " ".join(standing.gaps)


def test_a_proposed_text_that_is_here_seen_by_all_and_written_on_the_version_in_force_is_live_once_agreed() -> None:
    assert gaps(PRESENT, PUT) == ""


def test_a_version_that_is_not_here_cannot_be_voted_on() -> None:
    assert "Version 2 of the proposed recharge scheme “waste” is not here." in gaps(PRESENT, PUT, proposed_version=2)


def test_what_only_its_author_sees_cannot_be_voted_on() -> None:
    assert "not shown to everybody who is to decide" in gaps(PRESENT, replace(PUT, audience=ORGANISATION))


def test_what_was_written_on_an_older_version_cannot_take_effect_over_a_newer_one() -> None:
    newer = scheme("55%", "45%", version=2)
    assert "was written on version 1, and version 2 is in force now." in gaps(PRESENT, newer, PUT)


def test_a_change_that_names_no_document_stands_still() -> None:
    assert "does not name the document" in gaps(PRESENT, PUT, document_name=None)


def test_a_proposed_text_has_a_kind_of_its_own_so_that_nothing_counts_with_it() -> None:
    assert real_kind(proposed_kind("mechanism")) == "mechanism"
    assert real_kind("mechanism") == ""
    assert case(documents=(PRESENT, PUT)).document("recharge_scheme") is PRESENT
