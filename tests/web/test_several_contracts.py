"""A second contract in the same partnership: its pages, figures, statements, answers and term are its own, and both parties'
command lines come to the same pence. The second is called so that it comes first in the alphabet, and it counts a measure that
the first one counts too."""

from pathlib import Path

import pytest
from django.test import Client

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotFound
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.payments import contract_for, payment_for, term_for
from concordat.application.results import hashes_of
from concordat.data.files import write_case_folder
from concordat.domain.kernel.audience import ORGANISATION, PARTNERS_AND_CONTRACTOR
from concordat.domain.performance.periods import Month
from tests.cli.running import as_json
from tests.web.conftest import SignIn
from tests.web.test_leaks import plain

pytestmark = pytest.mark.django_db
RUN = "/partnerships/running-contract/run"
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")
FIRST, SECOND = "county-highways", "aaa-grounds"
WHICH = f"?contract={SECOND}"
APRIL = Month(2025, 4)
LINE = "price/grounds-orders"
RULES = """
title = "Grounds contract"
contract = "county-grounds"
client = "example-county"
contractor = "example-contractor"
starts = 2025-04-01

[[price]]
id = "core"
title = "Mowing"
kind = "lump sum"
amount = "£120,000"
per = "year"

[[price]]
id = "grounds-orders"
title = "Grounds orders"
kind = "orders"
service = "grounds"

[[measure]]
id = "highways.defects_on_time"
title = "Defects made good on time"
service = "grounds"
weight = 1
minimum = 10
target = 99
points = [{ at_least = 99, points = 0 }, { points = 10 }]

[[deduction]]
id = "points"
title = "Points"
kind = "bands"
measures = ["highways.defects_on_time"]
value_of_a_point = "£7"
band = [{ above = 0, multiple = 1 }]

[extension]
initial_months = 24
minimum_months = 24
maximum_months = 48
lead_months = 6
award = [{ score_at_least = 0.1, months = 3 }, { months = 0 }]
"""
PAGES = ("statements", "disputes", "mechanism", "test-bench", "extension", "anomalies")


def seat(organisation: str) -> Actor:
    person = f"{organisation}.contract-manager"
    return actor_for(person=person, organisation=organisation, partnership="running-contract")


def sign(by: Actor, name: str = SECOND, rules: str = RULES) -> None:
    actions.save_document(by=by, kind="mechanism", name=name, text=rules, audience=PARTNERS_AND_CONTRACTOR)


@pytest.fixture
def county(db: None) -> Actor:
    return seat("example-county")


@pytest.fixture
def second(county: Actor) -> None:
    sign(county)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_with_one_contract_no_page_says_anything_of_several(sign_in: SignIn) -> None:
    client = sign_in(*COUNTY)
    for one in (*PAGES, "statements/2026-03"):
        said = text(client, f"{RUN}/{one}/")
        assert "Contracts here" not in said
        assert "?contract=" not in said


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("one", PAGES)
def test_each_page_is_chosen_for_each_contract_and_the_first_entered_stands_first(sign_in: SignIn, one: str) -> None:
    client = sign_in(*CONTRACTOR)
    first, other = text(client, f"{RUN}/{one}/"), text(client, f"{RUN}/{one}/{WHICH}")
    assert '<strong aria-current="page">County highways term contract</strong>' in first
    assert f'<a href="{WHICH}">Grounds contract</a>' in first
    assert '<strong aria-current="page">Grounds contract</strong>' in other
    assert f'<a href="?contract={FIRST}">' in other
    assert client.get(f"{RUN}/{one}/?contract=no-such").status_code == 404


@pytest.mark.usefixtures("second")
def test_every_link_and_form_of_a_contracts_pages_stays_with_it(sign_in: SignIn) -> None:
    import re

    ours = re.compile(rf'(?:href|action)="({RUN}/(?:{"|".join(PAGES)})/[^"]*)"')
    for who in (COUNTY, CONTRACTOR):
        for one in (*PAGES, "statements/2026-03", "statements/2026-04", "statements/2026-03/jobs/grounds.work_on_time"):
            found = ours.findall(text(sign_in(*who), f"{RUN}/{one}/?contract={FIRST}"))
            assert found or one == "mechanism"
            assert [address for address in found if f"?contract={FIRST}" not in address] == []


def take(client: Client, month: str) -> None:
    said = client.post(f"{RUN}/statements/{month}/take/{WHICH}", follow=True)
    assert said.redirect_chain[-1][0].endswith(WHICH)
    assert "Taken from the records" in said.content.decode()


