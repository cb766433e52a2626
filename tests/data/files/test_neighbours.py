import io
import json
from pathlib import Path

import pytest
import xlsxwriter

from concordat.data.files.neighbours import only_of, read_neighbour_list
from tests.data.files.test_reference_lists import content

ASH, BIRCH, CEDAR = "E07000001", "E07000002", "E07000003"


def test_the_published_object_gives_a_pair_for_each_neighbour_and_none_with_itself() -> None:
    read = read_neighbour_list(json.dumps({ASH: [ASH, BIRCH, CEDAR], BIRCH: [ASH]}).encode(), name="nn.json")
    assert [row.id for row in read.rows] == ["e07000001-e07000002", "e07000001-e07000003", "e07000002-e07000001"]
    assert read.findings == ()


def test_pairs_come_from_csv_with_their_rank_and_what_cannot_be_used_is_told() -> None:
    csv = f"Council,Code,Nearest neighbour,Neighbour code,Position\nAsh,{ASH},Birch,{BIRCH},1\nAsh,{ASH},Ash,{ASH},2\n"
    csv += f"Ash,{ASH},Birch,{BIRCH},3\nAsh,{ASH},Elm,E123,4\n"
    read = read_neighbour_list(csv.encode(), name="nn.csv")
    [row] = read.rows
    assert (row.values["neighbour"], row.values["rank"]) == ("Birch", 1)
    assert sorted(finding.code for finding in read.findings) == ["list.code", "list.itself", "list.twice"]
    assert (read.given, read.left_out) == (4, 3)


def test_pairs_come_from_excel_below_a_title() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Neighbours")
        sheet.write(0, 0, "Nearest neighbours model")
        sheet.write_row(1, 0, ["Authority code", "Neighbour code", "Distance"])
        sheet.write_row(2, 0, [ASH, BIRCH, 0.021])
    read = read_neighbour_list(out.getvalue(), name="nn.xlsx")
    assert [row.id for row in read.rows] == ["e07000001-e07000002"]
    assert str(read.rows[0].values["distance"]) == "0.021"


@pytest.mark.parametrize(("name", "given"), [("nn.json", b"[1]"), ("nn.csv", b"a,b\n1,2\n"), ("nn.xlsx", b"no")])
def test_a_file_of_another_kind_is_told_with_its_mend_and_gives_nothing(name: str, given: bytes) -> None:
    read = read_neighbour_list(given, name=name)
    assert read.rows == ()
    assert any(finding.is_error and finding.fix for finding in read.findings)


def test_only_councils_that_are_here_are_taken_and_the_rest_is_counted() -> None:
    read = read_neighbour_list(json.dumps({ASH: [BIRCH, CEDAR], BIRCH: [ASH]}).encode(), name="nn.json")
    kept = only_of(read, {ASH})
    assert len(kept.rows) == 2
    assert "1 of the list's 2 councils are here: 2 of its 3 pairs count" in kept.findings[-1].message
    assert [finding.code for finding in only_of(read, set()).findings] == ["list.nobody"]


@pytest.mark.realdata
def test_the_published_list_gives_four_gloucestershire_and_oxfordshire_councils_their_neighbours() -> None:
    read = read_neighbour_list(content("oflog_nearest_neighbours.json"), name="oflog_nearest_neighbours.json")
    kept = only_of(read, {"E07000078", "E07000079", "E07000080", "E07000181"})
    assert len({row.values["authority_code"] for row in kept.rows}) == 4
    assert "e07000079-e07000221" in {row.id for row in kept.rows}  # Cotswold and Stratford-on-Avon
    assert Path(read.source).name.startswith("Oflog")
