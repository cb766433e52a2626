"""Files people gave and files made for them: kept under their hash, read only by those their audience allows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.errors import NotFound
from concordat.application.permissions import require
from concordat.application.queries.partnerships import partnership_row
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import become
from concordat.domain.kernel.audience import ORGANISATION, Audience
from concordat.domain.kernel.hashing import plain


@dataclass(frozen=True, slots=True)
class FileSeen:
    number: int
    name: str
    purpose: str
    size: int
    organisation: str
    audience: Audience
    kept_at: datetime
    findings: Any


@transaction.atomic
def keep_file(
    *,
    by: Actor,
    name: str,
    purpose: str,
    content: bytes,
    findings: Sequence[Any] = (),
    audience: Audience = ORGANISATION,
) -> int:
    """Keep the bytes; nothing given to us is ever lost. Returns the file's number."""
    require(by, "file.keep")
    become(by.viewer, by.partnership)
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    now = timezone.now()
    kept = models.StoredFile.objects.create(
        partnership=partnership_row(by.partnership),
        name=name[:200],
        purpose=purpose,
        hash=digest,
        size=len(content),
        findings=plain(list(findings)),
        organisation=by.organisation,
        author=by.person,
        entered_at=now,
        recorded_at=now,
        **audience_fields(audience),
    )
    record(
        by=by, act="file.kept", about=name, chain=organisation_chain(by), details={"hash": digest, "purpose": purpose}
    )
    return kept.pk


def files_of(by: Actor, *, purpose: str = "") -> tuple[FileSeen, ...]:
    found = models.StoredFile.objects.visible_to(by.viewer, partnership=by.partnership)
    if purpose:
        found = found.filter(purpose=purpose)
    return tuple(
        FileSeen(row.pk, row.name, row.purpose, row.size, row.organisation, row.audience, row.recorded_at, row.findings)
        for row in found.order_by("-pk")
    )


def file_of(by: Actor, number: int) -> tuple[FileSeen, bytes]:
    found = next((file for file in files_of(by) if file.number == number), None)
    if found is None:
        raise NotFound("There is no such file.")
    digest = models.StoredFile.objects.values_list("hash", flat=True).get(pk=number)
    with default_storage.open(f"{digest[:2]}/{digest}") as kept:
        return found, kept.read()
