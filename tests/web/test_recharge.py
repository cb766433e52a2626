"""The recharge from the page of a year to a statement that both sides have agreed."""

import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from typer.testing import CliRunner

from concordat.cli.main import app
from concordat.domain.kernel.money import format_pounds
from tests.conftest import EXAMPLES
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PAGE = "/partnerships/vision-2020/run/recharge/"
STATEMENT = f"{PAGE}true-up-2016-cotswold/"


def answer(client, says: str, **given: str):  # type: ignore[no-untyped-def]
    return client.post(f"{STATEMENT}answer/", {"says": says, **given}, follow=True)


def test_the_page_and_the_command_line_give_the_same_pence(sign_in: SignIn) -> None:
    """From positions and baselines to statements, through the web and again on the command line."""
    said = sign_in("member", "cotswold").get(PAGE).content.decode()
    told = json.loads(CliRunner().invoke(app, ["recharge", str(EXAMPLES / "vision-2020"), "--json"]).output)
    (year,) = told["years"]
    for statement in year["statements"]:
        assert format_pounds(statement["total"], show_pence=True) in said
    for partner in year["true_up"]:
        assert format_pounds(partner["settlement"], show_pence=True) in said


def test_south_hams_and_west_devon_are_shown_year_by_year_with_what_is_inferred(sign_in: SignIn) -> None:
    client = sign_in("section-151", "west-devon")
    page = "/partnerships/south-hams-west-devon/run/recharge/"
    said = client.get(page, {"year": "2021-22"}).content.decode()
    assert "Overridden" in said
    assert "inferred" in said
    assert "Illustrative" in said
    assert "82% / 18%" in client.get(page, {"year": "2022-23"}).content.decode()


def test_a_statement_is_issued_disputed_resolved_and_agreed(sign_in: SignIn) -> None:
    lead, partner = sign_in("section-151", "west-oxfordshire"), sign_in("section-151", "cotswold")
    assert "Issue" in lead.get(STATEMENT).content.decode()
    assert answer(lead, "issued").status_code == 200
    assert "Agree the statement" in partner.get(STATEMENT).content.decode()
    disputed = answer(
        partner, "disputed", line="ict/cost", amount="£1,000", reason="The licence was not ours"
    ).content.decode()
    assert "Disputed" in disputed
    assert "£10,535.25" in disputed, "what is payable now is without the disputed £1,000"
    resolved = answer(lead, "resolved", line="ict/cost", amount="8000", reason="Half of it was").content.decode()
    assert "£10,988.17" in resolved
    assert "Agreed" in answer(partner, "agreed").content.decode()


def test_only_its_own_side_may_answer(sign_in: SignIn) -> None:
    partner = sign_in("section-151", "cotswold")
    assert answer(partner, "issued").status_code == 403
    assert answer(sign_in("section-151", "cheltenham"), "agreed").status_code == 403
    assert answer(sign_in("member", "cotswold"), "agreed").status_code == 403


def test_a_draft_is_not_agreed_and_a_dispute_says_why(sign_in: SignIn) -> None:
    partner = sign_in("section-151", "cotswold")
    early = answer(partner, "agreed")
    assert early.status_code == 422
    assert "has not been issued yet" in early.content.decode()
    answer(sign_in("section-151", "west-oxfordshire"), "issued")
    wordless = answer(partner, "disputed", line="ict/cost")
    assert wordless.status_code == 422
    assert "There is no reason" in wordless.content.decode()
    assert answer(partner, "disputed", line="ict/cost", amount="lots", reason="x").status_code == 422


def test_figures_that_change_after_the_issue_are_shown_and_issued_again(sign_in: SignIn) -> None:
    lead = sign_in("section-151", "west-oxfordshire")
    answer(lead, "issued")
    table = "/partnerships/vision-2020/tables/recharge_costs/add/"
    given = {
        "id": "late-invoice",
        "v-pool": "programme-office",
        "v-financial_year": "2016/17",
        "v-kind": "correction",
        "v-amount": "400.00",
        "source": "Ledger",
        "audience": "partners",
    }
    assert lead.post(table, given).status_code == 302
    said = lead.get(STATEMENT).content.decode()
    assert "The figures have changed since the statement was issued" in said
    assert "−£1,412.47 → −£1,312.47" in said
    assert "have changed" not in answer(lead, "issued").content.decode()


COUNTS = f"{PAGE}counts/?year=2016-17"


def opened(client: Client) -> dict[str, Any]:
    return Page(client.get(COUNTS)).as_sent(holding="devices--actual")


def listed(client: Client) -> dict[str, Any]:
    """The form for a list."""
    sent = Page(client.get(COUNTS)).as_sent(holding="file")
    return {name: values for name, values in sent.items() if name != "file"}


