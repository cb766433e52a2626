"""Worked mechanisms as contracts on the pages: a limit opens to its rule and months, what is entered is paid for."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from concordat.application import actions
from concordat.application.actions.facts import RowGiven
from concordat.application.actor import Actor
from concordat.application.queries.partnerships import actor_for
from concordat.data.files.plain import read_plain
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.money import read_pounds
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
RUN = "/partnerships/running-contract/run"
WORKED = Path(__file__).parents[2] / "examples" / "mechanisms"


@pytest.fixture
def county(db: None) -> Actor:
    who = "example-county.contract-manager"
    return actor_for(person=who, organisation="example-county", partnership="running-contract")


def sign(by: Actor, name: str) -> None:
    """The mechanism, and its evidence as rows that the client enters."""
    rules = (WORKED / name / "mechanism.toml").read_text()
    rules = rules.replace('"client"', '"example-county"').replace('"contractor"', '"example-contractor"')
    actions.save_document(
        by=by, kind="mechanism", name=name, text=rules, audience=PARTNERS_AND_CONTRACTOR, illustrative=True
    )
    evidence, _ = read_plain(WORKED / name / "evidence.toml")
    for part, table in (("figure", "measure_values"), ("entry", "contract_entries")):
        rows = [
            RowGiven(f"{name}-{part}-{place}", row(name, one), "Test", True, PARTNERS_AND_CONTRACTOR)
            for place, one in enumerate((evidence or {}).get(part, ()))
        ]
        if rows:
            actions.append_facts(by=by, table=table, rows=rows)


def row(contract: str, one: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = {"contract": contract}
    for key, value in one.items():
        if key == "amount":
            held[key] = int(read_pounds(value) * 100)
        else:
            held[key] = (
                Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
            )
    if "numerator" in one:
        held |= {"scale": Decimal(100), "value": Decimal(one["numerator"] * 100) / one["denominator"]}
    return held


@pytest.mark.parametrize("who", ["example-county", "example-contractor"])
def test_a_right_that_follows_from_a_level_opens_to_its_rule_and_to_every_month(
    sign_in: SignIn, county: Actor, who: str
) -> None:
    sign(county, "lights-in-light")
    said = sign_in("contract-manager", who).get(f"{RUN}/statements/2026-05/?contract=lights-in-light").content.decode()
    limits = " ".join(said[said.index("Limits over months") :].split())
    assert (
        "Lights in light, May 2026: 92.995% against less than 93%: passed. The authority may end the contract."
        in limits
    )
    assert "Lights in light below 93% in a month: The authority may end the contract." in limits
    assert "<li>April 2026: 93% (18,600 of 20,000)</li>" in limits
    assert "<li>May 2026: 92.995% (18,599 of 20,000)</li>" in limits


def test_substitute_waste_that_was_entered_is_settled_at_the_years_end(sign_in: SignIn, county: Actor) -> None:
    sign(county, "substitute-waste")
    client = sign_in("contract-manager", "example-contractor")
    said = " ".join(client.get(f"{RUN}/statements/2027-03/?contract=substitute-waste").content.decode().split())
    assert "£65,500.00" in said
    assert (
        "10,000 tonnes of 10,000 tonnes make up the minimum; their price is £365,500.00 and they brought £300,000.00"
        in said
    )
    assert "substitute income £180,000.00" in said  # every row of the year behind the line, not the last month's alone
    assert "substitute income £120,000.00" in said
