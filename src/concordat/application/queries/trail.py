"""The audit trail a viewer may read: their own organisation's chain, and the partnership's chain of joint acts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from concordat.application.actor import Actor
from concordat.application.audit import ACTS, organisation_chain, partnership_chain
from concordat.data.records import models
from concordat.data.records.row_security import become


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
    """The latest entries first."""
    mine = Q(chain=organisation_chain(by), partnership=by.partnership)
    joint = Q(chain=partnership_chain(by))
    become(by.viewer, by.partnership)
    found = models.AuditEntry.objects.filter(mine | joint).order_by("-at", "-number")[:most]
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
        for entry in found
    )
