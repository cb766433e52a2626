"""What every row with an audience has, and the only way to read one: `visible_to`."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from concordat.data.records.row_security import become
from concordat.domain.kernel.audience import PARTNER_ROLES, Audience, Reach, Viewer
from concordat.domain.kernel.organisations import Role


def may_see(viewer: Viewer) -> Q:
    """The rule of `domain.kernel.audience.can_see` as a condition; a test holds the two together."""
    public = Q(reach=Reach.PUBLIC)
    if not viewer.organisation:
        return public
    own = Q(organisation=viewer.organisation)
    seen = public | (own & ~Q(reach=Reach.MINE))
    if viewer.person:
        seen |= own & Q(reach=Reach.MINE, author=viewer.person)
    if viewer.role is not None:
        seen |= Q(reach=Reach.NAMED, named_organisations__contains=f";{viewer.organisation};")
    if viewer.role in PARTNER_ROLES:
        seen |= Q(reach__in=[Reach.PARTNERS, Reach.PARTNERS_AND_CONTRACTOR])
    if viewer.role is Role.CONTRACTOR:
        seen |= Q(reach=Reach.PARTNERS_AND_CONTRACTOR)
    return seen


_Row = TypeVar("_Row", bound=models.Model)


class AudienceQuerySet(models.QuerySet[_Row]):
    def visible_to(self, viewer: Viewer, *, partnership: str) -> Self:
        """The rows of the partnership that the viewer may see. The connection is told too: see `row_security`."""
        become(viewer, partnership)
        return self.filter(may_see(viewer), partnership__slug=partnership)


class HasAudience(models.Model):
    """Whose it is (`organisation`, an identifier), who may see it, who entered it (a person's code) and when."""

    organisation = models.CharField(max_length=80, blank=True)
    reach = models.CharField(max_length=30, choices=[(reach.value, reach.value) for reach in Reach])
    named_organisations = models.CharField(max_length=2000, blank=True)  # ";east-herts;stevenage;"
    author = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def audience(self) -> Audience:
        names = tuple(name for name in self.named_organisations.split(";") if name)
        return Audience(Reach(self.reach), names)


def audience_fields(audience: Audience) -> dict[str, str]:
    """The two columns an audience is kept in."""
    named = f";{';'.join(audience.organisations)};" if audience.organisations else ""
    return {"reach": audience.reach.value, "named_organisations": named}
