"""Long work: as the person who asked, with progress, cancel, and no loss when a worker dies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from concordat.application import jobs
from concordat.application.actions.jobs import ask_for, cancel_job
from concordat.application.files import files_of
from concordat.application.queries.jobs import JobSeen, job_of
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_heartbeat", lambda number: __import__("contextlib").nullcontext())
    for name in ("count", "fails", "stops", "ends"):
        monkeypatch.setitem(
            jobs.KINDS, name, jobs.JobKind(name, name, "case.export", f"tests.application.test_jobs:{name}")
        )


def count(actor, arguments, progress):  # type: ignore[no-untyped-def]
    for step in range(arguments["to"]):
        progress(step / arguments["to"], f"Step {step}")
    return {"counted": arguments["to"], "for": actor.organisation}


def fails(actor, arguments, progress):  # type: ignore[no-untyped-def]
    raise RuntimeError("a secret figure: 42")


def stops(actor, arguments, progress):  # type: ignore[no-untyped-def]
    with as_the_system():
        models.Job.objects.update(cancel_asked=True)
    progress(0.5, "Half way")
    raise AssertionError("it should have stopped")


def ends(actor, arguments, progress):  # type: ignore[no-untyped-def]
    progress(0.9, "Nearly there")
    cancel_job(by=actor, job=models.Job.objects.get().pk)
    return {"kept": True}


def state(table: Table, number: int) -> JobSeen:
    return job_of(table.east, number)


def test_a_job_runs_as_the_person_who_asked_and_keeps_its_result(table: Table) -> None:
    number = ask_for(by=table.east, kind="count", arguments={"to": 3})
    assert jobs.work(forever=False) == 1
    assert state(table, number).result == {"counted": 3, "for": "eastvale-test"}
    assert state(table, number).state == "done"


def test_a_failure_is_told_without_what_was_in_it(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    number = ask_for(by=table.east, kind="fails")
    jobs.work(forever=False)
    assert state(table, number).state == "failed"
    assert "42" not in state(table, number).message + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_running_job_stops_at_its_next_word_of_progress(table: Table) -> None:
    number = ask_for(by=table.east, kind="stops")
    jobs.work(forever=False)
    assert state(table, number).state == "cancelled"


def test_a_job_that_was_done_before_it_could_be_cancelled_says_so_and_keeps_its_result(table: Table) -> None:
    number = ask_for(by=table.east, kind="ends")
    jobs.work(forever=False)
    found = state(table, number)
    assert (found.state, found.message, found.result) == ("done", "Done before it could be cancelled", {"kept": True})


def test_a_report_cancelled_while_it_is_written_leaves_no_file(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(report: object) -> bytes:
        cancel_job(by=table.east, job=number)
        return b"the whole file"

    monkeypatch.setattr("concordat.presentation.report.to_word", written)
    monkeypatch.setattr("concordat.presentation.report.committee_report", lambda case, *, organisation: case)
    number = ask_for(by=table.east, kind="report", arguments={"ending": "docx"})
    jobs.work(forever=False)
    assert (state(table, number).state, state(table, number).result) == ("cancelled", None)
    assert files_of(table.east) == ()
    monkeypatch.setattr("concordat.presentation.report.to_word", lambda report: b"the whole file")
    ask_for(by=table.east, kind="report", arguments={"ending": "docx"})
    jobs.work(forever=False)
    assert len(files_of(table.east)) == 1, "without the cancelling the same job keeps one"


def test_a_job_cancelled_while_its_worker_was_dead_is_not_begun_again(table: Table) -> None:
    number = ask_for(by=table.east, kind="count", arguments={"to": 1})
    long_ago = timezone.now() - timedelta(minutes=5)
    with as_the_system():
        models.Job.objects.filter(pk=number).update(state="running", last_seen_at=long_ago, attempts=1)
    cancel_job(by=table.east, job=number)
    assert jobs.work(forever=False) == 0
    assert state(table, number).state == "cancelled"


def test_a_job_whose_worker_died_is_done_again(table: Table) -> None:
    number = ask_for(by=table.east, kind="count", arguments={"to": 1})
    long_ago = timezone.now() - timedelta(minutes=5)
    with as_the_system():
        models.Job.objects.filter(pk=number).update(state="running", worker="dead", last_seen_at=long_ago, attempts=1)
    jobs.work(forever=False)
    assert state(table, number).state == "done"


def test_a_job_that_kills_every_worker_is_given_up(table: Table) -> None:
    number = ask_for(by=table.east, kind="count", arguments={"to": 1})
    long_ago = timezone.now() - timedelta(minutes=5)
    with as_the_system():
        models.Job.objects.filter(pk=number).update(state="running", last_seen_at=long_ago, attempts=jobs.ATTEMPTS)
    jobs.work(forever=False)
    assert state(table, number).state == "failed"


def test_rights_lost_meanwhile_are_lost(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask_for(by=table.east, kind="count", arguments={"to": 1})
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-east").delete()
    jobs.work(forever=False)
    assert state(table, number).state == "failed"
