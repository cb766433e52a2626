import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from concordat.cli.main import app
from concordat.data.events import EvidenceStore

EXAMPLES = Path(__file__).parents[2] / "examples"
CONTRACT = str(EXAMPLES / "running-contract")
WORKED = EXAMPLES / "mechanisms" / "model-services-credits"


def run(*words: str) -> Any:
    return CliRunner().invoke(app, [*words])


def test_an_issued_month_is_the_same_to_the_penny_and_says_so() -> None:
    found = json.loads(run("statement", CONTRACT, "--period", "2025-07", "--json").output)
    assert found["worked_out_again"] == found["total"] == sum(line["pence"] for line in found["lines"])
    assert found["total"] == sum(found["groups"].values())
    assert [line["pence"] for line in found["lines"] if "index/core" in line["corrects"]] == [22800] * 3


@pytest.mark.parametrize("period", ["2024-11", "2024-12", "2025-07"])
def test_the_scores_of_an_issued_month_are_those_its_fee_went_by(period: str) -> None:
    """Records that came since move neither its lines nor what is said beside them."""
    found = json.loads(run("statement", CONTRACT, "--period", period, "--json").output)
    fee = next(line["workings"] for line in found["lines"] if "of it at risk" in line["workings"])
    assert f"Score {float(found['month_score']['value']):.4f} of 1" in fee
    issued = next(
        line
        for line in run("statement", CONTRACT, "--period", period).output.splitlines()
        if line.startswith("The month:")
    )
    assert f"Score {float(found['month_score']['value']):.4f}" in issued
    not_judged = sum("not assessable" in measure["says"] for measure in found["measures"])
    assert ("not assessable" in fee) == bool(not_judged)


def test_a_draft_is_worked_out_and_its_illustrative_figures_are_marked() -> None:
    done = run("statement", CONTRACT, "--period", "2026-04")
    assert done.exit_code == 0
    assert "illustrative" in done.output
    assert "Payable" in done.output
    assert "A draft, not an issued statement." in done.output
    assert "A draft" not in run("statement", CONTRACT, "--period", "2026-03").output


def test_what_was_known_then_can_be_asked_for() -> None:
    before = json.loads(
        run("statement", CONTRACT, "--period", "2025-06", "--as-known-at", "2025-07-11T12:00:00+01:00", "--json").output
    )
    issued = json.loads(run("statement", CONTRACT, "--period", "2025-06", "--json").output)
    assert before["state"] == "draft"
    assert before["total"] == issued["total"]
    assert before["hash"] == issued["hash"]


def test_a_worked_mechanism_takes_its_evidence_from_a_file() -> None:
    words = (
        "statement",
        str(WORKED / "mechanism.toml"),
        str(WORKED / "evidence.toml"),
        "--period",
        "2026-05",
        "--json",
    )
    found = json.loads(run(*words).output)
    assert found["total"] == 9_700_000


def test_contract_years_of_their_own_are_named_by_their_months(tmp_path: Path) -> None:
    folder = EXAMPLES / "mechanisms" / "contract-years-from-september"
    words = ("statement", str(folder / "mechanism.toml"), str(folder / "evidence.toml"), "--period")
    found = json.loads(run(*words, "2005-08", "--json").output)
    assert found["contract_year"] == {
        "year": "September 2004 to August 2005", "first_day": "2004-09-01", "last_day": "2005-08-31", "month": 12,
    }  # fmt: skip
    assert [year["year"] for year in found["term"]["years"]] == [
        "September 2003 to August 2004", "September 2004 to August 2005",
    ]  # fmt: skip
    done = run(*words, "2004-09", "--excel", str(tmp_path / "s.xlsx"), "--pdf", str(tmp_path / "s.pdf"))
    assert "The contract year so far: September 2004." in " ".join(done.output.split())
    sheet = load_workbook(tmp_path / "s.xlsx")["Statement"]
    held = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2, max_row=6)}
    assert held["Contract year"] == "September 2004 to August 2005, month 1 of 12"


def test_the_rules_are_told_in_words() -> None:
    done = run("statement", str(WORKED / "mechanism.toml"), "--explain")
    assert done.exit_code == 0
    assert "in a row" in done.output


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--period", "April"), 2, "Write it like 2026-04"),
        ((), 2, "--period"),
        (("--period", "2019-04"), 1, "starts in"),
    ],
)
def test_mistakes_are_told_in_a_sentence(words: tuple[str, ...], code: int, says: str) -> None:
    done = run("statement", CONTRACT, *words)
    assert done.exit_code == code
    assert says in done.output
    assert "Traceback" not in done.output


