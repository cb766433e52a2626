from decimal import Decimal
from pathlib import Path

from concordat.data.files.plain import read_plain


def test_toml_and_json_give_the_same_with_exact_decimals(tmp_path: Path):
    toml, json = tmp_path / "a.toml", tmp_path / "a.json"
    toml.write_text("[cost]\nA = 0.1\n")
    json.write_text('{"cost": {"A": 0.1}}')
    assert read_plain(toml)[0] == read_plain(json)[0] == {"cost": {"A": Decimal("0.1")}}


def test_the_head_of_a_document_is_left_out(tmp_path: Path):
    file = tmp_path / "a.toml"
    file.write_text('title = "x"\n[document]\nversion = 1\n')
    assert read_plain(file) == ({"title": "x"}, [])


def test_what_cannot_be_read_is_a_finding(tmp_path: Path):
    broken, listed = tmp_path / "b.json", tmp_path / "c.json"
    broken.write_text("{")
    listed.write_text("[1]")
    for file, code in ((broken, "file.json"), (listed, "file.json"), (tmp_path / "none.toml", "file.absent")):
        content, findings = read_plain(file)
        assert content is None
        assert [finding.code for finding in findings] == [code]
