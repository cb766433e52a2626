"""Long work asked for from a page, as a worker does it: progress, cancel, restart after a crash, and the result kept.

A job's row is the truth; workers come and go. A worker takes a waiting job, says every few seconds that it still lives,
and writes the result. A job whose worker has been silent for `SILENCE` goes back to waiting, at most `ATTEMPTS` times.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.db import close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotDone
from concordat.application.permissions import require
from concordat.application.problems import what_and_where
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.hashing import plain

log = logging.getLogger("concordat.jobs")

HEARTBEAT = 3.0  # seconds
SILENCE = timedelta(seconds=20)
ATTEMPTS = 3


class Cancelled(Exception):
    """Raised inside a task at its next word of progress once somebody asked to cancel."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """What can be asked for: its title, the permission it needs, and ``module:function`` that does it.

    The function is called as ``do(actor, arguments, progress)`` and returns plain values (they become JSON).
    """

    name: str
    title: str
    permission: str
    does: str


KINDS: dict[str, JobKind] = {
    kind.name: kind
    for kind in (
        JobKind("delivery", "Delivery of records", "evidence.deliver", "concordat.application.tasks.delivery:take_in"),
        JobKind("report", "Committee report", "report.make", "concordat.application.tasks.report:make"),
        JobKind("groupings", "Best groupings", "groupings.find", "concordat.application.tasks.groupings:find"),
        JobKind(
            "made-up-records", "Made-up job records", "evidence.see", "concordat.application.tasks.records:make_up"
        ),
        JobKind("simulation", "How sure it is", "simulation.draw", "concordat.application.tasks.simulation:draw"),
        JobKind("test-bench", "Test bench", "partnership.see", "concordat.application.tasks.test_bench:try_out"),
    )
}


def work(*, forever: bool = True, every: float = 0.5) -> int:
    """Take jobs until there are none (`forever=False`) or until stopped. Returns how many were done."""
    me = f"{os.uname().nodename[:30]}:{os.getpid()}"
    done = 0
    while True:
        put_back_the_silent()
        job = _take_one(me)
        if job is not None:
            run(job)
            done += 1
        elif not forever:
            return done
        else:
            close_old_connections()  # a database that was restarted is found again
            time.sleep(every)


def put_back_the_silent() -> int:
    """Jobs whose worker died go back to waiting, unless somebody asked to cancel them meanwhile.

    One that killed its workers `ATTEMPTS` times has failed. Returns how many wait again.
    """
    with as_the_system():
        return _put_back()


def _put_back() -> int:
    silent = models.Job.objects.filter(
        Q(last_seen_at=None) | Q(last_seen_at__lt=timezone.now() - SILENCE), state=models.JobState.RUNNING
    )
    silent.filter(cancel_asked=True).update(
        state=models.JobState.CANCELLED, finished_at=timezone.now(), message="Cancelled after the worker stopped"
    )
    silent.filter(attempts__gte=ATTEMPTS).update(
        state=models.JobState.FAILED, finished_at=timezone.now(), message="It stopped the worker three times"
    )
    return silent.update(state=models.JobState.WAITING, message="Started again after the worker stopped", done_share=0)


def _take_one(me: str) -> models.Job | None:
    with as_the_system():
        return _take(me)


def _take(me: str) -> models.Job | None:
    for number in (
        models.Job.objects.filter(state=models.JobState.WAITING).order_by("pk").values_list("pk", flat=True)[:5]
    ):
        taken = models.Job.objects.filter(pk=number, state=models.JobState.WAITING).update(
            state=models.JobState.RUNNING, worker=me, last_seen_at=timezone.now(), attempts=F("attempts") + 1
        )
        if taken:
            return models.Job.objects.select_related("partnership").get(pk=number)
    return None


def run(job: models.Job) -> None:
    """Do the work as the person who asked, with the rights they have now."""
    try:
        actor = actor_for(person=job.author, organisation=job.organisation, partnership=job.partnership.slug)
        require(actor, KINDS[job.kind].permission)
        with _heartbeat(job.pk):
            result = _function(KINDS[job.kind].does)(actor, job.arguments, _progress(job.pk))
        said = "Done before it could be cancelled" if _cancel_asked(job.pk) else "Done"
        _finish(job.pk, models.JobState.DONE, said, plain(result))
    except Cancelled as stopped:
        found = stopped.args[0] if stopped.args else None
        said = "Nothing of it is kept" if found is None else "What was found so far is kept"
        _finish(job.pk, models.JobState.CANCELLED, said, found)
    except NotAccepted as problem:
        told = "; ".join(f"{finding.message} {finding.fix}" for finding in problem.findings)
        _finish(job.pk, models.JobState.FAILED, told[:300])
    except NotDone as problem:
        _finish(job.pk, models.JobState.FAILED, str(problem)[:300])
    except Exception as problem:
        # The trace goes to the operator's log by kind and place only: its values may be private.
        place = what_and_where(problem, problem.__traceback__)
        fields = {"event": "job.failed", "job": job.pk, "kind": job.kind, **place}
        log.error("job %s (%s) failed: %s", job.pk, job.kind, place["problem"], extra={"fields": fields})
        _finish(
            job.pk,
            models.JobState.FAILED,
            "It could not be finished. Try again; if it fails again, tell your administrator the job's number.",
        )


def _function(dotted: str) -> Callable[[Actor, dict[str, Any], Callable[[float, str], None]], Any]:
    module, _, name = dotted.partition(":")
    found: Callable[[Actor, dict[str, Any], Callable[[float, str], None]], Any] = getattr(import_module(module), name)
    return found


def _progress(number: int) -> Callable[[float, str], None]:
    def tell(share: float, message: str) -> None:
        """How far, 0 to 1, and in words. Raises `Cancelled` where somebody asked for that."""
        _write(
            number,
            done_share=min(max(share, 0.0), 1.0),
            message=message[:300],
            last_seen_at=timezone.now(),
        )
        if _cancel_asked(number):
            raise Cancelled

    return tell


def _cancel_asked(number: int) -> bool:
    with as_the_system():
        return models.Job.objects.filter(pk=number, cancel_asked=True).exists()


def _write(number: int, **fields: Any) -> None:
    with as_the_system():
        models.Job.objects.filter(pk=number).update(**fields)


def _finish(number: int, state: str, message: str, result: Any = None) -> None:
    _write(
        number,
        state=state,
        message=message,
        result=result,
        finished_at=timezone.now(),
        done_share=1 if state == models.JobState.DONE else F("done_share"),
    )


@contextmanager
def _heartbeat(number: int) -> Iterator[None]:
    """Say every few seconds that the worker lives, from a thread of its own, however busy the work."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT):
            _write(number, last_seen_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=HEARTBEAT * 2)
