from dataclasses import replace

import pytest

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import Conflict, NotAccepted
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS
from tests.people import Table

pytestmark = pytest.mark.django_db


def save(by, text, parent=""):  # type: ignore[no-untyped-def]
    return actions.save_document(by=by, kind="note", name="aims", text=text, parent=parent)


def test_each_save_is_a_version_on_its_parent(table: Table) -> None:
    first = save(table.east, 'title = "One"\n')
    second = save(table.east, 'title = "Two" # why\n', parent=first.hash)
    assert (second.version, second.parent) == (2, first.hash)
    assert case_for(table.west).document("note", "aims") is not None
    assert "# why" in second.text


def test_a_stale_parent_shows_both_and_overwrites_nothing(table: Table) -> None:
    first = save(table.east, 'title = "One"\n')
    save(table.east, 'title = "Two"\n', parent=first.hash)
    with pytest.raises(Conflict) as conflict:
        save(table.east, 'title = "Also two"\n', parent=first.hash)
    assert (conflict.value.theirs.title, conflict.value.yours.title) == ("Two", "Also two")
    latest = case_for(table.east).document("note", "aims")
    assert latest is not None
    assert latest.title == "Two"


def test_saving_what_it_already_says_makes_no_version(table: Table) -> None:
    first = save(table.east, 'title = "One"\n')
    again = save(table.east, '# a comment more\ntitle = "One"\n', parent=first.hash)
    assert again.version == 1


def test_what_is_not_toml_is_refused_with_its_line(table: Table) -> None:
    with pytest.raises(NotAccepted) as refused:
        save(table.east, "title = \n")
    assert "line 1" in refused.value.findings[0].message


def with_a_draft_of_a_colleague(table: Table) -> Actor:
    """A note that the organisation reads, and the next version of it for its author's eyes only."""
    first = actions.save_document(
        by=table.north, kind="note", name="aims", text='title = "One"\n', audience=ORGANISATION
    )
    colleague = replace(table.north, person="p-colleague")
    actions.save_document(
        by=colleague, kind="note", name="aims", text='title = "Secret"\n', parent=first.hash, audience=MINE
    )
    return colleague


def test_a_colleagues_own_draft_does_not_stop_a_document_from_being_published(table: Table) -> None:
    with_a_draft_of_a_colleague(table)
    actions.publish_document(by=table.north, kind="note", name="aims", audience=PARTNERS, on=1)
    seen = case_for(table.west).document("note", "aims")
    assert seen is not None
    assert (seen.title, seen.version) == ("One", 3)


def test_a_colleagues_own_draft_stops_no_case_file_and_tells_nothing_of_itself(table: Table) -> None:
    """Nor does a file that happens to say the same as the draft fail to come in."""
    with_a_draft_of_a_colleague(table)
    case = case_for(table.north)
    held = case.document("note", "aims")
    assert held is not None
    text = 'title = "Secret"\n'
    changed = replace(held, text=text, content={"title": "Secret"}, audience=MINE)
    assert actions.import_case(by=table.north, case=replace(case, facts=(), documents=(changed,))) == 1
    latest = case_for(table.north).document("note", "aims")
    assert latest is not None
    assert (latest.title, latest.version, latest.parent) == ("Secret", 3, held.hash)


@pytest.mark.parametrize("value", ["2025-04-01T10:00:00", "07:32:00", "nan"])
def test_a_value_that_has_no_one_meaning_is_refused_in_words(table: Table, value: str) -> None:
    with pytest.raises(NotAccepted):
        save(table.east, f"at = {value}\n")
