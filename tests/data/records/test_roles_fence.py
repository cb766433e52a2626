"""PostgreSQL itself lets the organisation that a role is held for change it, and no other; everybody may ask who acts where."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from concordat.application.actions.roles import end_role, hold
from concordat.application.actor import Actor
from concordat.data.records import models
from concordat.data.records.row_security import become, become_nobody
from concordat.domain.kernel.audience import Viewer
from tests.people import Table

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no second fence.")


def roles_of_east() -> QuerySet[models.RoleHolding]:
    return models.RoleHolding.objects.filter(organisation_id="eastvale-test")


def test_another_organisation_changes_and_removes_nothing(table: Table) -> None:
    today = timezone.localdate()
    for viewer in (Viewer("p-north", "northmoor-test"), Viewer("p-contractor", "kerb-and-co-test"), Viewer()):
        become(viewer, table.slug)
        assert roles_of_east().exists()
        assert roles_of_east().update(to_date=today) == 0
        assert roles_of_east().delete()[0] == 0
    become_nobody()
    assert roles_of_east().update(to_date=today) == 0


def test_nobody_moves_a_role_of_their_own_to_another_organisation(table: Table) -> None:
    become(Viewer("p-north", "northmoor-test"), table.slug)
    own = models.RoleHolding.objects.filter(person__code="p-north", role="scorer")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        own.update(organisation_id="eastvale-test")


def test_its_own_organisation_ends_it_and_gives_it_again(table: Table) -> None:
    held = models.RoleHolding.objects.get(person__code="p-east_member")
    end_role(by=Actor("p-east", "eastvale-test"), number=held.pk)
    held.refresh_from_db()
    assert held.to_date == timezone.localdate()
    become_nobody()
    hold(held.person, table.slug, "eastvale-test", "member")
    held.refresh_from_db()
    assert held.to_date is None
