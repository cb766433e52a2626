"""Files as people send them: every encoding and format comes to the same rows, and what cannot be read says why."""

import csv
import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from concordat.data.events.assistant import first_rows
from concordat.data.events.columns import evidence_table
from concordat.data.events.grid import heading_place
from concordat.data.events.mapping import Mapping, match_headings, read_mapping
from concordat.data.events.reading import FileRead, read_delivery
from concordat.data.events.workbooks import FINE

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HEADINGS = ["Order", "Service", "Reported", "Completed", "Status", "Area", "Ordered value"]
ROWS = [
    ["J1", "highways", "01/04/2026 08:00", "02/04/2026 09:30", "completed", "Café quarter", "£1,234.50"],
    ["J2", "highways", "13/04/2026 08:00", "", "ordered", "North; east", "12"],
]


def read(path: Path, mapping: Mapping | None = None, table: str = "job_records", **more: Any) -> FileRead:
    return read_delivery(path, table=table, into=path.parent / "rows.parquet", mapping=mapping, now=NOW, **more)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path.parent / "rows.parquet").to_pylist()


def codes(found: FileRead) -> set[str]:
    return {finding.code for finding in found.findings}


def text_file(
    path: Path, rows: Sequence[Sequence[Any]] = ROWS, *, delimiter: str = ",", encoding: str = "utf-8", above: str = ""
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(above)
        csv.writer(file, delimiter=delimiter).writerows([HEADINGS, *rows])
    return path


def workbook(path: Path, rows: Sequence[Sequence[Any]] = ROWS, *, first: str = "") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        if first:
            book.add_worksheet("Notes").write_column(0, 0, [first] * 40)
        sheet = book.add_worksheet("Jobs")
        for place, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(place, 0, row)
    return path


def as_json(path: Path) -> Path:
    records = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]
    path.write_text(json.dumps({"data": {"took": [3, 4], "jobs": records}}), encoding="utf-8")
    return path


def as_parquet(path: Path) -> Path:
    pq.write_table(pa.table({h: [row[at] for row in ROWS] for at, h in enumerate(HEADINGS)}), path)
    return path


