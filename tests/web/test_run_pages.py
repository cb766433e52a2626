"""Evidence, measures, programme and fairness of the running contract, as its client, its contractor and a stranger see them."""

import csv
import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application.queries.evidence import store_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.events import EvidenceStore
from concordat.data.events.engine import duckdb_engine, run
from concordat.domain.kernel.periods import LONDON
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
    assert "1 row went in; 1 waits in quarantine" in said
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


def test_the_deliveries_taken_away_give_the_same_figures_and_no_rows_that_others_have_to_mend(
    sign_in: SignIn, tmp_path: Path
) -> None:
    """As the contractor, who sees the county's delivery but not what waits in its quarantine."""
    rows = "order_id,service,reported_at,status\nX1,highways,2026-04-02 08:00,completed\nX2,highways,zebra-crossing,completed\n"
    sent = {"file": SimpleUploadedFile("late.csv", rows.encode()), "table": "job_records", "mapping": ""}
    sign_in("contract-manager", "example-county").post(f"{BASE}/evidence/", {**sent, "take_good_rows": "on"})
    contractor = sign_in("contract-manager", "example-contractor")
    answer = contractor.get(f"{BASE}/evidence/folder/")
    assert answer["Content-Disposition"] == 'attachment; filename="running-contract-evidence.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert not any(b"zebra-crossing" in archive.read(name) for name in archive.namelist())
        archive.extractall(tmp_path)
    there, here = (
        EvidenceStore(tmp_path / "running-contract" / "evidence"),
        store_for(
            actor_for(
                person="example-contractor.contract-manager",
                organisation="example-contractor",
                partnership="running-contract",
            )
        ),
    )
    assert here is not None
    assert there.broken() == ()
    assert there.waiting() == ()
    assert there.deliveries() == here.deliveries()
    engine = duckdb_engine()
    held = [store.records("job_records", engine=engine) for store in (there, here)]
    counted = [run(engine, rows.aggregate(n=rows.count(), value=rows.certified_value.sum())) for rows in held]
    assert counted[0] == counted[1]
    assert sign_in(organisation="herefordshire").get(f"{BASE}/evidence/folder/").status_code == 404


