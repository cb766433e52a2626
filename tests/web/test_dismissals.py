"""Neither party replaces what the other delivered; a row nobody will mend is dismissed on the page of its delivery."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concordat.application.queries.evidence import store_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.events.engine import duckdb_engine, run
from concordat.data.records import models
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
BASE = "/partnerships/running-contract/run/evidence/"
HEADINGS = "order_id,service,reported_at,completed_at,status"
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")


def send(client: Client, *rows: str) -> str:
    file = SimpleUploadedFile("may.csv", "\n".join((HEADINGS, *rows)).encode())
    given = {"file": file, "table": "job_records", "mapping": "", "take_good_rows": "on"}
    return client.post(BASE, given, follow=True).content.decode()


def last_delivery() -> int:
    person = models.Person.objects.get(email="contract-manager@example-county.example")
    store = store_for(actor_for(person=person.code, organisation="example-county", partnership="running-contract"))
    assert store is not None
    engine = duckdb_engine()
    rows = store.records("job_records", engine=engine)
    statuses = {row["status"] for row in run(engine, rows.filter(rows.order_id == "Z1"))}
    assert statuses <= {"completed"}, "what the county certified stays"
    return len(store.deliveries())


def test_the_contractor_does_not_replace_what_the_client_certified(sign_in: SignIn) -> None:
    county, contractor = sign_in(*COUNTY), sign_in(*CONTRACTOR)
    send(county, "Z1,highways,2026-04-01 08:00,2026-04-02 08:00,completed")
    told = send(contractor, "Z1,highways,2026-04-01 08:00,,ordered", "Z2,highways,2026-04-01 08:00,,ordered")
    assert "1 row was first delivered by another organisation" in told
    assert "Order Z1 was delivered by Example County" in told
    assert "only they correct it" in told
    number = last_delivery()
    again = send(contractor, "Z1,highways,2026-04-01 08:00,2026-04-02 08:00,completed")
    assert "already held" in again
    assert last_delivery() == number
    other = county.get(f"{BASE}{number}/").content.decode()
    assert "Waiting in quarantine" not in other, "the client does not read what waits for the contractor"


def test_a_row_nobody_will_mend_is_dismissed_and_both_read_who_when_and_why(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    send(contractor, "Z2,highways,2026-04-01 08:00,,ordered", "TOTAL,,,,", "Z3,highways,zebra-crossing,,ordered")
    page = f"{BASE}{last_delivery()}/"
    said = contractor.get(page).content.decode()
    assert "Waiting in quarantine" in said
    assert "TOTAL" in said
    assert "Tick the rows" in contractor.post(page, {"why": "Totals"}).content.decode()
    refused = contractor.post(page, {"row": ["3"], "why": ""})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert "does not wait" in contractor.post(page, {"row": ["2"], "why": "Good"}).content.decode()
    said = contractor.post(page, {"row": ["3"], "why": "The line of totals"}, follow=True).content.decode()
    assert "1 row waits no longer." in said
    assert "The line of totals" in said
    assert "What the dismissed rows say" in said
    assert "zebra-crossing" in said, "the other one waits still"
    assert "TOTAL" not in contractor.get(BASE).content.decode()
    seen = sign_in(*COUNTY).get(page).content.decode()
    assert "The line of totals" in seen
    assert f"<td>{models.Organisation.objects.get(id='example-contractor').name}</td>" in seen, "and no person's name"
    assert "TOTAL" not in seen
    assert "zebra-crossing" not in seen
    said = contractor.post(page, {"every": "on", "why": "Tests"}, follow=True).content.decode()
    assert 'id="waiting"' not in said
    trail = contractor.get("/partnerships/running-contract/partnership/trail/").content.decode()
    assert "Dismissed from quarantine: 1 row of delivery" in trail


def test_nobody_dismisses_what_waits_for_another(sign_in: SignIn) -> None:
    contractor, county = sign_in(*CONTRACTOR), sign_in(*COUNTY)
    send(contractor, "Z2,highways,2026-04-01 08:00,,ordered", "TOTAL,,,,")
    page = f"{BASE}{last_delivery()}/"
    refused = county.post(page, {"row": ["3"], "why": "Not wanted"})
    assert refused.status_code == 422
    assert "only they say what becomes of its rows" in refused.content.decode()
    assert "TOTAL" in contractor.get(page).content.decode()
    assert sign_in(organisation="herefordshire").post(page, {"row": ["3"], "why": "x"}).status_code == 404


def test_one_who_may_only_look_dismisses_nothing(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    send(contractor, "Z2,highways,2026-04-01 08:00,,ordered", "TOTAL,,,,")
    page = f"{BASE}{last_delivery()}/"
    models.RoleHolding.objects.filter(
        person__email="contract-manager@example-contractor.example", partnership__slug="running-contract"
    ).update(role="member")
    said = contractor.get(page).content.decode()
    assert "Dismiss" not in said.replace("dismissed here", "")
    assert contractor.post(page, {"row": ["3"], "why": "x"}).status_code in {403, 404}


def test_the_page_shows_what_was_known_at_an_earlier_time(sign_in: SignIn) -> None:
    contractor = sign_in(*CONTRACTOR)
    send(contractor, "Z2,highways,2026-04-01 08:00,,ordered", "TOTAL,,,,")
    number = last_delivery()
    said = contractor.get(f"{BASE}?known_at=2026-05-05T09:00").content.decode()
    assert "As it was known at 5 May 2026, 9:00am" in said
    assert "65. job-records-2026-04.parquet" in said, "which became known at that minute"
    assert "66. invoices-2026-04.parquet" not in said
    assert "may.csv" not in said
    assert "Waiting in quarantine" not in said
    assert "Deliver a file" not in said
    contractor.post(f"{BASE}{number}/", {"row": ["3"], "why": "The line of totals"})
    before = contractor.get(f"{BASE}?known_at=9999-12-31T00:00").content.decode()
    assert "Waiting in quarantine" not in before
    assert "1. job-records-" in contractor.get(f"{BASE}?all&known_at=2024-06-05T09:00").content.decode()
    assert "such as 2026-05-05T09:00" in contractor.get(f"{BASE}?known_at=yesterday").content.decode()


def test_an_order_delivered_by_mistake_is_given_up_and_the_row_that_waited_goes_in(sign_in: SignIn) -> None:
    county, contractor = sign_in(*COUNTY), sign_in(*CONTRACTOR)
    send(county, "Z1,highways,2026-04-01 08:00,,ordered")
    refused = send(contractor, "Z1,highways,2026-04-01 08:00,2026-04-02 08:00,completed")
    assert "give it up by delivering it again with “yes” under Withdrawn" in refused
    to_mend = contractor.get(f"{BASE}quarantine/job_records/").content
    gone = f"{HEADINGS},Withdrawn\nZ1,highways,2026-04-01 08:00,,ordered,yes\n".encode()
    given = {"table": "job_records", "mapping": "", "take_good_rows": "on"}
    told = county.post(BASE, {**given, "file": SimpleUploadedFile("gone.csv", gone)}, follow=True).content.decode()
    assert "1 row is withdrawn: it counts no longer, and whoever delivers it next holds it." in told
    said = contractor.post(BASE, {**given, "file": SimpleUploadedFile("mend.csv", to_mend)}, follow=True)
    assert "1 row went in" in said.content.decode()
    assert "Waiting in quarantine" not in contractor.get(BASE).content.decode()
    last_delivery()
    again = send(county, "Z1,highways,2026-04-01 08:00,,ordered")
    assert "Order Z1 was delivered by Example Highways Contractor" in again
