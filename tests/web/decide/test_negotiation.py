"""What is negotiated, read by each side: everybody reads the same terms, and each its own mandate alone."""

import pytest
from django.test import Client

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.errors import NotAccepted, NotFound
from concordat.application.queries.cases import case_for, export_for
from concordat.data.records import models
from concordat.domain.kernel.audience import (
    MINE,
    ORGANISATION,
    PARTNERS,
    PARTNERS_AND_CONTRACTOR,
    PUBLIC,
    Audience,
    Reach,
    Viewer,
)
from tests.people import Table
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
HERE = "/partnerships/herefordshire-2008/decide/negotiation/"


def mandate_table(client: Client) -> list[dict[str, str]]:
    return Page(client.get(HERE)).table(holding="The difference")


def test_each_party_reads_its_own_mandate_beside_the_same_terms(sign_in: SignIn) -> None:
    council, contractor = sign_in(), sign_in("contract-manager", "amey")
    for client in (council, contractor):
        points = Page(client.get(HERE)).table(holding="What was agreed")
        assert "In the contract" in {row["Stands"].split(" Not")[0] for row in points}
    ours, theirs = mandate_table(council), mandate_table(contractor)
    assert "8% of the fee" in {row["Asks first"] for row in ours}
    assert "1% of the fee" in {row["Asks first"] for row in theirs}
    assert "8% of the fee" not in contractor.get(HERE).content.decode()
    assert "£700,000" not in council.get(HERE).content.decode()


def test_the_way_from_feature_to_clause_is_on_the_page(sign_in: SignIn) -> None:
    rows = Page(sign_in().get(HERE)).table(holding="Points and clauses")
    stands = {row["Recommended"]: row["Stands"] for row in rows}
    assert stands["WatchmanFeature"] == "Agreed, no clause yet"
    assert stands["Strong local influenceClause"] == "Agreed, no clause yet"


def test_where_it_comes_from_opens_and_names_no_mandate(sign_in: SignIn) -> None:
    client = sign_in()
    for name in ("negotiation", "negotiation/incumbent", "consultation"):
        answer = client.get(f"/partnerships/herefordshire-2008/sources/{name}/")
        assert answer.status_code == 200
        assert "Mandates" not in Page(answer).text
        assert "£1,200,000" not in answer.content.decode()


def test_the_committee_report_of_the_council_says_nothing_of_its_mandate(sign_in: SignIn) -> None:
    """Herefordshire's report of 2008 “is not intended to be the mandate for negotiations”: nor is ours."""
    from concordat.data.files import read_case
    from concordat.presentation.report.committee import committee_report
    from tests.conftest import EXAMPLES

    case = read_case(EXAMPLES / "herefordshire-2008").case
    assert case is not None
    assert committee_report(case) == committee_report(case.without_closed_tables())


def mandate(reach: Audience | None = None, id: str = "m") -> RowGiven:
    return RowGiven(id, {"point": "p", "better": "higher"}, audience=reach)


WIDER = (PARTNERS, PARTNERS_AND_CONTRACTOR, PUBLIC, Audience(Reach.NAMED, ("eastvale-test",)))


@pytest.mark.parametrize("audience", WIDER, ids=str)
def test_nobody_can_show_a_mandate_to_more_people(table: Table, audience: Audience) -> None:
    with pytest.raises(NotAccepted, match="its organisation's alone"):
        actions.append_facts(by=table.north, table="mandates", rows=[mandate(audience)])
    actions.append_facts(by=table.north, table="mandates", rows=[mandate()])
    with pytest.raises(NotAccepted):
        actions.publish_rows(by=table.north, table="mandates", rows=["m"], audience=audience)
    with pytest.raises(NotAccepted):
        actions.append_facts(by=table.north, table="mandates", rows=[mandate(audience)])
    assert case_for(table.north).row("mandates", "m") is not None
    for other in (table.east, table.west, table.contractor):
        assert case_for(other).rows("mandates") == ()


def test_a_mandate_that_does_not_say_who_sees_it_is_its_organisations(table: Table) -> None:
    (made,) = actions.append_facts(by=table.north, table="mandates", rows=[mandate()])
    assert made.audience == ORGANISATION
    (own,) = actions.append_facts(by=table.north, table="mandates", rows=[mandate(MINE, "mine")])
    assert own.audience == MINE


def test_a_mandate_cannot_be_released_for_a_joint_calculation(table: Table) -> None:
    with pytest.raises(NotFound):
        actions.release_inputs(by=table.north, table="mandates", calculations=["fair-split"])
    assert case_for(table.east).rows("releases") == ()


def test_a_case_file_that_would_show_a_mandate_does_not_go_in(table: Table) -> None:
    from dataclasses import replace

    from concordat.domain.kernel.case import Fact

    case = case_for(table.north)
    wide = Fact("mandates", "m", {"point": "p", "better": "higher"}, table.north.organisation, audience=PARTNERS)
    with pytest.raises(NotAccepted):
        actions.import_case(by=table.north, case=replace(case, facts=(wide,)))


def test_a_mandate_changes_no_hash_that_others_can_read(table: Table) -> None:
    before = case_for(table.north).hash
    number = actions.freeze_decision(by=table.north, title="Before")
    actions.append_facts(by=table.north, table="mandates", rows=[mandate()])
    again = actions.freeze_decision(by=table.north, title="After")
    frozen = {row.pk: row for row in models.Freeze.objects.all()}
    assert case_for(table.north).hash == before
    assert frozen[number].case_hash == frozen[again].case_hash
    assert frozen[number].facts == frozen[again].facts


def test_files_leave_mandates_out_unless_they_are_asked_for(table: Table) -> None:
    actions.append_facts(by=table.north, table="mandates", rows=[mandate()])
    assert export_for(table.north).rows("mandates") == ()
    assert export_for(table.north).withheld == ()
    assert len(export_for(table.north, closed_tables=True).rows("mandates")) == 1
    shown_to_all = export_for(table.north, reader=Viewer(), closed_tables=True)
    assert shown_to_all.rows("mandates") == ()
    assert "mandates" not in {item.kind for item in shown_to_all.withheld}


def test_the_case_file_page_offers_mandates_only_to_their_owner(sign_in: SignIn) -> None:
    page = "/partnerships/herefordshire-2008/partnership/case-file/"
    client = sign_in()
    assert "mandates are left out" in client.get(page).content.decode()
    assert b"herefordshire-fee-at-risk" not in client.get(f"{page}folder/").content
    import io
    import zipfile

    def names(query: str) -> list[str]:
        return zipfile.ZipFile(io.BytesIO(client.get(f"{page}folder/{query}").content)).namelist()

    assert not [name for name in names("") if "mandates" in name]
    assert [name for name in names("?with=mandates") if "mandates" in name]


def test_the_form_for_a_mandate_offers_no_wider_audience(sign_in: SignIn) -> None:
    client = sign_in()
    told = client.get("/partnerships/herefordshire-2008/tables/mandates/add/").content.decode()
    assert "Every partner" not in told
    assert "My organisation" in told
    row = client.get(
        "/partnerships/herefordshire-2008/tables/mandates/rows/herefordshire-fee-at-risk/"
    ).content.decode()
    assert "/publish/" not in row


def test_what_waits_for_whom_names_the_party_that_has_not_said(sign_in: SignIn) -> None:
    for client in (sign_in(), sign_in("contract-manager", "amey")):
        told = Page(client.get("/partnerships/herefordshire-2008/")).text
        assert "Say what was agreed on “Saving guaranteed each year”" in told
