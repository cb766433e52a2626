"""Who can sign in to the demonstration. Only made-up people are ever listed."""

from dataclasses import dataclass

from concordat.application.permissions import DUTIES
from concordat.data.records import models


@dataclass(frozen=True, slots=True)
class LogIn:
    email: str
    person: str
    organisation: str
    partnership: str
    duty: str


def names_held() -> frozenset[str]:
    return frozenset(models.Partnership.objects.values_list("slug", flat=True))


def log_ins() -> tuple[LogIn, ...]:
    found = (
        models.RoleHolding.objects.filter(person__made_up=True)
        .select_related("person", "partnership")
        .order_by("partnership__slug", "pk")
    )
    return tuple(
        LogIn(row.person.email, row.person.name, row.organisation_id, row.partnership.title, DUTIES[row.role])
        for row in found
    )
