"""Long work as its page and the operator see it."""

from dataclasses import dataclass
from typing import Any

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.permissions import may
from concordat.application.queries.accounts import is_administrator
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system


@dataclass(frozen=True, slots=True)
class JobSeen:
    number: int
    kind: str
    title: str
    state: str
    done_share: float
    message: str
    cancel_asked: bool
    partnership: str
    organisation: str
    author: str
    asked_at: Any
    finished_at: Any
    result: Any
    arguments: dict[str, Any]

    @property
    def running(self) -> bool:
        return self.state in {"waiting", "running"}


def jobs_of(by: Actor, *, most: int = 50) -> tuple[JobSeen, ...]:
    found = models.Job.objects.visible_to(by.viewer, partnership=by.partnership).select_related("partnership")
    return tuple(_seen(job) for job in found.order_by("-pk")[:most])


def job_of(by: Actor, job: int) -> JobSeen:
    found = models.Job.objects.visible_to(by.viewer, partnership=by.partnership).filter(pk=job).first()
    if found is None:
        raise NotFound("There is no such job.")
    return _seen(found)


def may_cancel(by: Actor, job: JobSeen) -> bool:
    """Who asked for it may, and an administrator of the organisation that they asked for."""
    own = by.organisation == job.organisation
    return own and may(by, "job.cancel") and (by.person == job.author or is_administrator(by))


def every_job(*, most: int = 50) -> tuple[JobSeen, ...]:
    """For the operator's command line: titles and states, never results."""
    with as_the_system():
        return tuple(_seen(job) for job in models.Job.objects.select_related("partnership").order_by("-pk")[:most])


def any_job(job: int) -> JobSeen:
    """For the operator's command line: one job, whoever asked for it."""
    with as_the_system():
        found = models.Job.objects.select_related("partnership").filter(pk=job).first()
    if found is None:
        raise NotFound(f"There is no job {job}. List them with: concordat jobs")
    return _seen(found)


def _seen(job: models.Job) -> JobSeen:
    return JobSeen(
        job.pk,
        job.kind,
        job.title,
        job.state,
        job.done_share,
        job.message,
        job.cancel_asked,
        job.partnership.slug,
        job.organisation,
        job.author,
        job.entered_at,
        job.finished_at,
        job.result,
        job.arguments,
    )
