"""The audit trail a viewer may read: their own organisation's chain, and the partnership's chain of joint acts."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q

from concordat.application.actor import Actor
from concordat.application.audit import ACTS, about_in_words, organisation_chain, partnership_chain
from concordat.application.queries.partnerships import people_named
from concordat.data.records import models
from concordat.data.records.row_security import become
from concordat.domain.kernel.audience import PARTNERS, PARTNERS_AND_CONTRACTOR, Audience, can_see


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
    shown = list(islice((one for one in found.iterator() if _may_see(by, one)), most))
    about = {(str(entry.details.get("person", "")), entry.organisation) for entry in shown}
    names = {code: name for (code, _), name in people_named(about, by=by).items()}
    return tuple(
        EntrySeen(
            entry.at,
            entry.actor,
            entry.organisation,
            ACTS.get(entry.act, entry.act),
            about_in_words(entry, names),
            entry.hash,
            entry.chain == partnership_chain(by),
        )
        for entry in shown
    )


# Joint acts that say nothing of who may know of them: a release is the partners' matter, a delivery the contract's.
_AMONG = {
    "inputs.released": PARTNERS,
    "inputs.taken-back": PARTNERS,
    "evidence.delivered": PARTNERS_AND_CONTRACTOR,
}


def _may_see(by: Actor, entry: models.AuditEntry) -> bool:
    said = entry.details.get("audience", "")
    audience = Audience.from_text(said) if said else _AMONG.get(entry.act)
    return audience is None or can_see(
        by.viewer, audience=audience, organisation=entry.organisation, author=entry.actor
    )
