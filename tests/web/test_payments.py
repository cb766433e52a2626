"""Both parties on the statement: issue, agree, dispute, resolve; the contractor sees the contract and nothing else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
RUN = "/partnerships/running-contract/run"
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")
LINE = "performance/points/street_cleansing.fly_tips"


def test_the_client_issues_the_month_and_it_is_frozen(sign_in: SignIn) -> None:
    client = sign_in(*COUNTY)
    page = client.get(f"{RUN}/statements/2026-04/").content.decode()
    assert "Draft" in page
    assert "last taken from the job records on 10 May 2026, 10:00am" in page
    done = client.post(f"{RUN}/statements/2026-04/issue/", {"confirmed": "yes"}, follow=True).content.decode()
    assert "Its pence will not change" in done
    assert "last taken" not in done
    assert "the same to the penny" in done
    again = client.post(f"{RUN}/statements/2026-04/issue/", {"confirmed": "yes"})
    assert again.status_code == 422
    assert "It was issued already" in again.content.decode()


def test_the_contractor_may_not_issue(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    assert contractor.post(f"{RUN}/statements/2026-04/issue/", {"confirmed": "yes"}).status_code == 403
    assert "Issue</button>" not in contractor.get(f"{RUN}/statements/2026-04/").content.decode()


def test_a_line_is_disputed_with_a_reason_and_stands_in_the_list(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    address = f"{RUN}/statements/2026-01/answer/"
    without = contractor.post(address, {"says": "disputed", "line": LINE, "reason": ""})
    assert without.status_code == 422
    assert "no reason" in without.content.decode()
    contractor.post(address, {"says": "disputed", "line": LINE, "amount": "50", "reason": "Access was blocked"})
    page = contractor.get(f"{RUN}/disputes/").content.decode()
    assert "Access was blocked" in page
    assert "£50.00" in page
    assert "Example County Council, by" in " ".join(page.split())


def test_the_client_resolves_and_the_correction_is_in_the_next_statement(sign_in: SignIn) -> None:
    county = sign_in(*COUNTY)
    county.post(
        f"{RUN}/statements/2026-03/answer/",
        {"says": "resolved", "line": LINE, "amount": "0", "reason": "You are right"},
    )
    page = county.get(f"{RUN}/statements/2026-04/").content.decode()
    assert "Corrections: £977.83" in page  # £887.83 of January, and the disputed £90
    assert "its dispute was resolved" in page


def test_only_the_issuer_resolves(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    answer = contractor.post(
        f"{RUN}/statements/2026-03/answer/", {"says": "resolved", "line": LINE, "amount": "0", "reason": "Ours"}
    )
    assert answer.status_code == 403


def test_both_parties_see_the_same_pence(sign_in: SignIn) -> None:
    pages = [sign_in(*who).get(f"{RUN}/statements/2026-03/").content.decode() for who in (COUNTY, CONTRACTOR)]
    for page in pages:
        assert "£231,884.51" in page
        assert "the same to the penny" in page


@pytest.mark.parametrize(
    "name", ["statements", "statements/2026-03", "disputes", "mechanism", "extension", "anomalies"]
)
def test_the_contractor_opens_every_page_of_the_contract(sign_in: SignIn, name: str) -> None:
    answer = sign_in(*CONTRACTOR).get(f"{RUN}/{name}/")
    assert answer.status_code == 200
    assert "⟦" not in answer.content.decode()


def test_the_contractor_sees_nothing_of_what_is_kept_among_partners(sign_in: SignIn) -> None:
    from concordat.application import actions
    from concordat.application.queries.partnerships import actor_for
    from concordat.domain.kernel.audience import PARTNERS

    county = actor_for(
        person="example-county.contract-manager", organisation="example-county", partnership="running-contract"
    )
    values = {"contract": "county-highways", "title": "Our fallback position", "kind": "other", "at_risk": 999_00}
    actions.append_facts(
        by=county, table="contract_anomalies", rows=[actions.RowGiven("secret", values, audience=PARTNERS)]
    )
    assert "Our fallback position" in sign_in(*COUNTY).get(f"{RUN}/anomalies/").content.decode()
    assert "Our fallback position" not in sign_in(*CONTRACTOR).get(f"{RUN}/anomalies/").content.decode()


def test_a_month_that_is_not_there_and_a_line_that_is_not_on_it(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    assert contractor.get(f"{RUN}/statements/2030-01/").status_code == 404
    assert contractor.get(f"{RUN}/statements/april/").status_code == 404
    gone = contractor.post(f"{RUN}/statements/2026-03/answer/", {"says": "disputed", "line": "no/such", "reason": "x"})
    assert gone.status_code == 404


def test_excel_and_pdf_come_as_files(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    assert contractor.get(f"{RUN}/statements/2026-03/statement.xlsx").content[:2] == b"PK"
    assert contractor.get(f"{RUN}/statements/2026-03/statement.pdf").content[:4] == b"%PDF"


def test_a_line_opens_to_its_rule_and_every_row_behind_it(sign_in: SignIn) -> None:
    address = "/partnerships/running-contract/sources/payment/2026-03--performance-points-street-cleansing-fly-tips/"
    page = sign_in(*CONTRACTOR).get(address)
    assert page.status_code == 200
    said = page.content.decode()
    assert "payment.points.bands" in said
    assert "88.89% (64 of 72)" in said


def test_the_job_records_behind_a_deduction_open(sign_in: SignIn) -> None:
    page = sign_in(*CONTRACTOR).get(f"{RUN}/statements/2026-03/jobs/street_cleansing.fly_tips/")
    assert page.status_code == 200
    said = page.content.decode()
    assert "⟦" not in said
    assert "Fly-tip" in said


def test_every_pound_of_a_line_opens_to_the_orders_it_was_paid_for(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    statement = contractor.get(f"{RUN}/statements/2026-04/").content.decode()
    assert f"{RUN}/statements/2026-04/orders/winter-orders/" in statement
    said = contractor.get(f"{RUN}/statements/2026-04/orders/winter-orders/").content.decode()
    assert (
        "16 certified orders finished in the month come to <strong>£14,010.26</strong>, as the statement says" in said
    )
    sums = [
        int(pounds.replace(",", "")) * 100 + int(pence)
        for pounds, pence in re.findall(r'<td class="number">£([\d,]+)\.(\d\d)</td>', said)
    ]
    assert len(sums) == 16
    assert sum(sums) == 14_010_26
    many = contractor.get(f"{RUN}/statements/2026-03/orders/highways-orders/").content.decode()
    assert "Orders 1 to 500 of 610" in many
    assert 'href="?after=500"' in many
    rest = contractor.get(f"{RUN}/statements/2026-03/orders/highways-orders/?after=500").content.decode()
    assert "Orders 501 to 610 of 610" in rest
    assert "The next orders" not in rest
    assert contractor.get(f"{RUN}/statements/2026-03/orders/highways-orders/?after=٣").status_code == 200
    for nothing in ("core", "highways.defects_on_time", "nobody"):  # a lump sum is paid for no order
        assert contractor.get(f"{RUN}/statements/2026-04/orders/{nothing}/").status_code == 404


def test_the_client_takes_a_months_figures_from_the_records_and_the_contractor_may_not(sign_in: SignIn) -> None:
    assert sign_in(*CONTRACTOR).post(f"{RUN}/statements/2026-04/take/").status_code == 403
    done = sign_in(*COUNTY).post(f"{RUN}/statements/2026-04/take/", follow=True)
    assert done.status_code == 200
    said = done.content.decode()
    # Repairs of February and March had to stand ninety days; they have since the figures of April were taken.
    assert re.search(
        r"Taken from the records: \d+ figures? of April 2026, and \d+ figures? of February 2026 and March 2026", said
    )
    assert (
        sign_in(*COUNTY)
        .post(f"{RUN}/statements/2026-04/take/", follow=True)
        .content.decode()
        .count("Nothing has changed")
    )
    assert "Draft" in said


def test_certified_orders_that_nothing_pays_for_are_named_when_figures_are_taken_and_on_the_draft(
    sign_in: SignIn,
) -> None:
    rows = "order_id,service,reported_at,ordered_at,completed_at,status,certified_value\n"
    rows += "T1,trees,2026-04-02 08:00,2026-04-02 09:00,2026-04-03 12:00,completed,1250.50\n"
    file = SimpleUploadedFile("trees.csv", rows.encode())
    sent = {"file": file, "table": "job_records", "mapping": ""}
    contractor = sign_in(*CONTRACTOR)
    assert contractor.post(f"{RUN}/evidence/", sent, follow=True).status_code == 200
    named = (
        "1 certified order is paid by no price line of any contract here: service “trees”, £1,250.50, finished in April "
        "2026."
    )
    taken = sign_in(*COUNTY).post(f"{RUN}/statements/2026-04/take/", follow=True).content.decode()
    assert taken.count(named) == 2  # in the banner, and in what to look at
    assert "Add a price line for the service" in taken
    assert named in contractor.get(f"{RUN}/statements/2026-04/").content.decode()


def test_the_scores_of_a_month_without_job_records_say_what_they_rest_on(sign_in: SignIn) -> None:
    client = sign_in(*COUNTY)
    said = "No job records of May 2026 have been delivered"
    assert said not in client.get(f"{RUN}/extension/").content.decode()
    client.post(f"{RUN}/statements/2026-05/take/", follow=True)
    for who in (COUNTY, CONTRACTOR):
        told = sign_in(*who).get(f"{RUN}/extension/").content.decode()
        assert said in told
        assert told.index(said) < told.index("What the contractor scores")


def test_a_month_without_job_records_says_so_and_is_not_issued_by_the_way(sign_in: SignIn) -> None:
    client = sign_in(*COUNTY)
    client.post(f"{RUN}/statements/2026-04/issue/", {"confirmed": "yes"})
    draft = client.post(f"{RUN}/statements/2026-05/take/", follow=True).content.decode()
    missing = (
        "No job records of May 2026 have been delivered by Example Highways Contractor; the last are of 30 April 2026."
    )
    assert missing in draft
    assert missing in client.get(f"{RUN}/statements/").content.decode()
    assert "Issue without them" in draft
    assert ">Issue</button>" not in draft
    told = sign_in(*CONTRACTOR).get(f"{RUN}/statements/2026-05/").content.decode()
    assert missing in told
    assert "Issue without them" not in told
    refused = client.post(f"{RUN}/statements/2026-05/issue/", {"confirmed": "yes"})
    assert refused.status_code == 422
    assert "or say that it is to be issued all the same" in refused.content.decode()
    done = client.post(f"{RUN}/statements/2026-05/issue/", {"confirmed": "although"}, follow=True).content.decode()
    assert "Its pence will not change" in done
    assert "last taken" not in done


def test_every_figure_on_a_statement_has_its_unit(sign_in: SignIn) -> None:
    said = sign_in(*CONTRACTOR).get(f"{RUN}/statements/2026-03/").content.decode()
    came_to = said[said.index("What both sides’ measures came to") :]
    cells = re.findall(r"<td>([^<]*\d[^<]*)</td></tr>", came_to)
    assert len(cells) >= 6
    assert all(re.match(r"[\d.,]+%", cell) for cell in cells), cells
    assert re.search(r"The figure: [\d.]+% \(\d+ of \d+\)\.", said)


@pytest.mark.parametrize(
    "who", [COUNTY, CONTRACTOR, ("section-151", "example-district"), ("member", "example-borough")]
)
def test_the_term_is_drawn_with_its_limits_and_every_figure_has_its_unit(sign_in: SignIn, who: tuple[str, str]) -> None:
    said = sign_in(*who).get(f"{RUN}/extension/").content.decode()
    assert "The term, as first agreed and as earned" in said
    assert "It never ends before 31 March 2029 or after 31 March 2034." in said
    assert "It can be changed until 31 March 2029, while 24 months are still to run." in said
    assert "The contract year so far: April 2026" in said
    figures = re.findall(r"<td class=\"number\">([^<]+)</td><td class=\"number\">[\d.]+</td>", said)
    assert len(figures) >= 7
    assert all(re.fullmatch(r"[\d.]+%", figure) for figure in figures), figures


def test_a_correction_opens_to_the_figure_and_the_jobs_of_the_month_it_puts_right(sign_in: SignIn) -> None:
    said = sign_in(*CONTRACTOR).get(f"{RUN}/statements/2026-03/").content.decode()
    row = said[said.index('id="correction-2025-12-bonus-highways-right-first-time"') :]
    row = row[: row.index("</tr>")]
    assert "The figure of December 2025: 99.02% (607 of 613)" in row
    assert "604 of 610" not in row  # which is the figure of March
    assert f"{RUN}/statements/2025-12/jobs/highways.right_first_time/" in row
    assert "Repairs that held for 90 days, December 2025: 99.02% (607 of 613)" in row


def test_what_a_line_rests_on_is_named_and_says_whose_it_is(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    said = contractor.get(f"{RUN}/statements/2026-03/").content.decode()
    fee = said[said.index('id="fee-fee"') :]
    fee = fee[: fee.index("</tr>")]
    assert "Treatment runs finished in time, March 2026: 89.8% (44 of 49)" in fee
    assert "by Example County Council" in fee
    source = contractor.get("/partnerships/running-contract/sources/payment/2026-03--fee-fee/").content.decode()
    assert ">Treatment runs finished in time, March 2026</a>" in source
    assert f'href="{RUN}/statements/2026-03/#fee-fee">March 2026</a>' in source, "it leads back to the line"
