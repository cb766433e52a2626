from django.db import models

from concordat.domain.kernel.organisations import OrganisationKind


class Organisation(models.Model):
    """A public body or another party at the table. Its identifier is a short name that does not change."""

    id = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    ons_code = models.CharField(max_length=9, blank=True)
    predecessors = models.JSONField(default=list, blank=True)
    successors = models.JSONField(default=list, blank=True)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
