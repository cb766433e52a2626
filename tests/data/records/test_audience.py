"""Three statements of one rule agree: `can_see`, `visible_to`, and on PostgreSQL row-level security."""

from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import as_the_system, become, become_nobody
from concordat.domain.kernel.audience import Audience, Reach, Viewer, can_see
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
OWNERS = ("eastvale-test", "westbeck-test", "")
AUTHORS = ("p-east", "p-west", "")


def audiences() -> list[Audience]:
    plain = [Audience(reach) for reach in Reach if reach is not Reach.NAMED]
    return [
        *plain,
        Audience(Reach.NAMED, ("westbeck-test",)),
        Audience(Reach.NAMED, ("northmoor-test", "westbeck-test")),
    ]


def viewers() -> list[Viewer]:
    roles: list[Role | None] = [*Role, None]
    return [
        Viewer(person, organisation, role)
        for person, organisation in [
            ("p-east", "eastvale-test"),
            ("p-other", "eastvale-test"),
            ("p-west", "westbeck-test"),
            ("", ""),
        ]
        for role in (roles if organisation else [None])
    ]


@pytest.fixture
def rows(table: Table) -> dict[int, tuple[Audience, str, str]]:
    """One fact for every audience, owner and author, by its key."""
    partnership = models.Partnership.objects.get(slug=table.slug)
    made = {}
    with as_the_system():
        for place, (audience, owner, author) in enumerate(product(audiences(), OWNERS, AUTHORS)):
            row = models.Fact.objects.create(
                partnership=partnership,
                table="objectives",
                row=f"r{place}",
                revision=1,
                values={},
                hash="0" * 64,
                organisation=owner,
                author=author,
                recorded_at=timezone.now(),
                **audience_fields(audience),
            )
            made[row.pk] = (audience, owner, author)
    return made


def test_visible_to_is_the_rule(table: Table, rows: dict[int, tuple[Audience, str, str]]) -> None:
    for viewer in viewers():
        expected = {
            key
            for key, (audience, owner, author) in rows.items()
            if can_see(viewer, audience=audience, organisation=owner, author=author)
        }
        found = set(models.Fact.objects.visible_to(viewer, partnership=table.slug).values_list("pk", flat=True))
        assert found == expected, viewer


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
def test_row_level_security_is_the_same_rule(table: Table, rows: dict[int, tuple[Audience, str, str]]) -> None:
    for viewer in viewers():
        become(viewer, table.slug)
        expected = {
            key
            for key, (audience, owner, author) in rows.items()
            if can_see(viewer, audience=audience, organisation=owner, author=author)
        }
        assert set(models.Fact.objects.values_list("pk", flat=True)) == expected, viewer


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
def test_a_connection_told_nothing_sees_public_rows_only(rows: dict[int, tuple[Audience, str, str]]) -> None:
    become_nobody()
    assert {rows[key][0].reach for key in models.Fact.objects.values_list("pk", flat=True)} == {Reach.PUBLIC}


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="roles are PostgreSQL's")
def test_the_service_runs_as_a_role_that_security_binds(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
