"""Reference lists as published, and as people send them."""

from collections import Counter
from pathlib import Path

import pytest

from concordat.data.files import load_catalogue
from concordat.data.files.reference_lists import (
    read_authorities,
    read_list,
    read_neighbours,
    read_services,
    slug_of,
    starter_list,
)
from concordat.domain.kernel.findings import has_errors

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
realdata = pytest.mark.realdata


def content(name: str) -> bytes:
    file = DATA / name
    if not file.is_file():
        pytest.skip(f"{name} is not beside the project (../shared/data)")
    return file.read_bytes()


@realdata
def test_the_published_list_of_authorities_loads_whole() -> None:
    read = read_authorities(content("uk_local_authorities.csv"))
    assert (read.given, len(read.rows), read.left_out) == (470, 470, 0)
    assert len({row.id for row in read.rows}) == 470
    assert not has_errors(read.findings)
    kinds = Counter(row.values["kind"] for row in read.rows)
    assert (kinds["district"], kinds["county"], kinds["other"]) == (240, 27, 15)
    by_id = {row.id: row.values for row in read.rows}
    assert by_id["west-oxfordshire"]["ons_code"] == "E07000181"
    assert by_id["south-bucks"]["successors"] == ("buckinghamshire",)


@realdata
def test_the_published_service_list_loads_whole() -> None:
    read = read_services(content("esd_services.csv"))
    assert (read.given, len(read.rows)) == (1002, 1002)
    assert Counter(row.values["status"] for row in read.rows) == {"live": 978, "discontinued": 24}
    assert not read.findings


@realdata
def test_nobody_is_among_its_own_nearest_neighbours() -> None:
    found, findings = read_neighbours(content("oflog_nearest_neighbours.json"))
    assert len(found) == 348
    assert not findings
    assert all(code not in codes for code, codes in found.items())


@pytest.mark.parametrize("kind", ["authorities", "services"])
def test_the_starter_list_fits_its_table(kind: str) -> None:
    read = starter_list(kind)
    table = load_catalogue()[read.table]
    assert len(read.rows) >= 15
    assert len({row.id for row in read.rows}) == len(read.rows)
    for row in read.rows:
        assert set(row.values) <= set(table.column_names)
        assert all(row.values.get(column.name) for column in table.columns if column.required)


def test_a_list_with_other_headings_and_a_bad_code_is_read_and_told() -> None:
    read = read_authorities(b"Name,ONS code\nAsh Council,E07000001\nBirch Council,12345\n,E07000003\n")
    assert [row.values["name"] for row in read.rows] == ["Ash Council", "Birch Council"]
    assert [finding.code for finding in read.findings] == ["list.code", "list.no_name"]
    assert read.given == 3


def test_a_file_that_is_something_else_is_refused_in_words() -> None:
    read = read_list(b"colour,size\nred,3\n", "services", name="shirts.csv")
    assert not read.rows
    assert read.findings[0].code == "list.headings"
    assert "shirts.csv" in str(read.findings[0].where)


def test_windows_text_is_read_and_said() -> None:
    read = read_authorities("name,gss\nYnys Môn,W06000001\n".encode("cp1252"))
    assert read.rows[0].values["name"] == "Ynys Môn"
    assert read.findings[0].code == "list.encoding"


def test_a_number_twice_keeps_the_first() -> None:
    read = read_services(b"Identifier,Label\n1,One\n1,Another\nx,Bad\n")
    assert [row.values["title"] for row in read.rows] == ["One"]
    assert [finding.code for finding in read.findings] == ["list.twice", "list.service"]


def test_names_become_short_names() -> None:
    assert slug_of("St. Helens & King's Lynn") == "st-helens-and-kings-lynn"
