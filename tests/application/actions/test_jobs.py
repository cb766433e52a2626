"""Who may ask for long work and who may cancel it; each leaves its entry in the trail."""

from dataclasses import replace

import pytest

from concordat.application import jobs
from concordat.application.actions.jobs import ask_for, cancel_job, cancel_job_as_operator
from concordat.application.actor import OPERATOR, Actor
from concordat.application.errors import NotAllowed, NotFound, NotNow
from concordat.application.queries.jobs import job_of, jobs_of, may_cancel
from concordat.application.queries.partnerships import people_named
from concordat.application.queries.trail import trail_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from tests.people import Table

pytestmark = pytest.mark.django_db


def cancelled_by() -> list[tuple[str, str]]:
    with as_the_system():
        return list(
            models.AuditEntry.objects.filter(act="job.cancelled").values_list("actor", "chain").order_by("number")
        )


def test_asking_needs_the_permission_of_what_is_asked(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.KINDS, "freeze", jobs.JobKind("freeze", "x", "decision.freeze", "nowhere:nothing"))
    with pytest.raises(NotAllowed):
        ask_for(by=table.east_member, kind="freeze")


def test_who_asked_cancels_a_waiting_job_and_no_worker_takes_it(table: Table) -> None:
    number = ask_for(by=table.east_member, kind="report")
    cancel_job(by=table.east_member, job=number)
    assert job_of(table.east, number).state == "cancelled"
    assert jobs.work(forever=False) == 0
    assert cancelled_by() == [("p-east_member", "organisation:eastvale-test")]


def test_an_administrator_cancels_a_colleagues_job(table: Table) -> None:
    number = ask_for(by=table.east_member, kind="report")
    cancel_job(by=table.east, job=number)
    assert job_of(table.east_member, number).state == "cancelled"
    assert cancelled_by() == [("p-east", "organisation:eastvale-test")]


def test_a_colleague_sees_it_and_cannot_cancel_it(table: Table) -> None:
    number = ask_for(by=table.east, kind="report")
    colleague = table.east_member
    assert not may_cancel(colleague, job_of(colleague, number))
    with pytest.raises(NotAllowed, match="person who asked for it"):
        cancel_job(by=colleague, job=number)
    assert (job_of(table.east, number).state, cancelled_by()) == ("waiting", [])


def test_nobody_of_another_organisation_sees_or_cancels_it(table: Table) -> None:
    number = ask_for(by=table.east, kind="report")
    for other in (table.west, table.north, table.contractor, replace(table.outsider, partnership=table.slug)):
        assert jobs_of(other) == ()
        with pytest.raises(NotFound):
            job_of(other, number)
        with pytest.raises(NotFound):
            cancel_job(by=other, job=number)
    assert cancelled_by() == []


def test_work_meant_for_everybody_is_still_cancelled_by_its_own_organisation_alone(table: Table) -> None:
    number = ask_for(by=table.east, kind="report", audience=PARTNERS_AND_CONTRACTOR)
    for other in (table.west, table.north, table.contractor):  # administrators, each of their own organisation
        assert not may_cancel(other, job_of(other, number))
        with pytest.raises(NotAllowed):
            cancel_job(by=other, job=number)
    assert (job_of(table.east, number).state, cancelled_by()) == ("waiting", [])


def test_what_has_ended_is_not_cancelled_and_leaves_no_entry(table: Table) -> None:
    number = ask_for(by=table.east, kind="report")
    cancel_job(by=table.east, job=number)
    with pytest.raises(NotNow, match="ended already"):
        cancel_job(by=table.east, job=number)
    assert len(cancelled_by()) == 1


def test_whoever_runs_the_service_cancels_any_job_in_the_trail_of_who_asked(table: Table) -> None:
    number = ask_for(by=table.east, kind="report")
    with pytest.raises(NotFound):
        cancel_job_as_operator(by=Actor(OPERATOR, "westbeck-test", table.slug), job=number)
    cancel_job_as_operator(by=Actor(OPERATOR, "eastvale-test", table.slug), job=number)
    assert job_of(table.east, number).state == "cancelled"
    assert cancelled_by() == [(OPERATOR, "organisation:eastvale-test")]
    (entry,) = [one for one in trail_for(table.east) if one.words == "cancelled"]
    assert (
        people_named([(entry.actor, entry.organisation)], by=table.east)[entry.actor, entry.organisation]
        == "Whoever runs the service"
    )
