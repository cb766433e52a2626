"""Who can sign in to the demonstration. Only made-up people are ever listed."""

from dataclasses import dataclass

from django.utils import timezone

from concordat.application.permissions import DUTIES
from concordat.data.records import models


@dataclass(frozen=True, slots=True)
class LogIn:
    email: str
    person: str
    organisation: str
    partnership: str
    duty: str


PASSWORD = "made-up people only"  # noqa: S105  printed for everybody; the demonstration listens on this machine alone


@dataclass(frozen=True, slots=True)
class PartnershipLogIns:
    title: str
    people: tuple[LogIn, ...]


def log_ins_by_partnership() -> tuple[PartnershipLogIns, ...]:
    """Each person once, also one who has a role for several of a partnership's organisations."""
    found = log_ins()
    return tuple(
        PartnershipLogIns(
            title, tuple({one.email: one for one in reversed(found) if one.partnership == title}.values())[::-1]
        )
        for title in dict.fromkeys(one.partnership for one in found)
    )


def names_held() -> frozenset[str]:
    return frozenset(models.Partnership.objects.values_list("slug", flat=True))


def log_ins() -> tuple[LogIn, ...]:
    found = (
        models.RoleHolding.objects.filter(
            models.in_force(timezone.localdate()), person__made_up=True, person__is_active=True
        )
        .select_related("person", "partnership")
        .order_by("partnership__slug", "pk")
    )
    return tuple(
        LogIn(row.person.email, row.person.name, row.organisation_id, row.partnership.title, DUTIES[row.role])
        for row in found
    )
