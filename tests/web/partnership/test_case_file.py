import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application.actions import RowGiven, append_facts
from concordat.application.files import files_of
from concordat.application.queries.cases import case_for
from concordat.domain.business_case.annual_savings import savings_by_option
from tests.people import Table
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PAGE = "/partnerships/roads-test/partnership/case-file/"


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    client.force_login(models.Person.objects.get(code="p-north"))
    append_facts(by=table.north, table="options", rows=[RowGiven("alone", {"title": "Alone"})])
    line = {"title": "Fewer vans", "kind": "saving", "option": ("alone",), "high": 6_000_000}
    append_facts(by=table.north, table="case_lines", rows=[RowGiven("vans", line)])
    return client


def changed_folder(client: Any, old: str, new: str) -> SimpleUploadedFile:
    """The case folder as downloaded, with one thing changed in it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(client.get(f"{PAGE}folder/").content)) as given,
        zipfile.ZipFile(out, "w") as made,
    ):
        for name in given.namelist():
            made.writestr(name, given.read(name).decode().replace(old, new))
    return SimpleUploadedFile("case.zip", out.getvalue())


def test_an_import_shows_what_would_change_before_anything_does(client: Any, table: Table) -> None:
    page = Page(client.post(PAGE, {"file": changed_folder(client, "60000", "75000")}))
    [row] = [row for row in page.table(holding="In the file") if "High" in row["What"]]
    assert (row["Now"], row["In the file"]) == ("£60,000", "£75,000")
    assert case_for(table.north).row("case_lines", "vans").get("high") == 6_000_000

    form = page.main.xpath(".//form")[0]
    confirmed = Page(client.post(PAGE, dict(form.form_values()), follow=True))
    assert "brought in as new revisions" in confirmed.text
    held = case_for(table.north).row("case_lines", "vans")
    assert (held.get("high"), held.revision) == (7_500_000, 2)


def test_the_same_file_changes_nothing(client: Any, table: Table) -> None:
    page = Page(client.post(PAGE, {"file": changed_folder(client, "zzz", "zzz")}))
    assert "There is nothing to bring in" in page.text


def test_a_confirmation_for_another_file_brings_nothing_in(client: Any, table: Table) -> None:
    page = Page(client.post(PAGE, {"file": changed_folder(client, "60000", "75000")}))
    said = dict(page.main.xpath(".//form")[0].form_values()) | {"confirm": "something else"}
    client.post(PAGE, said)
    assert case_for(table.north).row("case_lines", "vans").get("high") == 6_000_000


def test_a_file_that_cannot_be_read_is_kept_with_what_is_wrong(client: Any, table: Table) -> None:
    page = Page(client.post(PAGE, {"file": SimpleUploadedFile("case.xlsx", b"no workbook")}))
    assert page.facts()["Error"]
    [kept] = files_of(table.north, purpose="case file")
    assert kept.name == "case.xlsx"
    assert kept.findings


def test_the_workbook_gives_the_figures_and_hashes_of_the_page(sign_in: SignIn, tmp_path: Any) -> None:
    from concordat.data.files import read_case

    client = sign_in()
    (tmp_path / "case.xlsx").write_bytes(
        client.get("/partnerships/herefordshire-2008/partnership/case-file/workbook/").content
    )
    read = read_case(tmp_path / "case.xlsx")
    page = Page(client.get("/partnerships/herefordshire-2008/sources/savings/"))
    assert savings_by_option(read.case).hash == page.facts()["Hash of the result"]


def test_a_file_that_names_somebody_who_is_not_there_is_told_and_nothing_comes_in(client: Any, table: Table) -> None:
    line = {"title": "Fewer depots", "kind": "saving", "high": 100, "partner": "eastvale-test"}
    append_facts(by=table.north, table="case_lines", rows=[RowGiven("depots", line)])
    page = Page(client.post(PAGE, {"file": changed_folder(client, "eastvale-test", "eastvail-test")}))
    assert "no organisation called “eastvail-test”" in page.facts()["Error"]
    assert "Use “eastvale-test” (Eastvale Test)" in page.facts()["Error"]
    assert "What would change" not in page.headings
    assert case_for(table.north).row("case_lines", "depots").get("partner") == "eastvale-test"
