"""Released for a named calculation: the calculation sees it, nobody else does."""

import pytest

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.errors import NotAccepted, NotAllowed, NotFound
from concordat.application.queries.cases import case_for
from concordat.application.queries.joint import joint_case, shown_provenance
from concordat.application.queries.trail import trail_for
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS, PUBLIC
from concordat.domain.kernel.provenance import InputUsed, Provenance
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(table: Table) -> Table:
    """Every council has a private line of £1, £2 and £3 million; East has a note only its author sees."""
    for pounds, actor in enumerate((table.north, table.east, table.west), 1):
        line = {"title": "Saving", "kind": "saving", "high": pounds * 100_000_000}
        actions.append_facts(
            by=actor, table="case_lines", rows=[RowGiven(f"{actor.organisation}-line", line, audience=ORGANISATION)]
        )
    own = {"title": "A thought", "kind": "saving", "high": 1}
    actions.append_facts(by=table.east, table="case_lines", rows=[RowGiven("thought", own, audience=MINE)])
    return table


def release_all(table: Table) -> None:
    for actor in (table.north, table.east, table.west):
        actions.release_inputs(by=actor, table="case_lines", calculations=["business-case"])


def test_there_is_no_joint_figure_until_every_partner_has_released(lines: Table) -> None:
    actions.release_inputs(by=lines.north, table="case_lines", calculations=["business-case"])
    found = joint_case(by=lines.north, calculation="business-case")
    assert found.case is None
    assert found.waiting_for == ("eastvale-test", "westbeck-test")


def test_the_calculation_sees_what_every_partner_released_and_no_more(lines: Table) -> None:
    release_all(lines)
    found = joint_case(by=lines.north, calculation="business-case")
    assert found.case is not None
    assert sum(row.get("high") for row in found.case.rows("case_lines")) == 600_000_000
    assert joint_case(by=lines.north, calculation="groupings").case is None


def test_people_still_see_their_own_rows_alone(lines: Table) -> None:
    release_all(lines)
    assert [row.id for row in case_for(lines.west).rows("case_lines")] == ["westbeck-test-line"]


def test_of_others_inputs_a_hash_that_cannot_be_guessed_is_shown_and_nothing_else(lines: Table) -> None:
    release_all(lines)
    found = joint_case(by=lines.west, calculation="business-case")
    assert found.case is not None
    used = Provenance.of(
        "r", "e", [InputUsed.of_fact(row, f"£{row.get('high')}") for row in found.case.rows("case_lines")]
    )
    shown = shown_provenance(used, joint=found)
    assert shown.inputs_hash != ""
    again = shown_provenance(used, joint=found)
    assert [item.hash for item in shown.inputs] == [item.hash for item in again.inputs]
    for item, behind in zip(shown.inputs, used.inputs, strict=True):
        hidden = item.organisation != "westbeck-test"
        assert ("not shown" in item.says) == hidden
        assert (item.hash != behind.hash) == hidden
        assert not hidden or (item.author, item.source, item.entered_at) == ("", "", None)


def test_a_release_taken_back_ends_the_joint_figure(lines: Table) -> None:
    release_all(lines)
    actions.release_inputs(by=lines.east, table="case_lines", calculations=[])
    assert joint_case(by=lines.north, calculation="business-case").waiting_for == ("eastvale-test",)


def test_releasing_is_seen_in_the_joint_trail(lines: Table) -> None:
    release_all(lines)
    assert sum("released" in entry.words for entry in trail_for(lines.west) if entry.joint) == 3


def test_only_those_with_the_duty_release(lines: Table) -> None:
    for actor in (lines.east_member, lines.contractor):
        with pytest.raises(NotAllowed):
            actions.release_inputs(by=actor, table="case_lines", calculations=["business-case"])


def test_publishing_is_a_new_revision_that_more_people_see(lines: Table) -> None:
    actions.publish_rows(by=lines.east, table="case_lines", rows=["eastvale-test-line"], audience=PARTNERS)
    assert {row.id for row in case_for(lines.west).rows("case_lines")} == {"eastvale-test-line", "westbeck-test-line"}
    history = case_for(lines.east).history("case_lines", "eastvale-test-line")
    assert [fact.audience for fact in history] == [ORGANISATION, PARTNERS]
    assert history[0].hash == history[1].hash


def test_publishing_never_narrows_and_never_touches_others_rows(lines: Table) -> None:
    actions.publish_rows(by=lines.east, table="case_lines", rows=["eastvale-test-line"], audience=PUBLIC)
    with pytest.raises(NotAccepted, match="more people"):
        actions.publish_rows(by=lines.east, table="case_lines", rows=["eastvale-test-line"], audience=PARTNERS)
    with pytest.raises(NotFound):
        actions.publish_rows(by=lines.north, table="case_lines", rows=["eastvale-test-line"], audience=PUBLIC)


def test_a_document_is_published_as_a_version_that_says_the_same(lines: Table) -> None:
    first = actions.save_document(by=lines.east, kind="note", name="n", text='title = "Ours"\n', audience=ORGANISATION)
    assert case_for(lines.west).document("note") is None
    actions.publish_document(by=lines.east, kind="note", name="n", audience=PARTNERS)
    seen = case_for(lines.west).document("note")
    assert seen is not None
    assert (seen.version, seen.hash) == (2, first.hash)
