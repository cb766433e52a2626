"""``concordat measures``, ``programme`` and ``fairness``, as a contract manager and the contractor's manager run them."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from concordat.data.events import EvidenceStore
from concordat.domain.kernel.periods import LONDON, day_in_words
from concordat.domain.performance.made_up import as_known, job_records
from concordat.domain.performance.periods import Month
from concordat.domain.performance.rating import said_with
from tests.cli.running import as_json, run
from tests.domain.performance.records import NOW, add, at

CONTRACT = Path(__file__).parents[2] / "examples" / "running-contract"
ROWS = 700


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("store")
    (made,) = job_records(
        rows=ROWS, seed=4, first=Month(2025, 4).first_day, last=Month(2026, 3).period.start.date().replace(day=31)
    )
    rows = as_known(made, NOW).to_pylist()
    add(EvidenceStore(folder / "evidence", create=True), folder, rows)
    return folder / "evidence", rows


def test_a_measure_taken_every_four_months_shows_the_last_that_had_ended() -> None:
    """The contract's own case, with its evidence made up on the spot."""
    told = as_json("measures", CONTRACT, "--period", "2026-01", "--measure", "litter")
    assert [one["label"] for one in told["measures"]] == ["2025-08 to 2025-11"]
    assert told["measures"][0]["interval"]["method"] == "Wilson"


def test_a_measure_nobody_knows_is_answered_with_those_there_are_the_nearest_first() -> None:
    code, said = run("measures", CONTRACT, "--period", "2026-01", "--measure", "flytips")
    assert code == 2
    _, _, names = " ".join(said.split()).partition("Those there are, the nearest first: ")
    assert names.startswith("fly-tips, ")
    own = {file.stem for file in (CONTRACT / "documents" / "measure").glob("*.toml")}
    assert own <= set(names.rstrip(".").split(", "))
    _, said = run("measures", CONTRACT, "--period", "2026-01", "--measure", "street_cleansing.litre")
    assert "nearest first: litter, " in " ".join(said.split())


@pytest.mark.parametrize(("name", "unit"), [("cost", "%"), ("street-lights", "days")])
def test_an_average_and_a_ratio_of_money_could_be_something_else_too(name: str, unit: str) -> None:
    asked = ("measures", CONTRACT, "--period", "2025-04", "--measure", name)
    (told,) = as_json(*asked)["measures"]
    assert told["interval"]["method"] == "Cochran"
    assert Decimal(told["interval"]["low"]) < Decimal(told["value"]) < Decimal(told["interval"]["high"])
    _, shown = run(*asked)
    low = said_with(Decimal(told["interval"]["low"]), "")
    assert f"{low} to" in " ".join(shown.split())
    assert unit in shown


def test_over_time_tells_noise_from_change_with_its_limits() -> None:
    told = as_json("measures", CONTRACT, "--period", "2026-03", "--measure", "defects-on-time", "--over-time")
    assert told["assurance"] in {"will pass", "will fail", "may pass or fail"}
    assert len(told["points"]) >= 24
    for point in told["points"]:
        assert point["low"] < point["mean"] < point["high"]
        assert (point["rule"] is None) == (point["kind"] == "common cause")
    code, output = run("measures", CONTRACT, "--period", "2026-03", "--over-time")
    assert code == 2
    assert "Say which measure" in output


def test_a_measure_without_an_owner_and_a_stale_figure_are_named() -> None:
    told = as_json("measures", CONTRACT, "--period", "2026-03", "--measure", "satisfied")
    (doubt,) = told["doubts"]
    assert doubt["owner"] is None
    assert "Nobody owns" in doubt["why"]
    months_later = as_json(
        "measures", CONTRACT, "--period", "2026-04", "--measure", "grounds", "--as-known-at", "2026-12-01T09:00"
    )
    assert ["days old" in doubt["why"] for doubt in months_later["doubts"]] == [True]


def test_an_unfinished_month_is_told_and_not_judged() -> None:
    told = as_json(
        "measures", CONTRACT, "--period", "2026-03", "--measure", "grounds", "--as-known-at", "2026-03-20T09:00"
    )
    (figure,) = told["measures"]
    assert (figure["rating"], figure["state"]) == ("not assessable", "provisional")
    assert "runs to 31 March 2026" in figure["why"]


def test_the_programme_is_what_a_person_counts_by_hand(store: tuple[Path, list[dict[str, object]]]) -> None:
    folder, rows = store
    planned = [row for row in rows if row["programme"] and row["status"] not in {"cancelled", "duplicate"}]
    told = as_json("programme", folder, "--by", "service,area")
    held = {(one["programme"], one["service"], one["area"]): one for one in told["lines"]}
    expected = Counter((row["programme"], row["service"], row["area"]) for row in planned)
    assert {key: one["planned"] for key, one in held.items()} == expected
    late = Counter()
    happened = ("reported_at", "inspected_at", "ordered_at", "made_safe_at", "completed_at")
    now = max(row[name] for row in rows for name in happened if row[name] is not None)  # type: ignore[type-var]
    assert datetime.fromisoformat(as_json("programme", folder)["at"]).timestamp() == now
    for row in planned:
        due = max(moment for moment in (row["due_at"], row["extended_to"]) if moment is not None)  # type: ignore[type-var]
        if due <= now and (row["completed_at"] is None or row["completed_at"] > due):  # type: ignore[operator]
            late[row["programme"], row["service"], row["area"]] += 1
    assert {key: one["late"] for key, one in held.items() if one["late"]} == dict(late)
    assert late
    whole = as_json("programme", folder)["lines"]
    assert sum(one["planned_pence"] for one in whole) == sum(row["target_value"] or 0 for row in planned)  # type: ignore[misc]
    assert sum(one["ordered_pence"] for one in whole) == sum(
        (row["ordered_value"] or 0) for row in planned if row["ordered_at"] is not None
    )  # type: ignore[misc]
    assert {one["service"] for one in whole} == {None}


