import pytest

from concordat.application import actions
from concordat.application.errors import Conflict, NotAccepted
from concordat.application.queries.cases import case_for
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
