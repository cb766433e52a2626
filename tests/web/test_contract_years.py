"""A contract whose years begin in September, on its pages and in its files."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from concordat.application import actions
from concordat.application.actions.facts import RowGiven
from concordat.application.actor import Actor
from concordat.application.queries.partnerships import actor_for
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
RUN = "/partnerships/running-contract/run"
WORKED = Path(__file__).parents[2] / "examples" / "mechanisms" / "short-first-year" / "mechanism.toml"
NAME = "waste"


@pytest.fixture
def county(db: None) -> Actor:
    who = "example-county.contract-manager"
    return actor_for(person=who, organisation="example-county", partnership="running-contract")


def sign_the_contract(by: Actor) -> None:
    """The worked mechanism of December, with years from September: nine months of them are left of the first."""
    rules = WORKED.read_text().replace('"client"', '"example-county"').replace('"contractor"', '"example-contractor"')
    rules = rules.replace("starts = ", 'year_begins = "September"\nstarts = ')
    actions.save_document(
        by=by, kind="mechanism", name=NAME, text=rules, audience=PARTNERS_AND_CONTRACTOR, illustrative=True
    )
    for month, value in (("2027-08", 90), ("2027-09", 100)):
        row = {"contract": NAME, "measure": "repairs", "month": month, "value": Decimal(value)}
        given = [RowGiven(f"waste-{month}", row, "Test", True, PARTNERS_AND_CONTRACTOR)]
        actions.append_facts(by=by, table="measure_values", rows=given)


@pytest.mark.parametrize("who", ["example-county", "example-contractor"])
def test_a_contracts_own_years_are_named_by_their_months(sign_in: SignIn, county: Actor, who: str) -> None:
    sign_the_contract(county)
    client = sign_in("contract-manager", who)

    def read(page: str) -> str:
        return " ".join(client.get(f"{RUN}/{page}/?contract={NAME}").content.decode().split())

    term = read("extension")
    assert '<th scope="row">September 2026 to August 2027</th>' in term
    assert "A first year of 9 months counts in proportion." in term
    assert (
        "Contract years run from 1 September to 31 August. The first year is shorter and ends on 31 August 2027."
        in term
    )
    assert "counts in it by 9 twelfths, months of term to the nearest whole one." in read("mechanism")
    assert "Contract year September 2026 to August 2027, month 12 of 12." in read("statements/2027-08")


def test_a_statement_taken_away_says_in_which_contract_year_it_lies(sign_in: SignIn, county: Actor) -> None:
    sign_the_contract(county)
    client = sign_in("contract-manager", "example-county")
    answer = client.get(f"{RUN}/statements/2027-09/statement.xlsx?contract={NAME}")
    book = load_workbook(io.BytesIO(answer.content))
    said = {row[0].value: row[1].value for row in book["Statement"].iter_rows(max_row=8)}
    assert said["Contract year"] == "September 2027 to August 2028, month 1 of 12"
