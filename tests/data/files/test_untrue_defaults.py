"""A row without a source stays without one, though the case it is in has a source for rows that say nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from concordat.data.files import read_case, write_case_folder, write_workbook
from concordat.domain.kernel.case import Case, Fact
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def case() -> Case:
    """The example's own default source stands in its ``case.toml``; somebody adds a line and names no source."""
    held = read_case(EXAMPLES / "vision-2020").case
    assert held is not None
    assert "source" in held.header_text
    added = Fact("case_lines", "rent", {"title": "Rent", "kind": "saving", "likely": 100}, "cotswold")
    whole = {**dict.fromkeys(next(iter(held.rows("case_lines"))).values), **added.values}
    return replace(held, facts=(*held.facts, replace(added, values=whole)))


@pytest.mark.parametrize("kind", ["folder", "workbook"])
def test_no_default_source_is_given_to_a_row_that_has_none(case: Case, kind: str, tmp_path: Path) -> None:
    place = tmp_path / ("case" if kind == "folder" else "case.xlsx")
    (write_case_folder if kind == "folder" else write_workbook)(case, place)
    back = read_case(place).case
    assert back is not None
    found = back.row("case_lines", "rent")
    assert found is not None
    assert (found.source, found.author) == ("", "")
    others = {fact.hash for fact in case.facts if fact.id != "rent"}
    assert {fact.hash for fact in back.facts if fact.id != "rent"} == others


def test_a_header_that_is_true_of_every_row_is_written_as_it_was(case: Case, tmp_path: Path) -> None:
    held = read_case(EXAMPLES / "vision-2020").case
    assert held is not None
    write_case_folder(held, tmp_path / "case")
    assert (tmp_path / "case" / "case.toml").read_text() == (EXAMPLES / "vision-2020" / "case.toml").read_text()


@pytest.mark.parametrize("audience", ["mine", "organisation", "named:cotswold"])
def test_a_header_under_a_narrow_default_says_that_it_is_for_everybody(audience: str, tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_text(f'title = "Ours"\n[defaults]\naudience = "{audience}"\n')
    (found,) = read_case(tmp_path).findings
    assert (found.code, found.severity.value) == ("case.header_is_for_all", "warning")
    file.write_text('title = "Ours"\n[defaults]\naudience = "partners"\n')
    assert read_case(tmp_path).findings == ()
