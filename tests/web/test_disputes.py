"""A dispute from both sides' pages: within its limits, never dropped by the way, withdrawn by whoever made it."""

import re
from dataclasses import replace

import pytest

from concordat.application import actions
from concordat.application.errors import NotAccepted
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.payments import payment_for
from concordat.domain.kernel.statement import Says, StatementLine
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
RUN = "/partnerships/running-contract/run"
MARCH, JANUARY = (
    f"{RUN}/statements/2026-03/",
    f"{RUN}/statements/2026-01/",
)  # of March £90.00 is disputed, the whole line
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")
LINE = "performance/points/street_cleansing.fly_tips"


def answers() -> int:
    person, organisation = "example-county.contract-manager", "example-county"
    return len(case_for(actor_for(person=person, organisation=organisation, partnership="running-contract")).rows("statement_answers"))  # fmt: skip


def text(answer) -> str:  # type: ignore[no-untyped-def]
    return " ".join(re.sub("</?span[^>]*>", "", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("999", "£999.00 is not between £90.00, as issued, and £0.00, as claimed"),
        ("90.01", "£90.01 is not between £90.00, as issued, and £0.00, as claimed"),
        ("", "Say what the line comes to: between £90.00, as issued, and £0.00, as claimed"),
        ("-45", "Write the amount without a minus"),
        ("45.005", "has a part of a penny"),
    ],
)
def test_a_line_is_resolved_between_what_was_issued_and_what_is_claimed(sign_in: SignIn, amount: str, why: str) -> None:
    county, before = sign_in(*COUNTY), answers()
    form = {"says": "resolved", "line": LINE, "amount": amount, "reason": "We say so"}
    refused = county.post(f"{MARCH}answer/", form)
    assert refused.status_code == 422
    assert why in text(refused)
    assert answers() == before


def test_the_limits_are_those_of_the_part_that_is_disputed(sign_in: SignIn) -> None:
    contractor, county = sign_in(*CONTRACTOR), sign_in(*COUNTY)
    contractor.post(f"{MARCH}answer/", {"says": "withdrawn", "line": LINE})
    contractor.post(f"{MARCH}answer/", {"says": "disputed", "line": LINE, "amount": "40", "reason": "Some of them"})
    shown = text(county.get(MARCH))
    assert "From £50.00, which Example Highways Contractor claims, to £90.00, as issued." in shown
    form = {"says": "resolved", "line": LINE, "reason": "In part"}
    assert county.post(f"{MARCH}answer/", {**form, "amount": "49.99"}).status_code == 422
    assert county.post(f"{MARCH}answer/", {**form, "amount": "50"}).status_code == 302
    assert "−£90.00 became −£50.00" in text(county.get(f"{RUN}/disputes/"))


def test_vat_is_not_disputed_by_itself_because_what_is_corrected_brings_its_own(sign_in: SignIn) -> None:
    contractor = actor_for(
        person="example-contractor.contract-manager", organisation="example-contractor", partnership="running-contract"
    )
    held = payment_for(contractor, month="2026-01")
    assert held is not None
    vat = StatementLine("vat", "VAT", 2000, group="VAT", workings="20% of £100.00")
    taxed = replace(held.statement, lines=(*held.statement.lines, vat))
    before = answers()
    with pytest.raises(NotAccepted, match="VAT follows from the other lines"):
        actions.answer_statement(by=contractor, statement=taxed, says=Says.DISPUTED, line="vat", reason="Not ours")
    assert answers() == before


def test_a_line_resolved_as_issued_stands_and_the_ledger_says_so(sign_in: SignIn) -> None:
    county = sign_in(*COUNTY)
    county.post(f"{MARCH}answer/", {"says": "resolved", "line": LINE, "amount": "90", "reason": "The lane was open"})
    assert "Resolved: The lane was open. The line stands as issued." in text(county.get(MARCH))
    settled = text(county.get(f"{RUN}/disputes/"))
    assert re.search(r"Resolved on [^:]+: −£90.00 stands as issued. The lane was open.", settled)


