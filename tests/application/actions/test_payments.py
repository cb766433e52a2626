"""A month is issued once, whoever presses first."""

import threading

import pytest
from django.db import connection

from concordat.application import actions
from concordat.application.actions.demonstration import build_demonstration
from concordat.application.audit import first_that_does_not_fit
from concordat.application.errors import NotAccepted
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.payments import contract_for, payment_for
from concordat.data.files import read_case
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.statement import Says
from concordat.domain.performance.periods import Month
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.django_db
LINE = "performance/points/street_cleansing.fly_tips"


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_two_managers_who_issue_or_dispute_at_the_same_moment_do_it_once(transactional_db: None) -> None:
    case = read_case(EXAMPLES / "running-contract").case
    assert case is not None
    build_demonstration(cases=[case])
    county, contractor = (
        actor_for(person=f"{one}.contract-manager", organisation=one, partnership="running-contract")
        for one in ("example-county", "example-contractor")
    )
    held = payment_for(contractor, month="2026-01")
    assert held is not None
    ready, told, done = threading.Barrier(6), [], []

    def press(number: int) -> None:
        try:
            ready.wait(timeout=30)
            if number % 2:
                actions.issue_payment(by=county, month=Month(2026, 4))
            else:
                actions.answer_statement(
                    by=contractor, statement=held.statement, says=Says.DISPUTED, line=LINE, reason="Blocked"
                )
            done.append(number % 2)
        except NotAccepted as problem:
            told.append(str(problem))
        except Exception as problem:
            told.append(repr(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    assert sorted(told) == ["It was issued already."] * 2 + ["You have said so already."] * 2
    assert [one.month for one in contract_for(county).issued].count(Month(2026, 4)) == 1
    with as_the_system():
        assert first_that_does_not_fit() == (None, "")
