"""Accounts of the release before get a home organisation, and nobody real becomes an administrator by it."""

from importlib import import_module

import pytest
from django.apps import apps

from concordat.data.records import models
from tests.people import Table

pytestmark = pytest.mark.django_db
MIGRATION = import_module("concordat.data.records.migrations.0005_accounts_fence")


def test_the_home_is_where_somebody_held_a_role_first(table: Table) -> None:
    models.Person.objects.update(home=None, administrator=False)
    models.Person.objects.filter(code="p-east").update(made_up=False)
    person = models.Person.objects.get(code="p-west")
    models.RoleHolding.objects.create(
        person=person,
        organisation_id="northmoor-test",
        partnership=models.Partnership.objects.get(slug=table.slug),
        role="scorer",
    )
    MIGRATION.find_homes(apps, None)
    found = {row.code: (row.home_id, row.administrator) for row in models.Person.objects.filter(code__startswith="p-")}
    assert found["p-north"] == ("northmoor-test", True)
    assert found["p-east"] == ("eastvale-test", False), "a real person: the operator invites the first administrator"
    assert found["p-west"] == ("westbeck-test", True)
    assert found["p-east_member"] == ("eastvale-test", False)
    assert found["p-outsider"] == (None, False), "no role anywhere"


def test_a_home_that_is_known_stays(table: Table) -> None:
    models.Person.objects.filter(code="p-north").update(home_id="farfield-test")
    MIGRATION.find_homes(apps, None)
    assert models.Person.objects.get(code="p-north").home_id == "farfield-test"