def same_on_the_command_line(by: Actor, folder: Path, contract: str, month: str) -> int:
    """What the web says of the month, and the party's own command line from its own case file."""
    seen = payment_for(by, month=month, contract=contract)
    assert seen is not None
    told = as_json("statement", folder, "--period", month, "--contract", contract)
    assert told["total"] == seen.statement.total
    assert told["hash"] == seen.statement.hash
    assert told["worked_out_again"] == (seen.statement.total if seen.issued else None)
    return seen.statement.total


@pytest.mark.usefixtures("second")
def test_a_second_contract_works_whole_beside_the_first(sign_in: SignIn, county: Actor, tmp_path: Path) -> None:
    """Figures, issue, dispute, resolve, correction, term: nothing of the first contract moves."""
    client, other, contractor = sign_in(*COUNTY), sign_in(*CONTRACTOR), seat("example-contractor")
    months = ("2025-04", "2026-03", "2026-04")
    before = [payment_for(county, month=month, contract=FIRST) for month in months]
    take(client, "2026-03")  # with every month before it, from the contract's first
    twice = "“County highways term contract” pays for orders of grounds too, so each is paid under both contracts."
    assert twice in text(client, f"{RUN}/statements/{WHICH}")
    assert "Issue the statement of April 2025 of “Grounds contract”" in text(client, "/partnerships/running-contract/")
    issued = client.post(f"{RUN}/statements/2025-04/issue/{WHICH}", {"confirmed": "yes"}, follow=True)
    assert "the same to the penny" in issued.content.decode()
    disputed = {"says": "disputed", "line": LINE, "amount": "12.34", "reason": "Two orders are not ours"}
    other.post(f"{RUN}/statements/2025-04/answer/{WHICH}", disputed)
    assert "Two orders are not ours" in text(other, f"{RUN}/disputes/{WHICH}")
    assert "Two orders are not ours" not in text(other, f"{RUN}/disputes/")
    seen = payment_for(county, month="2025-04", contract=SECOND)
    assert seen is not None
    due = f"{(seen.statement.line(LINE).pence - 12_34) / 100:.2f}"
    settled = {"says": "resolved", "line": LINE, "amount": due, "reason": "You are right"}
    client.post(f"{RUN}/statements/2025-04/answer/{WHICH}", settled)
    assert "Corrections: -£12.34" in text(client, f"{RUN}/statements/2025-05/{WHICH}").replace("−", "-")
    after = [payment_for(county, month=month, contract=FIRST) for month in months]
    assert [one and one.statement.hash for one in after] == [one and one.statement.hash for one in before]
    for by in (county, contractor):
        folder = tmp_path / by.organisation
        write_case_folder(case_for(by), folder)
        for contract, month in ((SECOND, "2025-04"), (SECOND, "2025-05"), (FIRST, "2026-03"), (FIRST, "2026-04")):
            assert same_on_the_command_line(by, folder, contract, month) > 0
        term = term_for(by, contract=SECOND).term
        assert term is not None
        assert [year.change for year in term.years] == [3]
        told = as_json("statement", folder, "--period", "2026-03", "--contract", SECOND)["term"]
        assert (told["months"], told["ends"]) == (term.months, str(term.ends)) == (27, "2027-06-30")
    assert "The contract ends on 30 June 2027" in text(other, f"{RUN}/extension/{WHICH}")
    for ending, head in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        file = other.get(f"{RUN}/statements/2025-04/statement.{ending}{WHICH}")
        assert file.content.startswith(head)
        assert f"county-grounds-2025-04.{ending}" in file["Content-Disposition"]
    opened = text(other, f"/partnerships/running-contract/sources/payment/{SECOND}--2025-04--price-grounds-orders/")
    assert "Grounds contract: April 2025: Grounds orders" in opened
    assert f'statements/2025-04/{WHICH}#price-grounds-orders"' in opened, (
        "it leads back to the line of its own contract"
    )


@pytest.mark.usefixtures("second")
def test_what_pays_names_its_contract_where_there_are_several(sign_in: SignIn) -> None:
    client = sign_in(*COUNTY)
    for act in ("take", "issue"):
        answer = client.post(f"{RUN}/statements/2026-04/{act}/", {"confirmed": "yes"})
        assert answer.status_code == 422
        assert "There are several contracts here" in answer.content.decode()
        assert client.post(f"{RUN}/statements/2026-04/{act}/?contract=no-such").status_code == 404
    assert client.post(f"{RUN}/statements/2026-04/issue/?contract={FIRST}", {"confirmed": "yes"}).status_code == 302


