"""A partnership is the container of one case; who belongs to it and as what; which people hold which roles."""

from datetime import date

from django.db import models
from django.db.models import Q

from concordat.data.records.models.organisation import Organisation
from concordat.data.records.models.person import Person
from concordat.domain.kernel.organisations import Role


class Partnership(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    header = models.JSONField(default=dict)
    header_text = models.TextField(blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "organisation"], name="one_role_for_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.role}"


def in_force(day: date) -> Q:
    """Of memberships and of roles held: those that hold on the day. The day an end names is the first without it."""
    return (Q(from_date=None) | Q(from_date__lte=day)) & (Q(to_date=None) | Q(to_date__gt=day))


class RoleHolding(models.Model):
    """A person acts for an organisation in a partnership, in a role such as section 151 officer or scorer.

    A role that ends keeps its row, with the day: what the person did stays under their name.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="role_holders")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="role_holders")
    role = models.CharField(max_length=40)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "partnership", "role"], name="a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"
