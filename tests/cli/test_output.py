"""What every command prints by the same means."""

import pytest

from concordat.cli.output import print_table


def test_a_title_longer_than_its_table_stays_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    title = "County highways term contract: April 2026 (illustrative)"
    print_table(title, ("Part", "Sum"), [("Price", "£1")])
    assert capsys.readouterr().out.splitlines()[0].rstrip() == title
