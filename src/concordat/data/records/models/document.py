from django.db import models

from concordat.data.records.models.audience import AudienceQuerySet, HasAudience
from concordat.data.records.models.partnership import Partnership


class DocumentVersion(HasAudience):
    """One version of a document: immutable (a trigger refuses changes), named by its hash."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    text = models.TextField()
    hash = models.CharField(max_length=64, db_index=True)
    parent = models.CharField(max_length=64, blank=True)
    illustrative = models.BooleanField(default=False)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["partnership", "kind", "name", "version"])]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation", "kind", "name", "version"], name="a_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.name} v{self.version}"
