"""The audit trail a viewer may read: their own organisation's chain, and the partnership's chain of joint acts."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q

from concordat.application.actor import Actor
from concordat.application.audit import ACTS, organisation_chain, partnership_chain
from concordat.data.records import models
from concordat.data.records.row_security import become
from concordat.domain.kernel.audience import Audience, can_see


@dataclass(frozen=True, slots=True)
class EntrySeen:
    at: datetime
    actor: str
    organisation: str
    words: str
    about: str
    hash: str
    joint: bool


def trail_for(by: Actor, *, most: int = 200) -> tuple[EntrySeen, ...]:
    """The latest entries first. A joint act about what only some may see is shown to those alone."""
    mine = Q(chain=organisation_chain(by), partnership=by.partnership)
    joint = Q(chain=partnership_chain(by))
    become(by.viewer, by.partnership)
    found = models.AuditEntry.objects.filter(mine | joint).order_by("-at", "-number")
    return tuple(
        EntrySeen(
            entry.at,
            entry.actor,
            entry.organisation,
            ACTS.get(entry.act, entry.act),
            entry.about,
            entry.hash,
            entry.chain == partnership_chain(by),
        )
        for entry in islice((one for one in found.iterator() if _may_see(by, one)), most)
    )


def _may_see(by: Actor, entry: models.AuditEntry) -> bool:
    audience = entry.details.get("audience", "")
    return not audience or can_see(
        by.viewer, audience=Audience.from_text(audience), organisation=entry.organisation, author=entry.actor
    )
