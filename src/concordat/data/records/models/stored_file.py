from django.db import models

from concordat.data.records.models.audience import AudienceQuerySet, HasAudience
from concordat.data.records.models.partnership import Partnership


class StoredFile(HasAudience):
    """An uploaded or made file, kept under its hash: never lost, and read only by those its audience allows."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=60)  # "upload", "quarantine", "report" …
    hash = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    findings = models.JSONField(default=list, blank=True)

    objects = AudienceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
