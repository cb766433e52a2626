"""Evidence, measures, programme and fairness of the running contract, as its client, its contractor and a stranger see them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
BASE = "/partnerships/running-contract/run"
PAGES = ("evidence", "measures", "measures/defects-on-time", "measures/fly-tips", "programme", "fairness")


@pytest.mark.parametrize("page", PAGES)
def test_client_and_contractor_see_the_same_contract_matters_and_a_stranger_nothing(page: str, sign_in: SignIn) -> None:
    for duty, organisation in (("contract-manager", "example-county"), ("contract-manager", "example-contractor")):
        answer = sign_in(duty, organisation).get(f"{BASE}/{page}/")
        assert answer.status_code == 200
        said = answer.content.decode()
        assert "⟦" not in said
        assert "Illustrative" in said
    assert sign_in(organisation="herefordshire").get(f"{BASE}/{page}/").status_code == 404


def test_a_month_with_the_usual_mess_comes_in_and_is_mended(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-contractor")
    rows = "order_id,service,reported_at,ordered_at,completed_at,status\nX1,highways,2026-05-01 08:00,2026-05-01 09:00,2026-05-01 12:00,completed\nX2,highways,2026-05-01 08:00,2026-05-01 09:00,soon,completed\n"
    file = SimpleUploadedFile("may.csv", rows.encode())
    answer = client.post(
        f"{BASE}/evidence/", {"file": file, "table": "job_records", "mapping": "", "take_good_rows": "on"}
    )
    said = answer.content.decode()
    assert "1 rows went in" in said
    assert "“soon” is not a time." in said
    text = client.get(f"{BASE}/evidence/quarantine/job_records/").content.decode("utf-8-sig")
    (waiting,) = [row for row in csv.DictReader(io.StringIO(text)) if row["order_id"] == "X2"]
    waiting["completed_at"] = "2026-05-02 10:00"
    out = io.StringIO()
    writer = csv.DictWriter(out, waiting.keys())
    writer.writeheader()
    writer.writerow(waiting)
    mended = SimpleUploadedFile("mended.csv", out.getvalue().encode())
    answer = client.post(
        f"{BASE}/evidence/",
        {"file": mended, "table": "job_records", "mapping": "", "take_good_rows": "on"},
        follow=True,
    )
    assert answer.status_code == 200
    assert "Waiting in quarantine" not in answer.content.decode()


def test_a_file_of_the_wrong_kind_is_told_and_nothing_goes_in(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-county")
    file = SimpleUploadedFile("picture.json", b"not json")
    answer = client.post(f"{BASE}/evidence/", {"file": file, "table": "job_records", "mapping": ""})
    assert answer.status_code == 422
    assert "The file cannot be read" in answer.content.decode()


def test_a_measure_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("contract-manager", "example-county").get(f"{BASE}/measures/no-such-measure/").status_code == 404
