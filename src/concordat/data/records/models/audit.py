from django.db import models


class AuditChain(models.Model):
    """The head of a chain, locked while an entry is added. One chain an organisation, one a partnership (joint acts)."""

    name = models.CharField(primary_key=True, max_length=120)  # "organisation:herefordshire", "partnership:parking"
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who did what, when. No foreign keys, so that the trail never depends on live data; each holds the last one's hash."""

    chain = models.CharField(max_length=120)
    number = models.PositiveBigIntegerField()
    act = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    organisation = models.CharField(max_length=80)
    partnership = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="a_place_in_the_chain")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.act}"
