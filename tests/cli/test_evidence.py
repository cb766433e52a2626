"""From a file to a measure on the command line: deliver, refuse, mend, measure, as known at a moment."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app

RUN = CliRunner()
HEADINGS = "order_id,service,priority,ordered_at,due_at,completed_at,status"
ROWS = (
    "J1,highways,P3,2026-04-01 08:00,2026-04-06 08:00,2026-04-03 12:00,completed",
    "J2,highways,P3,2026-04-01 08:00,2026-04-06 08:00,2026-04-09 12:00,completed",
    "J3,highways,P3,2026-04-01 08:00,2026-04-06 08:00,someday,completed",
)


def run(*given: object) -> Any:
    return RUN.invoke(app, [str(one) for one in given])


def said(*given: object) -> Any:
    answer = run(*given, "--json")
    assert answer.exit_code in {0, 1}, answer.output
    return json.loads(answer.stdout)


@pytest.fixture
def april(tmp_path: Path) -> Path:
    path = tmp_path / "april.csv"
    path.write_text("\n".join((HEADINGS, *ROWS)) + "\n")
    return path


def deliver(tmp_path: Path, file: Path, *more: str) -> Any:
    who = ("--by", "cm", "--organisation", "brindle")
    return run("evidence", "deliver", tmp_path / "store", file, *who, *more)


def test_a_delivery_is_refused_then_taken_then_mended_then_measured(april: Path, tmp_path: Path) -> None:
    refused = deliver(tmp_path, april)
    assert refused.exit_code == 1
    assert "not a time" in refused.output
    taken = deliver(tmp_path, april, "--take-good-rows", "--known-at", "2030-01-01T09:00")
    assert "2 rows (2 new" in taken.output
    waiting = said("evidence", "quarantine", tmp_path / "store")
    assert [row["row"] for row in waiting] == [4]
    mend = tmp_path / "mend.csv"
    assert run("evidence", "quarantine", tmp_path / "store", "--download", mend).exit_code == 0
    rows = list(csv.DictReader(mend.read_text(encoding="utf-8-sig").splitlines()))
    rows[0]["completed_at"] = "2026-04-05 10:00"
    with mend.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert deliver(tmp_path, mend, "--known-at", "2030-01-02T09:00").exit_code == 0
    assert run("evidence", "quarantine", tmp_path / "store").exit_code == 0
    measure = ("measures", tmp_path / "store", "--period", "2026-04", "--measure", "highways.defects_on_time")
    now, before = said(*measure), said(*measure, "--as-known-at", "2030-01-01T12:00")
    assert (now["measures"][0]["numerator"], now["measures"][0]["denominator"]) == ("2", "3")
    assert (before["measures"][0]["numerator"], before["measures"][0]["denominator"]) == ("1", "2")
    behind = said(*measure, "--jobs")
    assert [row["order_id"] for row in behind] == ["J2"]
    told = run(*measure, "--jobs").output
    assert "April 2026: 1 record did not pass" in " ".join(told.split())
    assert "order_id" not in told
    assert "9 Apr 2026 12:00" in " ".join(told.split())
    assert run("evidence", "verify", tmp_path / "store").exit_code == 0


def test_the_same_file_twice_adds_nothing_and_is_no_mistake(april: Path, tmp_path: Path) -> None:
    april.write_text("\n".join((HEADINGS, *ROWS[:2])) + "\n")
    assert deliver(tmp_path, april).exit_code == 0
    again = deliver(tmp_path, april)
    assert again.exit_code == 0
    assert "already held" in again.output
    assert len(said("evidence", "list", tmp_path / "store")) == 1


def test_the_assistants_mapping_is_a_file_that_can_be_used(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        "Job No,Service Area,Order Date,Target Date,Completion Date,Job Status\nA1,highways,01/04/2026,06/04/2026,03/04/2026,Completd\n"
    )
    proposed = run("evidence", "suggest-mapping", export)
    assert 'order_id = "Job No"' in proposed.stdout
    assert '"Completd" = "completed"' in proposed.stdout
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(proposed.stdout)
    assert deliver(tmp_path, export, "--mapping", str(mapping)).exit_code == 0


@pytest.mark.parametrize(
    "given",
    [
        ("evidence", "list", "no-such-folder"),
        ("measures", "no-such-folder", "--period", "2026-04"),
        ("generate", "x.parquet", "--from", "2026-13"),
        ("generate", "x.parquet", "--from", "2026-05", "--to", "2026-04"),
    ],
)
def test_misuse_is_told_in_a_sentence(given: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*given)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


def test_generated_records_are_the_same_for_the_same_seed_and_marked_made_up(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name in ("a", "b"):
        assert run("generate", tmp_path / f"{name}.parquet", "--rows", 300, "--seed", 4).exit_code == 0
    first, second = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("a", "b"))
    assert first.equals(second)
    assert first.num_rows == 300
    assert all(first["made_up"].to_pylist())
    assert run("generate", tmp_path / "a.parquet").exit_code == 2  # nothing is overwritten


def test_what_is_generated_comes_in_as_it_is_and_is_marked_wherever_it_appears(tmp_path: Path) -> None:
    file = tmp_path / "jobs.parquet"
    made = ("generate", file, "--rows", 2_000, "--from", "2025-04", "--to", "2026-03")
    assert run(*made).exit_code == 0
    delivered = deliver(tmp_path, file)
    assert delivered.exit_code == 0, delivered.output  # nothing in it lies in its own future
    assert "(made up)" in delivered.output
    assert said("evidence", "list", tmp_path / "store")[0]["made_up"] is True
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jobs.parquet", "store"]  # nothing half-written beside


@pytest.mark.parametrize("name", ["a.parquet", "a.xlsx", "a.json", "a.csv"])
def test_a_damaged_file_is_told_in_a_sentence_by_every_command(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK \x00 nonsense")
    for answer in (deliver(tmp_path, file), run("evidence", "suggest-mapping", file)):
        assert answer.exit_code == 1
        assert "cannot be read" in answer.output
        assert "Traceback" not in answer.output


def test_headings_with_quotation_marks_make_a_mapping_that_reads(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text('Job No,Service,"Target ""Date"""\nA1,highways,01/04/2026\n')
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(run("evidence", "suggest-mapping", export).stdout)
    assert deliver(tmp_path, export, "--mapping", str(mapping)).exit_code == 0


