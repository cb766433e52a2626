"""The demonstration's records are asked for once, by whom the recipe names."""

from pathlib import Path
from typing import Any

import pytest

from concordat.application import jobs
from concordat.application.actions import save_document
from concordat.application.actions.demonstration import ask_for_made_up_records
from concordat.application.queries.jobs import jobs_of
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from tests.application.tasks.test_records import RECIPE
from tests.people import Table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FOLDER = tmp_path
    monkeypatch.setattr(jobs, "HEARTBEAT", 300.0)  # its thread would wait for the test's own transaction


def a_recipe(table: Table, *, sender: str) -> None:
    text = RECIPE.replace("contract-manager", sender)
    save_document(by=table.north, kind="made_up_records", name="made-up", text=text, audience=PARTNERS_AND_CONTRACTOR)


def test_they_are_asked_for_once_seen_at_the_table_and_not_again_when_there(table: Table) -> None:
    from concordat.data.records import models

    models.Person.objects.filter(code="p-contractor").update(code="kerb-and-co-test.contract-manager")
    a_recipe(table, sender="contract-manager")
    ask_for_made_up_records()
    ask_for_made_up_records()
    (job,) = jobs_of(table.west)
    assert (job.title, job.author, job.state) == (
        "Made-up job records",
        "kerb-and-co-test.contract-manager",
        "waiting",
    )
    with as_the_system():  # this one alone: other tests' examples may be in the database too
        found = models.Job.objects.select_related("partnership").get(pk=job.number)
    jobs.run(found)
    ask_for_made_up_records()
    assert [one.state for one in jobs_of(table.west)] == ["done"]


def test_a_sender_without_a_seat_holds_nothing_up(table: Table) -> None:
    a_recipe(table, sender="nobody")
    ask_for_made_up_records()
    assert jobs_of(table.north) == ()