def test_a_file_of_the_wrong_kind_is_told_and_nothing_goes_in(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-county")
    file = SimpleUploadedFile("picture.json", b"not json")
    answer = client.post(f"{BASE}/evidence/", {"file": file, "table": "job_records", "mapping": ""})
    assert answer.status_code == 422
    assert "The file cannot be read" in answer.content.decode()


def test_a_measure_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("contract-manager", "example-county").get(f"{BASE}/measures/no-such-measure/").status_code == 404


THEIRS = (
    "Job No,Service Area,Reported Date,Order Date,Finished On,Job State,Inspector Name\n"
    "C1,highways,2026-05-01 08:00,2026-05-01 09:00,2026-05-01 12:00,Complete,Sam Example\n"
    "C2,highways,2026-05-02 08:00,2026-05-02 09:00,,Ordered,Sam Example\n"
)


def _field(said: str, name: str) -> str:
    import html
    import re

    select = re.search(rf'<select name="{name}".*?</select>', said, re.DOTALL)
    assert select, name
    chosen = re.search(r'<option value="([^"]*)" selected', select.group())
    return html.unescape(chosen.group(1)) if chosen else ""


def test_their_columns_are_mapped_once_and_the_mapping_serves_the_next_delivery(sign_in: SignIn) -> None:
    import html
    import re

    client = sign_in("contract-manager", "example-contractor")
    address = f"{BASE}/evidence/mapping/"
    answer = client.post(address, {"file": SimpleUploadedFile("c.csv", THEIRS.encode()), "table": "job_records"})
    said = answer.content.decode()
    assert "Sam Example" not in said
    assert _field(said, "column-order_id") == "Job No"
    assert _field(said, "word-status-0") == "completed"
    held = html.unescape(re.search(r'name="held" value="([^"]*)"', said).group(1))  # type: ignore[union-attr]
    given = {name: _field(said, name) for name in re.findall(r'<select name="([^"]+)"', said)}
    given |= {"title": "Example depot", "held": held}
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"].endswith("?mapping=kept:example-depot#deliver")
    for organisation, mark in (("example-contractor", "D"), ("example-county", "E")):  # either side delivers with it
        other = sign_in("contract-manager", organisation)
        assert "Example depot" in other.get(f"{BASE}/evidence/").content.decode()
        mine = THEIRS.replace("C1", f"{mark}1").replace("C2", f"{mark}2")
        file = SimpleUploadedFile("june.csv", mine.encode())
        answer = other.post(
            f"{BASE}/evidence/",
            {"file": file, "table": "job_records", "mapping": "kept:example-depot", "take_good_rows": "on"},
            follow=True,
        )
        assert "2 rows went in" in answer.content.decode(), answer.content.decode()[-3000:]


def test_a_file_that_cannot_be_read_is_told_by_the_assistant(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-county")
    file = SimpleUploadedFile("picture.json", b"not json")
    answer = client.post(f"{BASE}/evidence/mapping/", {"file": file, "table": "job_records"})
    assert answer.status_code == 422
    assert "The file cannot be read" in answer.content.decode()


def _large(rows: int) -> SimpleUploadedFile:
    lines = "\n".join(f"L{n},highways,2026-05-01 08:00,ordered,{'x' * 900}" for n in range(rows))
    return SimpleUploadedFile("large.csv", f"order_id,service,reported_at,status,wibble\n{lines}\n".encode())


def test_a_large_file_is_read_beside_the_page_and_nothing_of_it_stays(sign_in: SignIn, settings: Any) -> None:
    from concordat.application import jobs

    client = sign_in("contract-manager", "example-contractor")
    given = {"file": _large(2_400), "table": "job_records", "mapping": "", "period": "2026-05", "take_good_rows": "on"}
    answer = client.post(f"{BASE}/evidence/", given, follow=True)
    assert "Delivery of large.csv" in answer.content.decode()
    arriving = Path(settings.FOLDER) / "evidence" / "running-contract" / "arriving"
    assert len(list(arriving.iterdir())) == 1
    jobs.work(forever=False)
    assert list(arriving.iterdir()) == []
    said = client.get(answer.redirect_chain[-1][0]).content.decode()
    (seen_at,) = re.findall(r'href="([^"]*\?delivered=\d+)"', said)
    said = client.get(seen_at).content.decode()
    assert "2,400 rows went in" in said
    assert "left out: wibble" in said
    assert "Job records, May 2026" in said
    other = sign_in("contract-manager", "example-county").get(seen_at).content.decode()
    assert (
        "2,400 rows went in" not in other
    )  # what came of it is told to its sender; the delivery is in the list of both


def test_a_large_file_that_cannot_be_read_is_told_on_its_page_and_goes(sign_in: SignIn, settings: Any) -> None:
    from concordat.application import jobs

    client = sign_in("contract-manager", "example-contractor")
    file = SimpleUploadedFile("large.json", b"[" * 3_000_000)
    answer = client.post(f"{BASE}/evidence/", {"file": file, "table": "job_records"}, follow=True)
    jobs.work(forever=False)
    said = client.get(answer.redirect_chain[-1][0]).content.decode()
    (seen_at,) = re.findall(r'href="([^"]*\?delivered=\d+)"', said)
    assert "nested deeper" in client.get(seen_at).content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"period": "May"}, "is not a month"),
        ({"mapping": "open311"}, "The columns chosen are those of customer enquiries"),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK nonsense")}, "damaged, or not a workbook"),
        ({"file": SimpleUploadedFile("a.csv", b"invoice_id,received_at,claimed\nI1,2026-04-01,1\n")}, "(invoices)"),
    ],
)
def test_what_does_not_fit_is_told_on_the_page(given: dict[str, Any], told: str, sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-contractor")
    for file in (value for value in given.values() if isinstance(value, SimpleUploadedFile)):
        file.seek(0)
    fine = SimpleUploadedFile("a.csv", b"order_id,service\nA1,highways\n")
    answer = client.post(f"{BASE}/evidence/", {"file": fine, "table": "job_records", "mapping": "", **given})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_every_delivery_can_be_shown(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-county")
    first = ">1. job-records-"
    assert first not in client.get(f"{BASE}/evidence/").content.decode()
    assert first in client.get(f"{BASE}/evidence/?all").content.decode()


def test_the_assistant_keeps_that_the_month_comes_first(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-contractor")
    theirs = "Exported by depot\nJob No,Service,Reported\nM1,highways,05/13/2026 08:00\n"
    answer = client.post(
        f"{BASE}/evidence/mapping/", {"file": SimpleUploadedFile("m.csv", theirs.encode()), "table": "job_records"}
    )
    assert _field(answer.content.decode(), "dates") == "month"


def test_a_delivery_opens_to_where_its_rows_come_from_and_what_corrected_them(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-county")
    said = client.get(f"{BASE}/evidence/1/").content.decode()
    assert "Its rows are made up" in said
    assert "Rows of it were delivered again in" in said
    assert "The time it covers" in said
    assert client.get(f"{BASE}/evidence/99999/").status_code == 404
    assert sign_in(organisation="herefordshire").get(f"{BASE}/evidence/1/").status_code == 404


def test_the_list_names_whose_figure_is_stale_and_which_measure_nobody_owns(sign_in: SignIn) -> None:
    said = sign_in("contract-manager", "example-contractor").get(f"{BASE}/measures/").content.decode()
    assert "What not to rely on" in said
    assert "nobody owns this measure" in said
    assert "days old" in said
    assert "Streets below standard for litter" in said
    assert "December 2025 to March 2026" in said  # three tranches a year


def test_a_measures_page_gives_both_cohorts_its_parts_and_its_whole_definition(sign_in: SignIn) -> None:
    page = sign_in("contract-manager", "example-county").get(f"{BASE}/measures/defects-on-time/?month=2025-01")
    said = page.content.decode()
    for words in ("By area", "By partner", "Example District Council", "Of what was done in the period", "overdue"):
        assert words in said, words
    assert "Without the suspension it would be" in said
    for words in (
        "Baseline",
        "88.4% in 2023/24",
        "Fewest to judge by",
        "Targets by year",
        "2028/29",
        "Least acceptable",
    ):
        assert words in said, words
    lead_time = sign_in("contract-manager", "example-county").get(f"{BASE}/measures/lead-time/").content.decode()
    assert "The rating goes by what was due" not in lead_time
    assert "working days" in lead_time
    assert "bank holidays of England" in lead_time


def test_the_page_and_the_command_line_give_the_same_figures(sign_in: SignIn) -> None:
    from pathlib import Path

    from tests.cli.running import as_json

    case = Path(__file__).parents[2] / "examples" / "running-contract"
    told = as_json("measures", case, "--period", "2025-11", "--measure", "fly-tips", "--restated")["measures"][0]
    page = sign_in("contract-manager", "example-contractor").get(f"{BASE}/measures/fly-tips/?month=2025-11")
    said = page.content.decode()
    assert f"{told['numerator']} of {told['denominator']}" in said
    assert f"{told['completed']['numerator']} of {told['completed']['denominator']}" in said
    assert f"{told['overdue']} overdue and not done" in said
    assert told["why"] in said


def test_a_spreadsheet_that_comes_half_a_year_late_makes_no_planned_work_late(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-contractor")
    before = client.get(f"{BASE}/programme/").content.decode()
    assert "due by 30 April 2026, where the records end" in before
    rows = "order_id,service,reported_at,ordered_at,completed_at,status\n"
    rows += "LATE1,highways,2026-04-02 08:00,2026-04-02 09:00,2026-04-03 12:00,completed\n"
    sent = {"file": SimpleUploadedFile("late.csv", rows.encode()), "table": "job_records", "mapping": ""}
    assert client.post(f"{BASE}/evidence/", sent, follow=True).status_code == 200
    after = client.get(f"{BASE}/programme/").content.decode()
    assert re.findall(r"[0-9,]+ of [0-9,]+ due by", after) == re.findall(r"[0-9,]+ of [0-9,]+ due by", before)
    assert "due by 30 April 2026" in after


def test_the_overview_says_beside_each_figure_what_it_could_be(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", "example-county")
    said = client.get(f"{BASE}/measures/").content.decode()
    (row,) = [one for one in said.split("<tr>") if "/measures/defects-on-time/" in one]
    assert row.count("could be ") == 3  # the month, the year to date, the last twelve months
    page = client.get(f"{BASE}/measures/defects-on-time/").content.decode()
    for low, high in re.findall(r"could be ([0-9.]+) to ([0-9.]+%)", row):
        assert f"{low} to {high}" in page


def test_a_break_in_the_series_is_told_by_the_month_in_words(sign_in: SignIn) -> None:
    said = sign_in("contract-manager", "example-county").get(f"{BASE}/measures/fly-tips/").content.decode()
    assert "Figures before April 2025 cannot be compared with those since" in said


def test_a_partnership_without_records_says_what_is_needed(sign_in: SignIn) -> None:
    client = sign_in()
    base = "/partnerships/herefordshire-2008/run"
    for page, words in (
        ("measures", "No measure yet"),
        ("programme", "No planned work yet"),
        ("fairness", "Nothing to compare yet"),
    ):
        answer = client.get(f"{base}/{page}/")
        assert answer.status_code == 200, (base, page)
        assert words in answer.content.decode()


def test_overdue_work_is_counted_where_the_records_end_and_the_page_says_the_day(sign_in: SignIn) -> None:
    """The depot's last record is of the middle of a month; an old order comes long after it."""
    client = sign_in("contract-manager", "example-contractor")
    store = store_for(
        actor_for(
            person="example-contractor.contract-manager",
            organisation="example-contractor",
            partnership="running-contract",
        )
    )
    assert store is not None
    newest = max(pair[1] for one in store.deliveries(table="job_records") for pair in one.moments.values())
    head = "order_id,service,activity,reported_at,ordered_at,due_at,completed_at,status\n"
    month = datetime.fromtimestamp(newest, LONDON).date().replace(day=1) + timedelta(days=32)
    day = month.replace(day=14)
    rows = (
        f"M1,highways,Pothole,{day} 08:00,{day} 09:00,{day} 10:00,,ordered\n"
        f"M2,highways,Pothole,{day} 08:00,{day} 09:00,{month.replace(day=20)} 10:00,,ordered\n"
    )
    file = SimpleUploadedFile("may.csv", (head + rows).encode())
    given = {"file": file, "table": "job_records", "mapping": "", "take_good_rows": "on"}
    assert "2 rows went in" in client.post(f"{BASE}/evidence/", given, follow=True).content.decode()
    said = client.get(f"{BASE}/measures/?month={day:%Y-%m}").content.decode()
    assert f">on {day.day} {day:%B %Y}<" in said
    assert "the records end on that day: what was due later in the month counts as not done" in said
    one = client.get(f"{BASE}/measures/defects-on-time/?month={day:%Y-%m}").content.decode()
    assert f"overdue and not done at the end of {day.day} {day:%B %Y}, where the records end" in one