def test_the_other_partys_order_is_not_corrected_and_the_row_that_waits_is_dismissed(tmp_path: Path) -> None:
    store, file = tmp_path / "store", tmp_path / "april.csv"
    file.write_text("\n".join((HEADINGS, *ROWS[:2])) + "\n")
    assert deliver(tmp_path, file).exit_code == 0
    file.write_text("\n".join((HEADINGS, ROWS[0].replace("04-03", "04-02"), "TOTAL,,,,,,")) + "\n")
    theirs = ("--by", "depot", "--organisation", "contractor", "--take-good-rows")
    answer = run("evidence", "deliver", store, file, *theirs)
    assert answer.exit_code == 1
    told = said("evidence", "quarantine", store, "--organisation", "contractor")
    assert told[0]["reasons"][0]["message"].startswith("Order J1 was delivered by brindle on ")
    assert said("evidence", "quarantine", store, "--organisation", "brindle") == []
    mine = ("--by", "cm", "--organisation", "brindle", "--why", "Not ours")
    refused = run("evidence", "dismiss", store, "2", *mine)
    assert refused.exit_code == 2
    assert "came from contractor" in refused.output
    totals = ("--by", "depot", "--organisation", "contractor", "--why", "The line of totals")
    made = said("evidence", "dismiss", store, "2:3", *totals)
    assert made["rows"] == ["2:3"]
    assert [row["row"] for row in said("evidence", "quarantine", store)] == [2]
    (gone,) = said("evidence", "quarantine", store, "--dismissed")
    assert (gone["row"], gone["given"]["order_id"], gone["dismissed"]["why"]) == (3, "TOTAL", "The line of totals")
    assert "The line of totals" in run("evidence", "quarantine", store, "--dismissed").output
    assert "waits no longer" in run("evidence", "dismiss", store, "2:2", *totals[:-1], "Theirs").output
    assert run("evidence", "quarantine", store).exit_code == 0
    assert run("evidence", "verify", store).exit_code == 0


def test_the_list_breaks_no_name_and_says_what_held_means(april: Path, tmp_path: Path) -> None:
    who = ("--by", "contract-manager", "--organisation", "example-contractor")
    run("evidence", "deliver", tmp_path / "store", april, *who, "--known-at", "2030-01-05T09:00")
    shown = run("evidence", "list", tmp_path / "store").output
    assert "example-contractor" in shown
    assert "5 Jan 2030" in shown
    assert "held: nothing of the file went in, because rows of it break a rule" in " ".join(shown.split())


def test_the_list_has_british_time_as_the_pages_do_and_as_the_command_reads_it(april: Path, tmp_path: Path) -> None:
    deliver(tmp_path, april, "--take-good-rows", "--known-at", "2030-07-01T09:00")
    assert "1 Jul 2030 09:00" in run("evidence", "list", tmp_path / "store").output


def test_the_mended_example_is_what_the_command_gives_for_the_late_one_but_for_what_was_mended(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples/deliveries"
    assert deliver(tmp_path, example / "april-2026-late.csv", "--take-good-rows").exit_code == 1
    assert run("evidence", "quarantine", tmp_path / "store", "--download", tmp_path / "to-mend.csv").exit_code == 0
    given, mended = (
        list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        for path in (tmp_path / "to-mend.csv", example / "april-2026-mended.csv")
    )
    told = ("order_id", "what_is_wrong", "how_to_mend_it")
    assert [[row[name] for name in told] for row in mended] == [[row[name] for name in told] for row in given]


def test_an_order_delivered_by_mistake_is_given_up_to_the_other_party(april: Path, tmp_path: Path) -> None:
    deliver(tmp_path, april, "--take-good-rows")
    store, theirs = tmp_path / "store", tmp_path / "theirs.csv"
    theirs.write_text(f"{HEADINGS}\n{ROWS[1].replace('04-09', '04-08')}\n")
    who = ("--by", "cm", "--organisation", "kerb", "--take-good-rows")
    refused = run("evidence", "deliver", store, theirs, *who)
    assert "give it up" in " ".join(refused.output.split())
    mend = tmp_path / "mend.csv"
    run("evidence", "quarantine", store, "--organisation", "kerb", "--download", mend)
    gone = tmp_path / "gone.csv"
    gone.write_text(f"{HEADINGS},Withdrawn\n{ROWS[1]},yes\n")
    told = deliver(tmp_path, gone)
    assert told.exit_code == 0
    assert "whoever delivers it next holds it" in " ".join(told.output.split())
    assert run("evidence", "deliver", store, mend, *who).exit_code == 0
    assert said("evidence", "quarantine", store, "--organisation", "kerb") == []
    assert run("evidence", "verify", store).exit_code == 0
