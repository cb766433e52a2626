"""Every page of every example, opened as its programme manager and as a councillor."""

import re

import pytest
from django.db import connection
from django.urls import URLPattern

from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.files import load_catalogue
from concordat.data.files.definitions import read_toml
from concordat.web.urls import urlpatterns
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
PARTNERSHIPS = {"herefordshire-2008": "herefordshire", "eighteen-options": "example-council"}
FILLED = {"table": "options", "result": "savings"}
PLAIN = [
    pattern
    for pattern in urlpatterns
    if set(pattern.pattern.converters) <= {"slug"} and not {"POST only"} & {getattr(pattern.callback, "only", "")}
]


def address(pattern: URLPattern, slug: str) -> str:
    return "/" + str(pattern.pattern).replace("<slug:slug>", slug)


def lead_of(slug: str) -> str:
    from concordat.data.records import models

    return models.Membership.objects.get(partnership__slug=slug, role="lead").organisation_id


# Between them they fill every page; on PostgreSQL the others would ask the same of it again.
FULLEST = {"herefordshire-2008", "running-contract", "vision-2020"}


def slugs() -> list[str]:
    from tests.conftest import EXAMPLES

    found = sorted(read_toml(file.read_text())["name"] for file in EXAMPLES.rglob("case.toml"))
    return found if connection.vendor == "sqlite" else [name for name in found if name in FULLEST]


@pytest.mark.parametrize("pattern", PLAIN, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("slug", slugs())
def test_the_page_opens_and_names_nothing_that_is_not_there(slug: str, pattern: URLPattern, sign_in: SignIn) -> None:
    if "slug" not in pattern.pattern.converters and slug != slugs()[0]:
        pytest.skip("The same page for every partnership")
    client = sign_in(organisation=lead_of(slug))
    answer = client.get(address(pattern, slug), follow=True)
    assert answer.status_code in {200, 405}
    if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
        said = answer.content.decode()
        assert "⟦" not in said, re.findall("⟦[^⟧]*⟧", said)[:5]
        assert len(re.findall(r"<h1[ >]", said)) == 1


@pytest.mark.parametrize("slug", slugs())
def test_every_table_and_every_first_row_opens(slug: str, sign_in: SignIn) -> None:
    organisation = lead_of(slug)
    client = sign_in(organisation=organisation)
    case = case_for(
        actor_for(person=f"{organisation}.programme-manager"[:40], organisation=organisation, partnership=slug)
    )
    for table in load_catalogue():
        pages = [f"/partnerships/{slug}/tables/{table.name}/", f"/partnerships/{slug}/tables/{table.name}/add/"]
        pages += [f"/partnerships/{slug}/tables/{table.name}/rows/{row.id}/" for row in case.rows(table.name)[:1]]
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert "⟦" not in answer.content.decode(), page
    for document in case.documents:
        answer = client.get(f"/partnerships/{slug}/documents/{document.kind}/{document.name}/")
        assert answer.status_code == 200
        assert "⟦" not in answer.content.decode()


def test_somebody_who_is_not_signed_in_is_asked_to(client) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/partnerships/herefordshire-2008/")
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=")


def test_somebody_of_another_organisation_finds_nothing(sign_in: SignIn) -> None:
    stranger = sign_in(organisation=lead_of("eighteen-options"))
    assert stranger.get("/partnerships/herefordshire-2008/").status_code == 404
    assert stranger.get("/partnerships/no-such-thing/").status_code == 404
