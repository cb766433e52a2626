from typing import Self

from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

from concordat.data.records.models.audience import AudienceQuerySet, HasAudience
from concordat.data.records.models.partnership import Partnership, RoleHolding, in_force
from concordat.domain.kernel.audience import CLOSED_TABLES, Viewer


class FactQuerySet(AudienceQuerySet["Fact"]):
    def visible_to(self, viewer: Viewer, *, partnership: str) -> Self:
        """Of a closed table only the viewer's own organisation's rows, whatever audience a row says it has; and none for
        somebody who acts for several organisations of the partnership: they would sit on both sides of the table."""
        another = Exists(roles_elsewhere(viewer, partnership=partnership))
        closed = Q(table__in=CLOSED_TABLES) & (~Q(organisation=viewer.organisation) | another)
        return super().visible_to(viewer, partnership=partnership).exclude(closed)


def roles_elsewhere(viewer: Viewer, *, partnership: str) -> models.QuerySet[RoleHolding]:
    """The roles that the viewer holds today in the partnership for another organisation than the one they act for."""
    return RoleHolding.objects.filter(
        in_force(timezone.localdate()),
        person__code=viewer.person,
        partnership__slug=partnership,
    ).exclude(organisation_id=viewer.organisation)


class Fact(HasAudience):
    """One revision of one row of a table in ``definitions/tables``: append-only (a trigger refuses changes).

    `values` holds each column as the text that `kernel.cells.read_cell` reads back, so that the database, a CSV file and a
    form hold the same words.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=80)
    row = models.CharField(max_length=200)
    revision = models.PositiveIntegerField()
    values = models.JSONField()
    source = models.TextField(blank=True)
    illustrative = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    hash = models.CharField(max_length=64, db_index=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["partnership", "table", "row", "revision"])]
        constraints = [
            # The organisation is part of it: two councils' private rows may share an identifier without either knowing.
            models.UniqueConstraint(
                fields=["partnership", "table", "organisation", "row", "revision"], name="a_revision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table}/{self.row} r{self.revision}"
