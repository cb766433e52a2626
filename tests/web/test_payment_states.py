"""The pages of a contract when something is missing, broken or still to be decided."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from concordat.application import actions
from concordat.application.actions.facts import RowGiven
from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
RUN = "/partnerships/running-contract/run"
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")


@pytest.fixture
def county(db: None) -> Actor:
    who = "example-county.contract-manager"
    return actor_for(person=who, organisation="example-county", partnership="running-contract")


def withdraw_index(by: Actor) -> None:
    row = case_for(by).row("index_values", "pay-2025-11")
    assert row is not None
    given = RowGiven(row.id, dict(row.values), row.source, row.illustrative, PARTNERS_AND_CONTRACTOR)
    actions.append_facts(by=by, table="index_values", rows=[replace(given, withdrawn=True)])


@pytest.mark.parametrize("who", [COUNTY, CONTRACTOR])
def test_a_month_whose_index_is_missing_says_so_and_issued_ones_stay_open(
    sign_in: SignIn, county: Actor, who: tuple[str, str]
) -> None:
    withdraw_index(county)
    client = sign_in(*who)
    page = client.get(f"{RUN}/statements/2026-04/").content.decode()
    assert "April 2026 cannot be worked out yet" in page
    assert "The value of pay for 2025-11 is not known" in page
    assert "The value of pay for 2025-11 is not known" in client.get(f"{RUN}/statements/").content.decode()
    assert "the same to the penny" in client.get(f"{RUN}/statements/2026-03/").content.decode()


def test_work_without_an_agreed_rate_is_named_beside_the_register(sign_in: SignIn, county: Actor) -> None:
    values = {
        "contract": "county-highways", "month": "2026-04", "kind": "orders", "about": "tree surgery",
        "amount": 150_000,
    }  # fmt: skip
    rows = [RowGiven("trees-2026-04", values, "The job records", True, PARTNERS_AND_CONTRACTOR)]
    actions.append_facts(by=county, table="contract_entries", rows=rows)
    client = sign_in(*COUNTY)
    assert "Orders of “tree surgery”" in client.get(f"{RUN}/statements/2026-04/").content.decode()
    assert "Orders of “tree surgery”" in client.get(f"{RUN}/anomalies/").content.decode()


def test_a_disputed_line_says_since_when_and_who_must_answer(sign_in: SignIn) -> None:
    page = " ".join(sign_in(*CONTRACTOR).get(f"{RUN}/statements/2026-03/").content.decode().split())
    assert "Example County Council must answer by 2 May 2026." in page
    assert "Five of the eight lay on private land, which has not counted since April 2025" in page


def test_a_settled_dispute_says_what_it_came_to(sign_in: SignIn) -> None:
    page = sign_in(*COUNTY).get(f"{RUN}/disputes/").content.decode()
    page = " ".join(re.sub("</?span[^>]*>", "", page).split())
    assert "−£122.73 became −£61.37 on 8 January 2025" in page


def test_months_are_entered_as_counted(county: Actor) -> None:
    """What the client decides about the term is a row like any other."""
    values = {
        "contract": "county-highways", "month": "2026-03", "kind": "months given", "about": "extension",
        "quantity": Decimal(12), "note": "Panel of May 2026",
    }  # fmt: skip
    rows = [RowGiven("term-2026", values, "Minutes", True, PARTNERS_AND_CONTRACTOR)]
    actions.append_facts(by=county, table="contract_entries", rows=rows)
    assert case_for(county).row("contract_entries", "term-2026") is not None