WAYS: dict[str, Callable[[Path], Path]] = {
    "semicolons and a byte order mark": lambda place: text_file(place / "a.csv", delimiter=";", encoding="utf-8-sig"),
    "Western European": lambda place: text_file(place / "a.csv", delimiter=";", encoding="cp1252"),
    "UTF-16 with tabs": lambda place: text_file(place / "a.txt", delimiter="\t", encoding="utf-16"),
    "a title above": lambda place: text_file(place / "a.csv", above="Jobs, April\n\nPrinted: 1 May;\n"),
    "Excel after a sheet of notes": lambda place: workbook(place / "a.xlsx", first="Read this"),
    "an answer of a service": lambda place: as_json(place / "a.json"),
    "Parquet of texts": lambda place: as_parquet(place / "a.parquet"),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_is_written_the_rows_are_the_same(way: str, tmp_path: Path) -> None:
    plain = text_file(tmp_path / "plain.csv")
    read(plain)
    expected = rows_of(plain)
    file = WAYS[way](tmp_path)
    found = read(file)
    assert found.rows == 2, found.findings
    assert rows_of(file) == expected
    assert expected[0]["area"] == "Café quarter"
    assert expected[0]["ordered_value"] == 123_450


def test_a_letter_of_windows_far_down_the_file_does_not_stop_it(tmp_path: Path) -> None:
    many = [[f"K{n}", *ROWS[0][1:5], "Ward", "1"] for n in range(3_000)]
    file = text_file(tmp_path / "a.csv", [*many, ROWS[0]], encoding="cp1252")
    assert read(file).rows == 3_001
    assert rows_of(file)[-1]["area"] == "Café quarter"


DEEP = "[" * 100_000
BROKEN: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("a.csv", b"", "empty"),
    "empty lines": ("a.csv", b"\n\n\n", "empty"),
    "a picture": ("a.csv", bytes(range(256)) * 20, "not a text file"),
    "cut JSON": ("a.json", b'[{"a": 1}, {', "not whole JSON"),
    "deep JSON": ("a.json", DEEP.encode(), "nested deeper"),
    "a number": ("a.json", b"5", "no records"),
    "texts": ("a.json", b'["a", "b"]', "no records"),
    "no workbook": ("a.xlsx", b"PK nonsense", "damaged, or not a workbook"),
    "no Parquet": ("a.parquet", b"PAR1 nonsense", "not a Parquet file"),
    "an open quotation mark": ("a.csv", b'Order,Service\nJ1,"highways\nJ2,highways\n', "never closes"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_told_in_a_sentence_with_a_mend(kind: str, tmp_path: Path) -> None:
    name, content, said = BROKEN[kind]
    (tmp_path / name).write_bytes(content)
    (finding,) = read(tmp_path / name).findings
    assert finding.code == "file.unreadable"
    assert said in finding.message
    assert finding.fix


def _workbook_that_lies(path: Path) -> Path:
    """A sheet of spaces without end that says of itself that it holds a hundred bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(FINE // 1_000_000 + 60):
                sheet.write(b" " * 1_000_000)
        info = archive.infolist()[0]
        size = struct.pack("<I", info.file_size)
    content = path.read_bytes()
    assert content.count(size)
    path.write_bytes(content.replace(size, struct.pack("<I", 100)))
    return path


def test_a_workbook_that_unpacks_without_end_is_refused_whatever_it_says_of_itself(tmp_path: Path) -> None:
    (finding,) = read(_workbook_that_lies(tmp_path / "bomb.xlsx")).findings
    assert "unpacks to more than" in finding.message


def test_cells_in_error_and_sheets_not_read_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("Notes").write(0, 0, "words")
        sheet = book.add_worksheet("Jobs")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ROWS[0])
        sheet.write_formula(1, 5, "=NA()", None, "#N/A")
    found = read(tmp_path / "a.xlsx")
    assert {"sheet.others", "cell.excel_error"} <= codes(found)


def test_what_is_none_of_ours_is_named_and_nobodys_details_are(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("order,service,wibble,ring 01432 260000,officer name\nJ1,highways,1,2,Sam Example\n")
    (finding,) = [one for one in read(file).findings if one.code == "column.unknown"]
    assert "3 columns of the file are none of ours" in finding.message
    assert "wibble" in finding.message
    assert "01432" not in finding.message


def test_a_file_of_another_table_is_told_which(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("invoice_id,received_at,claimed\nI1,2026-04-01,10\n")
    (finding,) = [one for one in read(file).findings if one.is_error]
    assert finding.code == "column.absent"
    assert "(invoices)" in finding.fix


def test_a_row_with_a_stray_separator_waits(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("order,service,area\nJ1,highways,Leominster, north\nJ2,highways,Ross\n")
    found = read(file)
    assert found.rows == 1
    assert "4 cells" in found.quarantine[0].reasons[0].message


def test_nothing_more_is_said_of_a_day_that_could_not_be_read(tmp_path: Path) -> None:
    found = read(text_file(tmp_path / "a.csv", [[*ROWS[0][:3], "31/02/2026 10:00", *ROWS[0][4:]]]))
    assert [reason.message for reason in found.quarantine[0].reasons] == ["“31/02/2026 10:00” is not a time."]


def test_the_number_of_a_mended_row_is_the_one_it_had_in_excel(tmp_path: Path) -> None:
    """Excel keeps 1001 as 1001.0: as a text that would be another order."""
    file = workbook(tmp_path / "a.xlsx", [[1001.0, "highways", "soon", "", "ordered", "", ""]])
    assert read(file).quarantine[0].given["order_id"] == "1001"


def test_a_mended_row_whose_text_looks_like_a_formula_comes_back_as_it_was(tmp_path: Path) -> None:
    from concordat.data.events.columns import evidence_table
    from concordat.data.events.quarantine import quarantine_csv

    file = tmp_path / "a.csv"
    file.write_text("order,service,area,reported\nJ1,highways,=North,soon\n")
    text = quarantine_csv([(1, read(file).quarantine[0])], evidence_table("job_records"))
    assert "'=North" in text
    (tmp_path / "mended.csv").write_text(text.replace("soon", "2026-04-01 08:00"))
    assert read(tmp_path / "mended.csv").rows == 1
    assert rows_of(tmp_path / "mended.csv")[0]["area"] == "=North"


def test_progress_is_told_and_may_stop_the_reading(tmp_path: Path) -> None:
    file = text_file(tmp_path / "a.csv", [[f"J{n}", *ROWS[0][1:]] for n in range(12_000)])
    heard: list[float] = []
    read(file, told=lambda share, words: heard.append(share))
    assert len(heard) == 2
    assert 0 < heard[0] < heard[1] <= 1

    def stop(share: float, words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(file, told=stop)


def test_days_with_the_month_first_are_refused_until_the_mapping_says_so(tmp_path: Path) -> None:
    """03/04/2026 would be the third of April, silently; 04/13/2026 shows that it is the fourth of March."""
    file = tmp_path / "a.csv"
    file.write_text(
        "order,service,reported\n" + "".join(f"J{n},highways,04/{n:02}/2026 08:00\n" for n in (3, 5, 13, 14))
    )
    assert "dates.month_first" in codes(read(file))
    mapping = read_mapping({"table": "job_records", "dates": ["%m/%d/%Y %H:%M"]})
    assert read(file, mapping).rows == 4
    assert rows_of(file)[0]["reported_at"] == int(datetime(2026, 4, 3, 7, tzinfo=UTC).timestamp())
    file.write_text(file.read_text() + "J9,highways,15/04/2026 08:00\n")
    assert len(read(file, mapping).quarantine) == 1, "where the mapping says how, another way is not guessed"
    file.write_text("order,service,reported\nJ1,highways,04/13/2026 08:00\nJ2,highways,14/04/2026 08:00\n")
    found = read(file)
    assert found.rows == 1, "one slip of the pen in a file of days first waits alone"
    assert "no such month" in found.quarantine[0].reasons[0].message


def test_persons_who_slipped_into_another_column_are_not_quoted(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "order,service,reported,ordered value,status\n"
        "J1,highways,ring 01432 260000,Mrs Jane Smith,jane@example.org\n"
        "J2,highways,31-02-2026 08:30,1,ordered\n"
    )
    found = read(file)
    kept = repr(found.quarantine)
    assert not any(text in kept for text in ("260000", "Jane", "jane"))
    assert found.removed == 3
    assert "31-02-2026 08:30" in kept, "a day that does not exist is shown as it was written"


def test_the_assistant_says_that_the_month_comes_first(tmp_path: Path) -> None:
    from concordat.data.events.assistant import first_rows, propose

    file = tmp_path / "a.csv"
    file.write_text("Printed 1 May\norder,service,reported\nJ1,highways,04/05/26 08:00\nJ2,highways,04/15/26 08:00\n")
    headings, sample = first_rows(file, table="job_records")
    assert headings == ["order", "service", "reported"]
    assert propose(headings, sample, table="job_records").dates == ("%m/%d/%y %H:%M",)
    assert propose(headings, sample[:1], table="job_records").dates == ()


FOREIGN = ["Ref", "Team", "Council", "Patch", "Sort", "Prio", "Rep", "Ord", "Fin", "State", "Pounds"]
THEIRS = [
    "K1",
    "streets",
    "brindle",
    "North",
    "bin",
    "P1",
    "01/04/2026",
    "01/04/2026",
    "02/04/2026",
    "completed",
    "£12",
]
TOPS: dict[str, tuple[list[list[str]], int]] = {
    "a value that is a heading of ours": ([FOREIGN, *[THEIRS] * 6], 0),
    "below a title": ([["Jobs, April"], [], FOREIGN, *[THEIRS] * 6], 2),
    "below a title of two cells and a date": ([["Printed", "01/05/2026"], ["Jobs", "April"], FOREIGN, THEIRS], 2),
    "records of words alone": ([FOREIGN, ["K1", *["word"] * 8, "completed", "none"]], 0),
    "ours below a full row of groups": ([["Job"] * 7, HEADINGS, ROWS[0]], 1),
    "ours among figures": (
        [["Jobs"], ["Order", "Service", "2024", "2025", "2026"], ["K1", "streets", "1", "2", "3"]],
        1,
    ),
    "some of ours among others": ([["Read this"], [*FOREIGN[:6], "Completed", "Status"], THEIRS[:8]], 1),
}


@pytest.mark.parametrize("top", TOPS)
def test_a_value_among_the_records_is_not_taken_for_a_heading(top: str, tmp_path: Path) -> None:
    rows, place = TOPS[top]
    table = evidence_table("job_records")
    assert heading_place(rows, lambda headings: len(match_headings(headings, table))) == place
    file = tmp_path / "theirs.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    headings, _ = first_rows(file, table="job_records")
    assert headings == rows[place]


def test_a_file_with_their_headings_is_told_by_its_headings(tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([FOREIGN, *[THEIRS] * 6])
    (told,) = [finding for finding in read(file).findings if finding.code == "column.absent"]
    assert "Ref, Team, Council, Patch" in told.message


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF-1.4 hello"), ("a.csv", b"%PDF-1.4 hello"), ("a.docx", b"PK")]
)
def test_a_document_is_told_which_kinds_of_file_are_taken(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    (told,) = read(tmp_path / name).findings
    assert "not a file of records" in told.message
    assert "CSV, Excel (.xlsx, .xls), ODS, JSON and Parquet" in told.fix


def test_a_file_is_called_as_its_sender_called_it(tmp_path: Path) -> None:
    found = read(text_file(tmp_path / "given.csv", above="Jobs\n\n"), name="april.csv")
    assert {finding.where.file for finding in found.findings} == {"april.csv"}


def test_every_fault_of_a_row_is_told(tmp_path: Path) -> None:
    bad = ["J1", "", "01/04/2099 08:00", "someday", "nearly", "Ward", "much"]
    (row,) = read(text_file(tmp_path / "a.csv", [ROWS[0], bad])).quarantine
    assert [reason.column for reason in row.reasons] == [
        *("Service", "Completed", "Status", "Order value", "Reported", "Order")
    ]