def test_the_statement_is_written_as_excel_and_pdf(tmp_path: Path) -> None:
    excel, pdf = tmp_path / "s.xlsx", tmp_path / "s.pdf"
    done = run("statement", CONTRACT, "--period", "2025-07", "--excel", str(excel), "--pdf", str(pdf))
    assert done.exit_code == 0
    book = load_workbook(excel)
    assert book.sheetnames[-3:] == ["Measures", "Scores and term", "Where it comes from"]
    told = json.loads(run("statement", CONTRACT, "--period", "2025-07", "--json").output)
    assert [row[3].value for row in book["Measures"].iter_rows(min_row=2)] == [one["says"] for one in told["measures"]]
    assert f"Score {float(told['month_score']['value']):.4f}" in str(book["Scores and term"]["B2"].value)
    assert pdf.read_bytes()[:4] == b"%PDF"


def test_the_bench_says_what_is_wrong_before_anybody_signs() -> None:
    found = json.loads(run("test-bench", CONTRACT, "--contracts", "1", "--years", "1", "--json").output)
    assert set(found["contractors"]) == {"good", "average", "failing", "gaming"}
    assert found["contract_years"] == 4
    assert "bench.cliff" in {finding["code"] for finding in found["findings"]}


def test_a_contract_that_is_not_there_is_answered_with_those_that_are() -> None:
    done = run("statement", CONTRACT, "--period", "2026-04", "--contract", "waste")
    assert done.exit_code == 2
    assert "county-highways" in done.output


def two_contracts(folder: Path) -> Path:
    """The same rates under two names, and what the contractor put forward, with a month of quantities each."""
    (folder / "documents" / "mechanism").mkdir(parents=True)
    (folder / "tables").mkdir()
    (folder / "case.toml").write_text(
        'name = "two"\ntitle = "Two"\n[defaults]\norganisation = "council"\naudience = "partners-and-contractor"\n'
        "entered_at = 2026-04-01T09:00:00Z\n"
    )
    for name, rate, by in (("roads", "£10", "council"), ("lights", "£3", "council"), ("offer", "£99", "firm")):
        (folder / "documents" / "mechanism" / f"{name}.toml").write_text(
            f'title = "{name.capitalize()}"\nclient = "council"\ncontractor = "firm"\nstarts = 2026-04-01\n'
            f'[[price]]\nid = "work"\ntitle = "Work"\nkind = "schedule of rates"\nrate = [{{ item = "m2", rate = "{rate}" }}]\n'
            f'[document]\norganisation = "{by}"\n'
        )
    (folder / "tables" / "contract_entries.csv").write_text(
        "id,contract,month,kind,about,item,quantity\n"
        "a,roads,2026-04,quantity,work,m2,7\nb,lights,2026-04,quantity,work,m2,5\n"
    )
    return folder


def test_of_several_contracts_each_is_asked_for_by_its_name(tmp_path: Path) -> None:
    folder = str(two_contracts(tmp_path / "two"))
    without = run("statement", folder, "--period", "2026-04")
    assert without.exit_code == 2
    assert "lights, roads" in without.output  # the contractor's offer is no contract
    for name, total in (("roads", 7_000), ("lights", 1_500)):
        found = json.loads(run("statement", folder, "--period", "2026-04", "--contract", name, "--json").output)
        assert (found["mechanism"], found["total"]) == (name, total)
    done = run("test-bench", folder, "--contract", "lights", "--contracts", "1", "--years", "1")
    assert done.exit_code == 0
    assert "Lights" in done.output


def test_an_offer_of_the_contractors_leaves_the_one_contract_the_one_meant(tmp_path: Path) -> None:
    folder = two_contracts(tmp_path / "two")
    (folder / "documents" / "mechanism" / "lights.toml").unlink()
    assert json.loads(run("statement", str(folder), "--period", "2026-04", "--json").output)["mechanism"] == "roads"
    given = json.loads(run("statement", str(folder), "--period", "2026-04", "--contract", "offer", "--json").output)
    assert given["mechanism"] == "offer"


def test_certified_orders_that_no_price_line_takes_up_are_named_beside_the_store_they_stand_in(tmp_path: Path) -> None:
    file, store = tmp_path / "april.csv", EvidenceStore(tmp_path / "store", create=True)
    rest = ",2026-04-02 08:00,2026-04-02 09:00,2026-04-03 12:00,completed,1250.50\n"
    headings = "order_id,service,reported_at,ordered_at,completed_at,status,certified_value\n"
    file.write_text(f"{headings}T1,trees{rest}T2,highways{rest}", encoding="utf-8")
    at = datetime(2026, 5, 5, tzinfo=UTC)
    store.deliver(file, table="job_records", by="m", organisation="example-contractor", at=at)
    words = ("statement", CONTRACT, str(store.folder), "--period", "2026-04")
    told = json.loads(run(*words, "--json").output)["findings"]
    (named,) = [one for one in told if one["code"] == "payment.order_unpaid"]
    assert named["severity"] == "warning"
    said = (
        "1 certified order is paid by no price line of any contract here: service “trees”, £1,250.50, finished in April"
    )
    assert named["message"].startswith(said)
    assert "service “trees”, £1,250.50" in " ".join(run(*words).output.split())
    before = json.loads(run(*words, "--as-known-at", "2026-05-04T00:00", "--json").output)["findings"]
    assert not [one for one in before if one["code"] == "payment.order_unpaid"]