def test_nothing_is_issued_under_rules_that_the_contractor_put_forward(sign_in: SignIn, county: Actor) -> None:
    sign(seat("example-contractor"))
    client = sign_in(*COUNTY)
    assert "Contracts here" not in text(client, f"{RUN}/statements/")
    assert client.post(f"{RUN}/statements/2025-04/take/{WHICH}").status_code == 404
    for name in (SECOND, "no-such"):
        with pytest.raises(NotFound):
            actions.issue_payment(by=county, month=APRIL, contract=name)
    said = text(client, f"{RUN}/mechanism/?mechanism={SECOND}")
    assert "They pay nothing" in said
    assert "Mowing" in said


def test_a_contract_with_another_contractor_takes_and_issues_nothing_here(sign_in: SignIn, county: Actor) -> None:
    sign(county, rules=RULES.replace('"example-contractor"', '"another-firm"'))
    said = text(sign_in(*COUNTY), f"{RUN}/statements/{WHICH}")
    assert "is not the contractor here" in said
    with pytest.raises(NotAccepted, match="would read its prices"):
        actions.take_figures(by=county, month=APRIL, contract=SECOND)
    row = {"contract": "county-grounds", "month": "2025-04", "kind": "orders", "about": "grounds", "amount": 100}
    given = actions.RowGiven("one", row, audience=PARTNERS_AND_CONTRACTOR)
    actions.append_facts(by=county, table="contract_entries", rows=[given])
    with pytest.raises(NotAccepted, match="would read its prices"):
        actions.issue_payment(by=county, month=APRIL, contract=SECOND)
    assert contract_for(county, name=SECOND).issued == ()


@pytest.mark.usefixtures("second")
def test_a_flaw_of_one_contract_stands_with_that_one(sign_in: SignIn, county: Actor) -> None:
    rows = [
        actions.RowGiven(name, {"contract": name, "title": f"Flaw of {name}", "kind": "other", "at_risk": 5_00})
        for name in ("county-grounds", "a-contract-nobody-has")
    ]
    actions.append_facts(by=county, table="contract_anomalies", rows=rows)
    client = sign_in(*COUNTY)
    first, other = text(client, f"{RUN}/anomalies/"), text(client, f"{RUN}/anomalies/{WHICH}")
    assert "Flaw of county-grounds" not in first
    assert "Flaw of county-grounds" in other
    assert "Flaw of a-contract-nobody-has" in first  # otherwise nobody would find it
    assert "Flaw of a-contract-nobody-has" in other
    held = case_for(county).rows("contract_anomalies")[0].get("title")
    assert held in first
    assert held not in other


def test_a_contract_kept_private_leaves_no_trace_with_the_contractor(sign_in: SignIn, county: Actor) -> None:
    addresses = [f"{RUN}/{one}/" for one in (*PAGES, "statements/2026-03")]
    client = sign_in(*CONTRACTOR)
    before = [plain(client.get(one)) for one in addresses]
    actions.save_document(by=county, kind="mechanism", name=SECOND, text=RULES, audience=ORGANISATION)
    assert [plain(client.get(one)) for one in addresses] == before
    for one in addresses:
        hidden, none = (plain(client.get(f"{one}?contract={name}")) for name in (SECOND, "no-such"))
        assert hidden[0] == 404
        assert (hidden[0], hidden[1], hidden[2].replace(SECOND.encode(), b"no-such")) == none
    assert "Contracts here" in text(sign_in(*COUNTY), addresses[0])


def test_a_frozen_decision_holds_what_every_contract_pays(county: Actor) -> None:
    before = hashes_of(case_for(county))["payment"]
    sign(county)
    rows = {"contract": "county-grounds", "month": "2025-04", "kind": "orders", "about": "grounds", "amount": 100}
    actions.append_facts(by=county, table="contract_entries", rows=[actions.RowGiven("one", rows)])
    with_both = hashes_of(case_for(county))["payment"]
    assert with_both != before
    actions.append_facts(by=county, table="contract_entries", rows=[actions.RowGiven("one", rows | {"amount": 101})])
    assert hashes_of(case_for(county))["payment"] not in {before, with_both}
