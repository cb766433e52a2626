"""Every address says who may reach it, and no page asks another site for anything."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern

from concordat.web.urls import urlpatterns

WEB = Path(__file__).resolve().parents[2] / "src" / "concordat" / "web"


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_an_address_says_who_may_reach_it(pattern: URLPattern) -> None:
    access = getattr(pattern.callback, "access", None)
    assert access in {"public", "signed in", "partnership"}, f"{pattern.name} has no access of its own: use web.page"
    assert ("<slug:slug>" in str(pattern.pattern)) == (access == "partnership")


def test_names_of_addresses_are_their_own() -> None:
    names = [pattern.name for pattern in urlpatterns]
    assert len(names) == len(set(names))


def test_no_template_asks_another_site() -> None:
    for file in (WEB / "templates").rglob("*.html"):
        found = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', file.read_text(encoding="utf-8"))
        assert found == [], file.name


def test_no_template_carries_a_style_or_script_of_its_own() -> None:
    for file in (WEB / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=", text), file.name
        assert not re.search(r"<script(?![^>]*nonce)", text), file.name


def test_pages_read_through_queries_and_write_through_actions() -> None:
    for file in (WEB / "pages").rglob("*.py"):
        assert "data.records.models" not in file.read_text(encoding="utf-8"), file.name
