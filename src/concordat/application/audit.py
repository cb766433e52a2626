"""The audit trail: entries that chain by hash, one chain an organisation and one a partnership for joint acts."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.data.records.models import AuditChain, AuditEntry
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.hashing import content_hash, plain

# How each act reads on a page: "{who} {words} {about}".
ACTS = {
    "partnership.created": "started the partnership",
    "facts.appended": "entered rows in",
    "document.saved": "saved",
    "case.imported": "imported a case file into",
    "member.added": "added a member to the partnership:",
    "role.given": "gave a role:",
    "role.offered": "offered a role:",
    "role.offered-again": "offered again a role:",
    "role.offer-withdrawn": "withdrew the offer of a role:",
    "role.taken-up": "took up a role:",
    "role.ended": "ended a role:",
    "decision.frozen": "froze a decision:",
    "inputs.released": "released for joint calculations:",
    "inputs.taken-back": "took back a release:",
    "inputs.published": "published",
    "proposal.took-effect": "froze what every body agreed:",
    "evidence.delivered": "delivered evidence:",
    "evidence.dismissed": "dismissed from quarantine:",
    "file.kept": "kept a file:",
    "job.asked": "asked for",
    "job.cancelled": "cancelled",
    "invitation.sent": "sent",
    "invitation.sent-again": "sent again",
    "invitation.withdrawn": "withdrew",
    "invitation.accepted": "accepted",
    "password.reset-sent": "sent a link for a new password to",
    "password.chosen": "chose a new password by a link",
    "password.changed": "changed their password",
    "second-step.set-up": "set up a second step",
    "second-step.taken-away": "took their second step away",
    "second-step.reset": "took away the second step of",
    "recovery-codes.made": "made new recovery codes",
    "recovery-code.used": "used a recovery code",
    "identity.bound": "signed in through their organisation's own sign-in for the first time",
    "account.locked": "had too many failed sign-ins, which locked the account of",
    "account.unlocked": "unlocked the account of",
    "account.closed": "closed the account of",
    "person.erased": "erased the person",
    "retention.carried-out": "let go of what was beyond its time:",
    "account.opened-again": "opened again the account of",
    "administrator.made": "made an administrator of accounts:",
    "administrator.no-longer": "took from an administrator of accounts:",
    "session.started": "signed in",
    "session.ended": "ended a session",
}


def organisation_chain(actor: Actor) -> str:
    return f"organisation:{actor.organisation}"


def partnership_chain(actor: Actor) -> str:
    return f"partnership:{actor.partnership}"


def record(*, by: Actor, act: str, about: str, chain: str, details: Mapping[str, Any] | None = None) -> AuditEntry:
    """Add one entry. Call it inside the transaction of the act it records; without an actor there is no entry."""
    if not by.person or not by.organisation:
        raise ValueError("An audit entry needs a person and the organisation they act for.")
    become(by.viewer, by.partnership)
    head = take_turn(chain)
    entry = AuditEntry(
        chain=chain,
        number=head.length + 1,
        act=act,
        actor=by.person,
        organisation=by.organisation,
        partnership=by.partnership,
        about=about[:400],
        details=plain(dict(details or {})),
        at=timezone.now(),
        previous=head.head,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.length, head.head = entry.number, entry.hash
    head.save(update_fields=["length", "head"])
    return entry


def about_in_words(entry: AuditEntry, names: Mapping[str, str]) -> str:
    """What the entry is about, with the name of the person it names by their code, where the reader is told it."""
    code = str(entry.details.get("person", ""))
    return entry.about.replace(code, names[code]) if code in names else entry.about


def take_turn(chain: str) -> AuditChain:
    """Wait until nobody else writes to the chain, and keep it until the transaction ends: what is read after this is what
    the next revision is added to. An organisation's own chain is taken before a partnership's."""
    AuditChain.objects.get_or_create(name=chain)
    return AuditChain.objects.select_for_update().get(name=chain)


def entry_hash(entry: AuditEntry) -> str:
    return content_hash(
        {
            "chain": entry.chain,
            "number": entry.number,
            "act": entry.act,
            "actor": entry.actor,
            "organisation": entry.organisation,
            "partnership": entry.partnership,
            "about": entry.about,
            "details": entry.details,
            "at": entry.at,
            "previous": entry.previous,
        }
    )


def first_that_does_not_fit() -> tuple[AuditEntry | None, str]:
    """Walk every chain. (None, "") where all fit; otherwise the first entry that does not, and why."""
    with as_the_system():
        return _first_that_does_not_fit()


def chain_lengths() -> dict[str, int]:
    """How many entries each chain holds, for the operator."""
    return dict(AuditChain.objects.order_by("name").values_list("name", "length"))


def _first_that_does_not_fit() -> tuple[AuditEntry | None, str]:
    for chain in AuditChain.objects.order_by("name"):
        previous, number = "", 0
        for entry in AuditEntry.objects.filter(chain=chain.name).order_by("number").iterator():
            number += 1
            if entry.number != number:
                return entry, f"entry {number} of {chain.name} is missing"
            if entry.previous != previous:
                return entry, "it does not follow the entry before it"
            if entry.hash != entry_hash(entry):
                return entry, "what it says was changed"
            previous = entry.hash
        if (chain.length, chain.head) != (number, previous):
            last = AuditEntry.objects.filter(chain=chain.name).order_by("-number").first()
            return last, f"the end of {chain.name} was cut off"
    return None, ""
