"""The operator cancels long work from the service's own machine."""

import pytest

from concordat.application.actions.jobs import ask_for
from concordat.config.environment import NotPossible
from concordat.config.jobs import cancel
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db


def test_what_is_said_is_how_the_job_then_stands(table: Table) -> None:
    waiting, running = (ask_for(by=table.east, kind="report") for _ in range(2))
    with as_the_system():
        models.Job.objects.filter(pk=running).update(state="running")
    told = {"title": "Committee report", "organisation": "eastvale-test"}
    assert cancel(waiting) == {"number": waiting, "state": "cancelled", **told}
    assert cancel(running) == {"number": running, "state": "running", **told}


def test_a_job_that_is_not_there_or_has_ended_is_told_in_a_sentence(table: Table) -> None:
    number = ask_for(by=table.east, kind="report")
    with pytest.raises(NotPossible, match="no job 99999999"):
        cancel(99999999)
    cancel(number)
    with pytest.raises(NotPossible, match="ended already"):
        cancel(number)