def test_a_council_enters_its_own_counts_and_the_charges_follow(sign_in: SignIn) -> None:
    client = sign_in("section-151", "cotswold")
    assert 'value="571"' in client.get(COUNTS).content.decode()
    saved = client.post(
        COUNTS, {**opened(client), "devices--actual": "600", "source": "Asset register"}, follow=True
    ).content.decode()
    assert "One count is saved." in saved
    assert "752 / 600 / 560 / 690" in saved


def test_a_negative_count_is_refused_with_how_to_mend_it(sign_in: SignIn) -> None:
    client = sign_in("section-151", "cotswold")
    refused = client.post(COUNTS, {"devices--actual": "-600"})
    assert refused.status_code == 422
    assert "a count cannot be below nought" in refused.content.decode()
    assert 'value="-600"' in refused.content.decode(), "what was typed is not lost"


def test_a_list_is_brought_in_and_only_ones_own_rows_are_taken(sign_in: SignIn) -> None:
    client = sign_in("section-151", "cotswold")
    own = SimpleUploadedFile("counts.csv", b"Driver,Year,Count\ndevices,2016/17,610\n")
    assert "752 / 610 / 560 / 690" in client.post(COUNTS, {**listed(client), "file": own}, follow=True).content.decode()
    theirs = SimpleUploadedFile("counts.csv", b"Driver,Partner,Year,Count\ndevices,cheltenham,2016/17,1\n")
    refused = client.post(COUNTS, {"file": theirs})
    assert refused.status_code == 422
    assert "only people acting for it may enter them" in refused.content.decode()


def test_a_missing_count_keeps_the_year_from_being_charged_and_says_whose_it_is(sign_in: SignIn) -> None:
    client = sign_in("section-151", "cotswold")
    for status in ("actual", "estimate"):
        row = f"/partnerships/vision-2020/tables/recharge_drivers/rows/devices-cotswold-2016-{status}/withdraw/"
        assert client.post(row).status_code == 302
    said = client.get(PAGE).content.decode()
    assert "What keeps the year from being charged" in said
    assert "Cotswold has no count of devices for 2016/17" in said


def test_a_line_can_be_found(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get(STATEMENT, {"find": "caseload"}).content.decode()
    assert "Revenues and benefits: cost" in said
    assert "Programme office: cost" not in said


def test_a_line_opens_to_its_count_and_its_cost(sign_in: SignIn) -> None:
    page = "/partnerships/vision-2020/sources/recharge/true-up-2016-cotswold--ict_use/"
    said = sign_in("member", "cotswold").get(page).content.decode()
    assert "571 devices" in said
    assert "ict-2016-actual" in said or "actual £5,131,204.37" in said


def test_the_statement_goes_into_excel_and_pdf_with_the_same_lines(sign_in: SignIn) -> None:
    client = sign_in("member", "cotswold")
    book = load_workbook(io.BytesIO(client.get(f"{STATEMENT}statement.xlsx").content))
    cells = [cell.value for row in book["Statement"].iter_rows() for cell in row]
    assert 8547.08 in cells
    assert client.get(f"{STATEMENT}statement.pdf").content[:5] == b"%PDF-"


def test_what_leaving_costs_is_shown_to_that_council_alone(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get(PAGE).content.decode()
    assert "What Cotswold would pay to leave" in said
    assert "What Cheltenham would pay" not in said


def test_a_partnership_without_a_scheme_is_told_what_one_is(sign_in: SignIn) -> None:
    said = sign_in().get("/partnerships/herefordshire-2008/run/recharge/").content.decode()
    assert "No recharge scheme yet" in said


def test_a_statement_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("member", "cotswold").get(f"{PAGE}true-up-1066-cotswold/").status_code == 404


def test_a_statement_says_who_pays_whom_without_an_amount_below_nought(sign_in: SignIn) -> None:
    person = sign_in("section-151", "south-hams")
    run = "/partnerships/south-hams-west-devon/run/recharge"
    back = person.get(f"{run}/true-up-2023-west-devon/").content.decode()
    lead = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", back[back.index('<p class="c-lead">') :]))
    assert lead.lstrip().startswith("West Devon is paid back £24,778.00 by South Hams.")
    assert "34% of −£6,768.72" in back
    own = person.get(f"{run}/budget-2023-south-hams/").content.decode()
    assert re.search(r"South Hams bears <strong>£[\d,.]+</strong> itself\.", own)
    assert "66% of £462,700" in own
    assert "Counted since, for the true-up and not for this charge. Calls answered: 53,418 / 23,154" in own
    assert "Counted since" not in back
    charge = person.get(f"{run}/budget-2023-west-devon/").content.decode()
    assert re.search(r"West Devon pays <strong>£[\d,.]+</strong> to South Hams\.", charge)
