"""Long work asked for, and cancelled. What a worker then does with it is in `application.jobs`."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.errors import NotAllowed, NotFound, NotNow
from concordat.application.jobs import KINDS
from concordat.application.permissions import require
from concordat.application.queries.jobs import JobSeen, any_job, job_of, may_cancel
from concordat.application.queries.partnerships import partnership_row
from concordat.data.records import models
from concordat.data.records.models import JobState
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import ORGANISATION, Audience
from concordat.domain.kernel.hashing import plain


@transaction.atomic
def ask_for(
    *, by: Actor, kind: str, title: str = "", arguments: dict[str, Any] | None = None, audience: Audience = ORGANISATION
) -> int:
    """Queue a job. Returns its number; the page at that number shows how far it is."""
    known = KINDS[kind]
    require(by, known.permission)
    become(by.viewer, by.partnership)
    now = timezone.now()
    job = models.Job.objects.create(
        partnership=partnership_row(by.partnership),
        kind=kind,
        title=title or known.title,
        arguments=plain(arguments or {}),
        organisation=by.organisation,
        author=by.person,
        entered_at=now,
        recorded_at=now,
        **audience_fields(audience),
    )
    record(by=by, act="job.asked", about=job.title, chain=organisation_chain(by), details={"job": job.pk})
    return job.pk


@transaction.atomic
def cancel_job(*, by: Actor, job: int) -> None:
    """Ask a job to stop. One that waits stops at once; one that runs stops at its next word of progress.

    Raises `NotFound`, `NotAllowed` for anybody but who asked and their administrator, and `NotNow` once it has ended.
    """
    found = job_of(by, job)
    if not may_cancel(by, found):
        raise NotAllowed("Only the person who asked for it, or an administrator of their organisation, can cancel it.")
    _cancel(by, found)


@transaction.atomic
def cancel_job_as_operator(*, by: Actor, job: int) -> None:
    """The same for whoever runs the service, from its own machine. The entry is in the trail of who asked for the job."""
    found = any_job(job)
    if found.organisation != by.organisation:
        raise NotFound("There is no such job.")
    with as_the_system():
        _cancel(by, found)


def _cancel(by: Actor, found: JobSeen) -> None:
    # The first update holds the row, so that no worker takes the job between it and the second.
    standing = models.Job.objects.filter(pk=found.number, state__in=(JobState.WAITING, JobState.RUNNING))
    if not standing.update(cancel_asked=True):
        raise NotNow("It has ended already, so there is nothing to cancel.")
    standing.filter(state=JobState.WAITING).update(
        state=JobState.CANCELLED, finished_at=timezone.now(), message="Cancelled before it began"
    )
    record(by=by, act="job.cancelled", about=found.title, chain=organisation_chain(by), details={"job": found.number})
