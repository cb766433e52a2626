"""However a workbook was damaged on its way, reading it gives a case or a sentence: nothing raises, nothing is half read."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from concordat.data.files import read_case, write_workbook
from concordat.data.files.table_file import read_table_file
from concordat.domain.kernel.findings import has_errors
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    case = read_case(EXAMPLES / "south-hams-west-devon").case
    assert case is not None
    file = tmp_path_factory.mktemp("good") / "good.xlsx"
    write_workbook(case, file)
    return file.read_bytes()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def hold_to_a_case_or_a_sentence(content: bytes, folder: Path, name: str = "sent.xlsx") -> None:
    (folder / name).write_bytes(content)
    read = read_case(folder / name)
    assert (read.case is None) == has_errors(read.findings)
    rows, findings = read_table_file(folder / name, table="recharge_costs")
    assert not (rows and has_errors(findings))
    for finding in (*read.findings, *findings):
        assert finding.fix or not finding.is_error


@pytest.mark.parametrize("seed", range(20))
def test_bytes_lost_or_changed_on_the_way(good: bytes, tmp_path: Path, seed: int) -> None:
    luck = random.Random(seed)
    hold_to_a_case_or_a_sentence(good[: luck.randrange(len(good))], tmp_path)
    changed = bytearray(good)
    for _ in range(20):
        changed[luck.randrange(len(changed))] = luck.randrange(256)
    hold_to_a_case_or_a_sentence(bytes(changed), tmp_path)


def test_a_part_that_is_missing_empty_half_there_or_not_what_it_says(good: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        hold_to_a_case_or_a_sentence(packed({other: parts[other] for other in parts if other != name}), tmp_path)
        for content in (b"", b"<junk", parts[name][: len(parts[name]) // 2]):
            hold_to_a_case_or_a_sentence(packed({**parts, name: content}), tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.xlsm"])
def test_what_is_no_workbook_is_told_whatever_it_is_called(content: bytes, name: str, tmp_path: Path) -> None:
    hold_to_a_case_or_a_sentence(content, tmp_path, name)
    assert read_case(tmp_path / name).case is None
