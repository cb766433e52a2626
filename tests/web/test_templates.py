"""Pages are plain HTML and components: the framework's class names stand in components and in the frame alone."""

import re
from pathlib import Path

import pytest

from concordat.web.places import PLACES
from tests.conftest import EXAMPLES

TEMPLATES = EXAMPLES.parent / "src" / "concordat" / "web" / "templates"
OURS_TO_STYLE = {"cotton", "frame", "django", "forms", "errors"}
# A form written by hand names its controls; whatever else stands on a page is a component's.
FORM_CONTROLS = tuple(
    f"govuk-{name}"
    for name in (
        "form-group",
        "label",
        "input",
        "select",
        "textarea",
        "fieldset",
        "checkboxes",
        "radios",
        "file",
        "hint",
    )
)
PAGES = sorted(
    file
    for file in TEMPLATES.rglob("*.html")
    if file.relative_to(TEMPLATES).parts[0] not in {*OURS_TO_STYLE, "base.html"}
    and not file.name.endswith("_frame.html")
)


def whole(template: Path) -> str:
    """With the template it fills, where that is a page's own frame."""
    text = template.read_text(encoding="utf-8")
    parent = re.search(r'{% extends "([^"]+)" %}', text)
    return text if parent is None or parent[1] == "base.html" else text + whole(TEMPLATES / parent[1])


def is_a_part(template: Path) -> bool:
    """A piece that a page takes in, or that is sent by itself to change one: it fills no frame."""
    return "{% extends" not in template.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", PAGES, ids=lambda template: str(template.relative_to(TEMPLATES)))
def test_a_page_names_no_class_of_the_framework(template: Path) -> None:
    names = re.findall(r"govuk-[a-z-]+", template.read_text(encoding="utf-8"))
    others = [name for name in names if not name.startswith(FORM_CONTROLS)]
    assert not others, f"Use a component instead of {others[0]}"


@pytest.mark.parametrize("template", PAGES, ids=lambda template: str(template.relative_to(TEMPLATES)))
def test_a_page_has_a_title_and_nothing_inline(template: Path) -> None:
    text = whole(template)
    assert "{% block title %}" in text or is_a_part(template)
    assert not re.search(r'\sstyle=|\son[a-z]+=|<script(?! type="module" nonce=)|https?://', text)


@pytest.mark.parametrize("template", PAGES, ids=lambda template: str(template.relative_to(TEMPLATES)))
def test_every_table_scrolls_inside_itself(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert text.count("<table") == len(re.findall(r"<c-scroll[^>]*>\s*<table", text))


def test_every_page_inside_a_partnership_says_who_can_see_it() -> None:
    stages = [page for page in PAGES if page.relative_to(TEMPLATES).parts[0] in {"design", "decide", "run", "review"}]
    silent = [
        page.name for page in stages if not re.search("<c-who|<form|<c-form", whole(page)) and not is_a_part(page)
    ]
    assert silent == []


def test_every_place_is_an_address() -> None:
    for places in PLACES.values():
        for place in places:
            assert place.href("a-partnership").startswith("/partnerships/a-partnership/")


def test_a_place_stands_once() -> None:
    keys = [place.key for places in PLACES.values() for place in places]
    assert len(keys) == len(set(keys))