def test_a_delivery_that_comes_late_makes_no_planned_work_late(
    store: tuple[Path, list[dict[str, object]]], tmp_path: Path
) -> None:
    _, rows = store
    held = EvidenceStore(tmp_path / "evidence", create=True)
    add(held, tmp_path, rows)
    before = as_json("programme", held.folder)
    old = min((row for row in rows if row["completed_at"]), key=lambda row: row["completed_at"])  # type: ignore[arg-type, return-value]
    half_a_year_later = NOW + timedelta(days=183)
    add(held, tmp_path, [old | {"order_id": "found-in-a-drawer", "programme": None}], now=half_a_year_later)
    assert as_json("programme", held.folder) == before
    _, shown = run("programme", held.folder)
    until = datetime.fromisoformat(before["at"]).astimezone(LONDON).date()
    assert f"judged at {day_in_words(until)}, where the records end" in " ".join(shown.split())
    long_after = half_a_year_later + timedelta(days=400)
    assert as_json("programme", held.folder, "--as-known-at", long_after.isoformat()) == before
    new = dict.fromkeys(old) | {
        "order_id": "new", "service": "highways", "status": "ordered", "reported_at": int(half_a_year_later.timestamp()),
    }  # fmt: skip
    add(held, tmp_path, [new], now=long_after)
    assert as_json("programme", held.folder)["at"] > before["at"]
    assert as_json("programme", held.folder, "--as-known-at", half_a_year_later.isoformat()) == before


def test_fairness_is_one_sentence_each_with_its_interval() -> None:
    told = as_json("fairness", CONTRACT, "--period", "2026-03")
    assert told["lead"] == "example-county"
    assert {one["partner"] for one in told["partners"]} == {"example-district", "example-borough"}
    for one in told["partners"]:
        assert one["low"] <= one["difference"] <= one["high"]
        assert "95% interval" in one["sentence"]
    code, output = run("fairness", CONTRACT, "--period", "2026-03")
    assert code == 0
    assert all(one["sentence"] in output for one in told["partners"])
    code, output = run("fairness", CONTRACT, "--period", "2026-03", "--lead", "example-conty")
    assert code == 2
    assert "No order names “example-conty” as partner" in output
    assert "example-county, example-district" in output


@pytest.mark.parametrize(
    "words",
    [
        ("programme", CONTRACT, "--by", "gang"),
        ("programme", "no-such-folder"),
        ("fairness", CONTRACT, "--period", "soon"),
        ("fairness", "no-such-folder"),
        ("measures", CONTRACT, "--period", "2026-03", "--by", "gang"),
        ("measures", CONTRACT, "--period", "2026-07 to 2026-04"),
    ],
)
def test_misuse_is_told_in_a_sentence(words: tuple[object, ...]) -> None:
    code, output = run(*words)
    assert code == 2
    assert output.strip()
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('records = "nonsense"', "There are no records called “nonsense”"),
        ('cohort = "nonsense_at"', "job_records has no column “nonsense_at”"),
        ('fewest = "many"', "“many” is not a number"),
    ],
)
def test_a_measure_that_reads_what_is_not_there_is_told_and_the_others_stand(
    line: str, told: str, tmp_path: Path
) -> None:
    import shutil

    case = tmp_path / "case"
    shutil.copytree(CONTRACT, case, ignore=shutil.ignore_patterns("evidence", "statement"))
    broken = f'based_on = "highways.defects_on_time"\n{line}\n[document]\norganisation = "example-county"\n'
    (case / "documents" / "measure" / "broken.toml").write_text(broken)
    code, output = run("measures", case, "--period", "2026-03", "--measure", "broken")
    assert code == 2
    assert told in output.replace("\n", " ")
    code, output = run("measures", case, "--period", "2026-03", "--measure", "grounds", "--json")
    assert code == 1
    assert '"grounds.work_on_time"' in output


def test_the_command_says_the_day_at_which_overdue_work_is_counted_where_the_records_end_first(tmp_path: Path) -> None:
    rows = [
        {
            "order_id": name,
            "service": "highways",
            "ordered_at": at("2025-04-01 08:00"),
            "due_at": at(due),
            "made_up": True,
        }
        | {"completed_at": at("2025-04-14 16:00") if name == "J3" else None, "withdrawn": False}
        | {"status": "completed" if name == "J3" else "ordered"}
        for name, due in (("J1", "2025-04-10 12:00"), ("J2", "2025-04-20 12:00"), ("J3", "2025-04-16 12:00"))
    ]
    store = EvidenceStore(tmp_path / "evidence", create=True)
    add(store, tmp_path, rows, now=datetime(2025, 7, 1, 9, tzinfo=LONDON))
    asked = ("measures", tmp_path / "evidence", "--period", "2025-04", "--measure", "highways.defects_on_time")
    [told] = as_json(*asked)["measures"]
    assert (told["overdue"], told["overdue_at"]) == (1, "2025-04-14")
    said = " ".join(run(*asked)[1].split())
    assert "2025-04: overdue work is counted at the end of 14 April 2025, where the records end" in said
    assert "where the records end" not in run(*asked, "--as-known-at", "2025-06-30")[1], "nothing was known then"
