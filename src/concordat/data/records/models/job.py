from django.db import models

from concordat.data.records.models.audience import AudienceQuerySet, HasAudience
from concordat.data.records.models.partnership import Partnership


class JobState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(HasAudience):
    """Long work asked for from a page: what, by whom, how far, and what came of it. The row outlives any worker."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    done_share = models.FloatField(default=0)  # 0 to 1, for the progress bar
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)
    cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"
