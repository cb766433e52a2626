from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.statement import (
    NotOnStatement,
    Response,
    Says,
    Statement,
    StatementLine,
    StatementState,
    changes_between,
)

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


def statement(*pence: int, **more: object) -> Statement:
    lines = tuple(
        StatementLine(id=f"line-{place}", title=f"Line {place}", pence=value, group="ab"[place % 2])
        for place, value in enumerate(pence)
    )
    return Statement("s", "recharge", "Quarter 1", "east", "west", "2026/27", lines, **more)  # type: ignore[arg-type]


def says(what: Says, line: str = "", pence: int | None = None, organisation: str = "west") -> Response:
    return Response(what, organisation, NOON, line, pence)


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_the_groups_add_up_to_the_total(pence: list[int]):
    found = statement(*pence)
    assert sum(found.total_of(group) for group in found.groups) == found.total == sum(pence)


def test_a_statement_goes_from_draft_to_issued_to_agreed():
    draft = statement(100, -40)
    issued = draft.with_response(says(Says.ISSUED, organisation="east"))
    agreed = issued.with_response(says(Says.AGREED))
    assert [s.state for s in (draft, issued, agreed)] == [
        StatementState.DRAFT,
        StatementState.ISSUED,
        StatementState.AGREED,
    ]
    assert (draft.hash, issued.issued_at) == (agreed.hash, NOON)


def test_a_disputed_part_is_kept_out_of_what_is_payable_until_it_is_resolved():
    disputed = statement(1_000, 500).with_response(says(Says.DISPUTED, "line-0", 300))
    assert (disputed.state, disputed.disputed_pence, disputed.undisputed_pence) == ("disputed", 300, 1_200)
    resolved = disputed.with_response(says(Says.RESOLVED, "line-0", 900))
    assert (resolved.disputed_pence, resolved.open_disputes) == (0, ())
    assert resolved.undisputed_pence == 1_400, "the line now comes to 900; the total as stated stays 1,500"


def test_a_dispute_without_an_amount_is_about_the_whole_line_and_without_a_line_about_every_line():
    assert statement(1_000, 500).with_response(says(Says.DISPUTED, "line-1")).disputed_pence == 500
    assert statement(1_000, 500).with_response(says(Says.DISPUTED)).disputed_pence == 1_500


def test_disputes_of_a_charge_and_of_a_credit_do_not_cancel():
    found = statement(500, -500)
    for line in ("line-0", "line-1"):
        found = found.with_response(says(Says.DISPUTED, line))
    assert found.total == 0
    assert found.disputed_pence == 1_000


def test_agreeing_the_whole_ends_the_disputes_before_it():
    found = statement(10).with_response(says(Says.DISPUTED, "line-0")).with_response(says(Says.AGREED))
    assert found.state is StatementState.AGREED


def test_an_answer_about_a_line_that_is_not_there_is_refused():
    with pytest.raises(NotOnStatement):
        statement(1).with_response(says(Says.DISPUTED, "line-9"))


def test_a_correction_is_a_new_revision_that_names_the_old_one_and_is_nobodys_yet():
    first = statement(1_000, 500).with_response(says(Says.AGREED))
    second = first.corrected([StatementLine("line-0", "Line 0", 900), StatementLine("new", "New", -10)])
    assert (second.revision, second.corrects, second.state) == (2, first.hash, StatementState.DRAFT)
    assert first.with_response(says(Says.CORRECTED)).state is StatementState.CORRECTED
    assert first.corrected(first.lines).figures_hash == first.figures_hash != second.figures_hash
    changes = changes_between(first, second)
    assert {change.line: change.difference for change in changes} == {"line-0": -100, "line-1": -500, "new": -10}
    assert sum(change.difference for change in changes) == second.total - first.total


def test_agreeing_the_whole_takes_back_nothing_that_was_resolved():
    """The contractor that agrees after the client gave way would have lost what it was given."""
    held = statement(100, -50).with_response(says(Says.ISSUED, organisation="east"))
    held = held.with_response(says(Says.DISPUTED, "line-1")).with_response(says(Says.DISPUTED, "line-0"))
    held = held.with_response(says(Says.RESOLVED, "line-1", 0, organisation="east"))
    agreed = held.with_response(says(Says.AGREED))
    assert agreed.open_disputes == ()
    assert (agreed.due_pence_of("line-0"), agreed.due_pence_of("line-1")) == (100, 0)


@pytest.mark.parametrize("what", Says)
def test_each_answer_is_one_sides_to_give(what: Says):
    held = statement(100)
    assert held.may_say(what, "east") != held.may_say(what, "west")
    assert not held.may_say(what, "kerb")


def test_a_dispute_that_is_withdrawn_leaves_the_line_and_the_statement_as_before():
    held = statement(1_000, 500).with_response(says(Says.ISSUED, organisation="east"))
    disputed = held.with_response(says(Says.DISPUTED, "line-0", 300))
    assert (disputed.claimed_pence_of("line-0"), disputed.claimed_pence_of("line-1")) == (700, 500)
    withdrawn = disputed.with_response(says(Says.WITHDRAWN, "line-0"))
    assert (withdrawn.state, withdrawn.open_disputes, withdrawn.undisputed_pence) == (StatementState.ISSUED, (), 1_500)
    resolved = disputed.with_response(says(Says.RESOLVED, "line-0", 800, organisation="east"))
    anew = resolved.with_response(says(Says.DISPUTED, "line-0", 400)).with_response(says(Says.WITHDRAWN, "line-0"))
    assert anew.due_pence_of("line-0") == 800, "what was resolved before stands"
