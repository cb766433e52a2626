"""What nobody sends by mistake, and somebody sends all the same: an answer, never an error of the program."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from tests.people import Table
from tests.web.conftest import SignIn
from tests.web.test_leaks import client_of

pytestmark = pytest.mark.django_db
SHARED = "/partnerships/vision-2020"
SUPERSCRIPT = "²"  # a digit to Python's `isdigit`, and no number


@pytest.mark.parametrize("number", [SUPERSCRIPT, "9" * 5000])
def test_a_number_that_is_none_is_no_number(sign_in: SignIn, number: str) -> None:
    county, council = sign_in("contract-manager", "example-county"), sign_in(organisation="cotswold")
    evidence = county.get("/partnerships/running-contract/run/evidence/", {"delivered": number})
    version = council.get(f"{SHARED}/decide/business-case/", {"version": number})
    kept = council.post(f"{SHARED}/partnership/case-file/", {"kept": number})
    assert [answer.status_code for answer in (evidence, version, kept)] == [200, 200, 200]


def test_a_form_that_says_in_endless_brackets_what_it_showed_says_nothing(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    assert client.post(f"{SHARED}/decide/score/", {"seen": "[" * 100_000, "do": "save"}).status_code == 302


@pytest.mark.parametrize("list_of_counts", ["driver\nx\n", "Driver,Year,Count\ndevices,,610\n"])
def test_a_list_of_counts_without_a_year_is_told_what_it_lacks(sign_in: SignIn, list_of_counts: str) -> None:
    client = sign_in("section-151", "cotswold")
    file = SimpleUploadedFile("counts.csv", list_of_counts.encode())
    refused = client.post(f"{SHARED}/run/recharge/counts/?year=2016-17", {"file": file})
    assert refused.status_code == 422
    assert "Year" in refused.content.decode()


def test_a_null_character_goes_into_no_row(sign_in: SignIn) -> None:
    """PostgreSQL keeps none: what goes in on one database must go in on the other."""
    client = sign_in(organisation="cotswold")
    cell = "s~impact~as-now"
    refused = client.post(f"{SHARED}/decide/score/", {f"{cell}~likely": "10", f"{cell}~evidence": "a\0b", "do": "save"})
    assert refused.status_code == 422
    assert "a character that is no text" in refused.content.decode()
    actor = actor_for(person="cotswold.programme-manager", organisation="cotswold", partnership="vision-2020")
    assert not [row for row in case_for(actor).rows("scores") if "\0" in str(row.get("evidence"))]


def test_an_address_longer_than_the_records_keep_is_refused_before_a_role_is_offered(table: Table) -> None:
    address = f"{'a' * 260}@example.org"
    page = f"/partnerships/{table.slug}/partnership/people/"
    said = client_of("east").post(page, {"give-role": "1", "role-email": address, "role-duty": "scorer"})
    assert "at most 254 characters" in said.content.decode()
    assert not models.RoleOffer.objects.filter(email=address).exists()


def test_a_month_with_a_digit_that_is_none_is_refused_beside_its_field(sign_in: SignIn) -> None:
    given = {"table": "job_records", "period": "202²-04", "file": SimpleUploadedFile("may.csv", b"order_id\nZ1\n")}
    refused = sign_in("contract-manager", "example-county").post("/partnerships/running-contract/run/evidence/", given)
    assert refused.status_code == 422
    assert "is not a month" in refused.content.decode()


@pytest.mark.parametrize(
    "document",
    ["at = 2025-04-01T10:00:00", "x = nan", "x = 07:32:00", '[document]\nversion = "x"', "document = 3"],
)
def test_a_case_file_with_a_value_that_means_nothing_is_told_so(table: Table, document: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("case/case.toml", f'name = "{table.slug}"\ntitle = "Roads"\npurpose = "Roads"\n')
        archive.writestr("case/documents/note/odd.toml", document)
    file = SimpleUploadedFile("case.zip", held.getvalue())
    said = client_of("north").post(f"/partnerships/{table.slug}/partnership/case-file/", {"file": file})
    assert said.status_code == 200
    assert "a value of another kind" in said.content.decode()


def test_a_case_file_whose_defaults_are_no_table_is_told_so(table: Table) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("case/case.toml", f'name = "{table.slug}"\ntitle = "Roads"\npurpose = "Roads"\ndefaults = 3\n')
    file = SimpleUploadedFile("case.zip", held.getvalue())
    said = client_of("north").post(f"/partnerships/{table.slug}/partnership/case-file/", {"file": file})
    assert said.status_code == 200
    assert "is no table" in said.content.decode()