def test_a_statement_is_not_agreed_while_a_dispute_of_ones_own_is_open(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    assert "Agree the statement" not in text(contractor.get(MARCH))
    before = answers()
    refused = contractor.post(f"{MARCH}answer/", {"says": "agreed"})
    assert refused.status_code == 422
    assert re.search("You still dispute “[^”]+”. Withdraw the dispute", re.sub("<[^>]+> ?", "", text(refused)))
    assert answers() == before
    assert "Five of the eight lay on private land" in text(contractor.get(f"{RUN}/disputes/"))


def test_whoever_disputes_withdraws_and_it_stays_on_record(sign_in: SignIn) -> None:
    contractor, county, before = sign_in(*CONTRACTOR), sign_in(*COUNTY), answers()
    form = {"says": "withdrawn", "line": LINE, "reason": "We found the closure notice"}
    refused = county.post(f"{MARCH}answer/", form)
    assert refused.status_code == 403
    assert "Only people acting for Example Highways Contractor may do this: withdraw a dispute." in text(refused)
    assert "Withdraw this dispute" not in text(county.get(MARCH))
    assert "Withdraw this dispute" in text(contractor.get(MARCH))
    assert "The dispute is withdrawn" in text(contractor.post(f"{MARCH}answer/", form, follow=True))
    assert answers() == before + 1
    for client in (contractor, county):
        settled = text(client.get(f"{RUN}/disputes/"))
        settled = settled[settled.index("Settled") :]
        assert re.search(r"Five of the eight[^.]+\. Withdrawn on [^:]+: −£90.00 stands as issued. We found", settled)
    assert contractor.post(f"{MARCH}answer/", form).status_code == 422, "nothing is in dispute any more"
    assert "The statement is agreed" in text(contractor.post(f"{MARCH}answer/", {"says": "agreed"}, follow=True))


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("0", "A dispute of £0.00 disputes nothing."),
        ("-5", "“-5” is below nought. Write the amount without a minus"),
        ("(5)", "“(5)” is below nought."),
        ("10.005", "“10.005” has a part of a penny."),
        ("100000", "That is more than the line holds"),
    ],
)
def test_a_dispute_of_nothing_below_nought_or_of_a_part_of_a_penny_is_refused(
    sign_in: SignIn, amount: str, why: str
) -> None:
    contractor, before = sign_in(*CONTRACTOR), answers()
    form = {"says": "disputed", "line": LINE, "amount": amount, "reason": "Access was blocked"}
    refused = contractor.post(f"{JANUARY}answer/", form)
    assert refused.status_code == 422
    assert why in text(refused)
    assert answers() == before


def test_a_dispute_names_its_line(sign_in: SignIn) -> None:
    refused = sign_in(*CONTRACTOR).post(f"{JANUARY}answer/", {"says": "disputed", "reason": "All of it"})
    assert refused.status_code == 422
    assert "No line is named." in text(refused)


def test_who_may_not_answer_is_told_by_the_organisations_name(sign_in: SignIn) -> None:
    form = {"says": "resolved", "line": LINE, "amount": "0", "reason": "Ours"}
    refused = text(sign_in(*CONTRACTOR).post(f"{MARCH}answer/", form))
    assert "Only people acting for Example County Council may do this: resolve a dispute." in refused
    assert "example-county may" not in refused


def test_nothing_is_issued_without_saying_that_it_is_frozen_for_ever(sign_in: SignIn) -> None:
    county, april = sign_in(*COUNTY), f"{RUN}/statements/2026-04/"
    shown = text(county.get(april))
    assert "Issuing freezes every line for ever" in shown
    assert "What becomes known later is corrected in the next statement." in shown
    refused = county.post(f"{april}issue/")
    assert refused.status_code == 422
    assert "You have not confirmed that the statement is to be frozen for ever." in text(refused)
    assert "Draft" in text(county.get(april))
    assert "is issued" in text(county.post(f"{april}issue/", {"confirmed": "yes"}, follow=True))


def test_no_line_of_the_settled_list_ends_between_a_minus_and_its_pounds(sign_in: SignIn) -> None:
    """A browser breaks a line after either minus before a pound sign; inside this span it breaks none."""
    shown = sign_in(*COUNTY).get(f"{RUN}/disputes/").content.decode()
    assert "-£" not in shown
    kept = re.findall(r'<span class="c-figure-value">−£[0-9.,]+</span>', shown)
    assert len(kept) == shown.count("−£") == 2


def test_pages_of_made_up_money_and_jobs_are_marked_in_their_titles(sign_in: SignIn) -> None:
    client = sign_in(*CONTRACTOR)
    for page in (f"{RUN}/disputes/", f"{RUN}/anomalies/", f"{MARCH}jobs/street_cleansing.fly_tips/"):
        said = client.get(page).content.decode()
        title = said[said.index("<h1") : said.index("</h1>")]
        assert "Illustrative" in title, page


def test_what_was_not_accepted_stays_in_its_form_and_the_form_stays_open(sign_in: SignIn) -> None:
    form = {"says": "disputed", "line": LINE, "amount": "1e9", "reason": "Two lay on private land"}
    refused = sign_in(*CONTRACTOR).post(f"{JANUARY}answer/", form)
    assert refused.status_code == 422
    said = text(refused)
    assert re.search('<details class="govuk-details" open> ?<summary[^>]*>Dispute this line', said)
    assert 'value="1e9"' in said
    assert 'value="Two lay on private land"' in said
    assert said.count('value="Two lay on private land"') == 1, "in the form of that line alone"
