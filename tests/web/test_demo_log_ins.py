"""Who follows a tutorial finds its log-ins in the terminal that opened the demonstration."""

import re
from dataclasses import asdict

import pytest

from concordat.application.queries.demonstration import log_ins, log_ins_by_partnership
from concordat.cli.demo import listed
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


def test_the_terminal_lists_every_log_in_of_the_tutorials() -> None:
    told = [one["email"] for one in listed([asdict(one) for one in log_ins()])]
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "docs" / "tutorials").glob("*.md")]
    asked = {found for text in texts for found in re.findall(r"[a-z0-9-]+@[a-z0-9-]+\.example", text)}
    assert "contract-manager@example-county.example" in asked
    assert asked <= set(told)
    assert len(told) < len(log_ins()), "all of them are on the sign-in page"


def test_nobody_is_listed_twice_under_a_partnership() -> None:
    for partnership in log_ins_by_partnership():
        told = [one.email for one in partnership.people]
        assert len(told) == len(set(told)), partnership.title
        assert set(told) == {one.email for one in log_ins() if one.partnership == partnership.title}
