"""The case file each member takes away: the header is for everybody, the defaults beside it only of the rows it holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.queries.cases import export_for
from concordat.data.files import read_case, write_case_folder
from concordat.domain.kernel.audience import ORGANISATION, PARTNERS, Audience
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 5, 6, tzinfo=UTC)
HEADER = """# What we tell everybody.
name = "closure"
title = "Depots"
purpose = "Decide which depots stay"

[defaults]
organisation = "northmoor-test"
audience = "organisation"
source = "Cabinet paper on closing Westbeck depot"
entered_by = "the-estates-team"
entered_at = 2026-05-06T00:00:00+00:00
"""


def started(table: Table, *rows: Fact) -> dict[str, Actor]:
    """A partnership from a file that holds the rows, with east brought in."""
    by = Actor(table.north.person, table.north.organisation)
    held = Case("closure", "Depots", {"purpose": "Decide which depots stay"}, HEADER, facts=rows)
    north = actions.start_partnership_from_case(by=by, case=held)
    actions.add_member(by=north, organisation="eastvale-test", role=Role.FULL_PARTNER)
    east = Actor(table.east.person, "eastvale-test", "closure", Role.FULL_PARTNER, frozenset({"programme-manager"}))
    return {"north": north, "east": east}


def row(name: str, audience: Audience, source: str) -> Fact:
    values = {"title": name.title()}
    return Fact("objectives", name, values, "northmoor-test", audience, source, False, "the-estates-team", WHEN)


SECRET = row("close", ORGANISATION, "Cabinet paper on closing Westbeck depot")
SHARED = row("save", PARTNERS, "Joint committee")


def test_defaults_of_rows_one_may_not_see_are_in_no_file_of_theirs(table: Table) -> None:
    by = started(table, SECRET)
    theirs = export_for(by["east"]).header_text
    assert "[defaults]" not in theirs
    assert not [word for word in ("Cabinet paper", "estates", "organisation", "2026") if word in theirs]
    assert "Decide which depots stay" in theirs
    assert "# What we tell everybody." in theirs
    assert export_for(by["north"]).header_text == HEADER


def test_defaults_that_a_row_in_the_file_says_itself_stay(table: Table, tmp_path: Path) -> None:
    by = started(table, SECRET, SHARED)
    theirs = export_for(by["east"])
    assert 'entered_by = "the-estates-team"' in theirs.header_text
    assert "Cabinet paper" not in theirs.header_text
    assert 'audience = "organisation"' not in theirs.header_text
    write_case_folder(theirs, tmp_path / "case")
    back = read_case(tmp_path / "case").case
    assert back is not None
    assert [fact.hash for fact in back.facts] == [SHARED.hash]
    assert back.facts[0].audience == PARTNERS
