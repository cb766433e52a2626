"""The pages of an administrator about protection and erasure, and that to everybody else they are not there."""

import pytest
from django.test import Client

from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db


def client_of(code: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(models.Person.objects.get(code=code))
    return client


@pytest.fixture
def colleague(table: Table) -> models.Person:
    return models.Person.objects.create(
        code="p-gone", email="zyzzogeton@eastvale.example", name="Zyzzogeton", home_id=table.east.organisation,
        is_active=False,
    )  # fmt: skip


def test_an_administrator_reads_what_is_on_and_what_is_off(table: Table) -> None:
    text = client_of("p-east").get("/accounts/protection/").content.decode()
    for name in ("HTTPS", "HSTS", "Content security policy", "Row-level security", "Second step", "Lockout", "Backup", "Trail checked", "Debugging is off", "Secret key"):  # fmt: skip
        assert name in text
    assert "CONCORDAT_HTTPS=true" in text


@pytest.mark.parametrize("who", ["p-east_member", "p-west"])
def test_to_nobody_else_these_pages_are_there(table: Table, colleague: models.Person, who: str) -> None:
    for address in ("/accounts/protection/", f"/accounts/people/{colleague.code}/erase/"):
        assert client_of(who).get(address).status_code == 404


def test_another_organisations_person_is_not_there(table: Table, colleague: models.Person) -> None:
    client = client_of("p-north")
    assert client.get(f"/accounts/people/{colleague.code}/erase/").status_code == 404
    assert client.post(f"/accounts/people/{colleague.code}/erase/", {"sure": "on"}).status_code == 404
    colleague.refresh_from_db()
    assert colleague.name == "Zyzzogeton"


def test_a_person_is_erased_after_saying_so(table: Table, colleague: models.Person) -> None:
    client, address = client_of("p-east"), f"/accounts/people/{colleague.code}/erase/"
    assert "Erase the person" in client.get(f"/accounts/people/{colleague.code}/").content.decode()
    shown = client.get(address).content.decode()
    assert "zyzzogeton@eastvale.example" in shown
    assert "cannot be undone" in shown
    refused = client.post(address, {}).content.decode()
    assert "Say that it is this person" in refused
    done = client.post(address, {"sure": "on"}, follow=True).content.decode()
    assert "The person is erased" in done
    assert "Zyzzogeton" not in done
    assert "This person is erased" in client.get(address).content.decode()
    with as_the_system():
        assert models.AuditEntry.objects.filter(act="person.erased", about="p-gone").count() == 1


def test_an_open_account_is_led_to_closing_first(table: Table, colleague: models.Person) -> None:
    models.Person.objects.filter(pk=colleague.pk).update(is_active=True)
    text = client_of("p-east").get(f"/accounts/people/{colleague.code}/erase/").content.decode()
    assert "Close it first" in text
    assert "Erase the person" not in text
