from django.db import models

from concordat.data.records.models.audience import AudienceQuerySet, HasAudience
from concordat.data.records.models.partnership import Partnership


class Freeze(HasAudience):
    """The inputs and results of a decision, by hash, as decided: they can be reopened and recomputed for ever."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    case_hash = models.CharField(max_length=64)
    facts = models.JSONField()  # identifiers of the Fact rows that counted
    documents = models.JSONField()  # identifiers of the DocumentVersion rows that counted
    results = models.JSONField()  # name of a result → its hash
    engine = models.CharField(max_length=40)

    objects = AudienceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
