"""What only the operator can do with accounts."""

from typing import Any

import pytest
from django.core import mail

from concordat.application.queries.accounts import invited, resetting
from concordat.config.accounts import invite_administrator, reset
from concordat.config.environment import NotPossible
from concordat.data.records import models
from tests.people import Table

pytestmark = pytest.mark.django_db
ADDRESS = "https://concordat.example.gov.uk"


@pytest.fixture
def configured(settings: Any, table: Table) -> Any:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"address": ADDRESS})
    return settings


def first(organisation: str = "southlea-test", called: str = "Southlea", kind: str = "district") -> dict[str, Any]:
    return invite_administrator("lee@test.example", "Lee Moss (made up)", organisation, called, kind)


def test_the_first_administrator_of_an_organisation_that_is_not_here_yet(configured: Any) -> None:
    said = first()
    assert (said["to"], said["sent"]) == ("lee@test.example", False), "no mail server is named"
    assert said["link"].startswith(f"{ADDRESS}/invitation/")
    who = invited(said["link"].removeprefix(f"{ADDRESS}/invitation/").rstrip("/"))
    assert (who.organisation, who.organisation_name) == ("southlea-test", "Southlea")
    assert said["link"] in mail.outbox[0].body


def test_with_a_mail_server_the_operator_never_sees_the_link(configured: Any) -> None:
    configured.ENVIRONMENT = configured.ENVIRONMENT.model_copy(update={"email_host": "mail.example"})
    assert first() == {"to": "lee@test.example", "sent": True, "link": ""}
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("organisation", "called", "kind"),
    [("nowhere", "", ""), ("nowhere", "Nowhere", "no kind"), ("No Where", "x", "other")],
)
def test_a_mistake_brings_nothing_in_and_is_told(configured: Any, organisation: str, called: str, kind: str) -> None:
    before = models.Organisation.objects.count()
    with pytest.raises(NotPossible):
        first(organisation, called, kind)
    assert models.Organisation.objects.count() == before
    assert mail.outbox == []


def test_without_an_address_for_links_nothing_is_done(table: Table) -> None:
    with pytest.raises(NotPossible, match="CONCORDAT_ADDRESS"):
        first()
    with pytest.raises(NotPossible, match="CONCORDAT_ADDRESS"):
        reset("north@test.example")
    assert not models.Organisation.objects.filter(pk="southlea-test").exists()


def test_the_way_back_for_a_last_administrator(configured: Any) -> None:
    said = reset("North@test.example")
    assert resetting(said["link"].removeprefix(f"{ADDRESS}/new-password/").rstrip("/")).person == "p-north"
    with pytest.raises(NotPossible, match="no open account"):
        reset("nobody@nowhere.example")
