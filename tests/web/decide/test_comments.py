"""Comments in by paste and by file, put under themes by a person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.trail import trail_for
from tests.people import Table
from tests.web.reading import Page
from tests.web.test_leaks import client_of

pytestmark = pytest.mark.django_db


def comments(actor: Actor) -> dict[str, dict[str, object]]:
    return {row.id: dict(row.values) for row in case_for(actor).rows("comments")}


def paste(client: Client, slug: str, text: str, **more: object):  # type: ignore[no-untyped-def]
    sent = {"pasted": text, "audience": "partners", **more}
    return client.post(f"/partnerships/{slug}/decide/consultation/paste/", sent)


def test_plain_text_is_one_comment_a_line(table: Table) -> None:
    client = client_of("north")
    text = (
        "Keep our library\n• Total chaos on the roads, and nobody answers when one asks what is to be done about it\n\n"
    )
    looked = paste(client, table.slug, text, from_group="public", check="yes")
    assert "How 2 comments were read" in Page(looked).headings
    assert comments(table.north) == {}
    paste(client, table.slug, text, from_group="public", given_by="Residents at a meeting", keep="yes")
    kept = comments(table.north)
    assert [one["title"] for one in kept.values()] == [
        "Keep our library",
        "Total chaos on the roads, and nobody answers when one asks what…",
    ]
    assert {one["from_group"] for one in kept.values()} == {"public"}
    assert {one["given_by"] for one in kept.values()} == {"Residents at a meeting"}


def test_cells_with_headings_say_for_themselves_who_they_are_from(table: Table) -> None:
    text = "Comment\tWho from\tGiven on\nNo transfer\tunion\t3 March 2027\nCheaper\t\t\n"
    paste(client_of("north"), table.slug, text, from_group="staff", keep="yes")
    kept = comments(table.north)
    assert {name: one["from_group"] for name, one in kept.items()} == {"no-transfer": "union", "cheaper": "staff"}
    assert str(kept["no-transfer"]["given_on"]) == "2027-03-03"


def test_a_file_is_read_shown_and_kept_in_two_steps(table: Table) -> None:
    client = client_of("north")
    file = SimpleUploadedFile("comments.csv", "Comment,From\n“Mind the café”,business\n".encode("utf-8-sig"))
    looked = Page(paste(client, table.slug, "", file=file, check="yes"))
    (box,) = looked.main.xpath("//textarea[@name='pasted']")
    assert "Mind the café" in box.text
    paste(client, table.slug, box.text, keep="yes")
    assert [one["from_group"] for one in comments(table.north).values()] == ["business"]


def test_what_looks_personal_does_not_go_in(table: Table) -> None:
    text = "Ring Mrs Example on 020 7946 0000 or write to someone@example.org about the buses"
    looked = paste(client_of("north"), table.slug, text, keep="yes", follow=True)
    assert looked.status_code in {200, 302}
    (kept,) = comments(table.north).values()
    for personal in ("Mrs Example", "7946", "someone@"):
        assert personal not in str(kept)
    assert "[telephone number removed]" in str(kept["says"])


def test_what_cannot_be_read_says_why_and_nothing_goes_in(table: Table) -> None:
    client = client_of("north")
    answer = Page(paste(client, table.slug, "Comment\tWho from\nNo\tMartians\n", keep="yes"))
    assert "What to mend or to know" in answer.headings
    assert "Martians" in answer.text
    assert Page(paste(client, table.slug, "  ", keep="yes")).problems
    broken = SimpleUploadedFile("comments.csv", b"\xff\xfe\x00\x01")
    assert Page(paste(client, table.slug, "", file=broken, keep="yes")).problems
    assert comments(table.north) == {}


def test_a_person_puts_comments_under_themes_and_the_trail_says_so(table: Table) -> None:
    client = client_of("north")
    paste(client, table.slug, "Keep it\nChange it\n", keep="yes")
    client.post(f"/partnerships/{table.slug}/tables/comment_themes/add/", {"v-title": "Change", "audience": "partners"})
    page = f"/partnerships/{table.slug}/decide/consultation/themes/"
    before = len(trail_for(table.north))
    client.post(page, {**Page(client.get(page)).as_sent(holding="seen"), "theme-change-it": "change"})
    themes = {name: one["theme"] for name, one in comments(table.north).items()}
    assert themes == {"keep-it": None, "change-it": "change"}
    assert len(trail_for(table.north)) == before + 1
    rows = Page(client.get(f"/partnerships/{table.slug}/decide/consultation/")).table(holding="Theme")
    assert {row["Theme"] for row in rows} >= {"Change"}


def test_nobody_puts_another_organisations_comment_anywhere(table: Table) -> None:
    paste(client_of("east"), table.slug, "Ours alone to place", keep="yes")
    client_of("north").post(
        f"/partnerships/{table.slug}/tables/comment_themes/add/", {"v-title": "Change", "audience": "partners"}
    )
    page = f"/partnerships/{table.slug}/decide/consultation/themes/"
    assert "1 comment of other organisations is theirs to place" in Page(client_of("north").get(page)).text
    client_of("north").post(page, {"theme-keep-it": "change"})
    assert [one["theme"] for one in comments(table.east).values()] == [None]


def test_who_may_not_write_brings_nothing_in(table: Table) -> None:
    assert paste(client_of("east_member"), table.slug, "No", keep="yes").status_code == 403
    assert comments(table.east) == {}


def test_a_comment_answered_with_its_theme_waits_for_nobody(table: Table) -> None:
    client = client_of("north")
    paste(client, table.slug, "Keep it\nChange it\n", keep="yes")
    home = f"/partnerships/{table.slug}/"
    assert "Answer 2 comments" in Page(client.get(home)).text
    theme = {"v-title": "All", "v-answer": "We shall", "v-outcome": "changed nothing", "audience": "partners"}
    client.post(f"{home}tables/comment_themes/add/", theme)
    page = f"{home}decide/consultation/themes/"
    client.post(page, {**Page(client.get(page)).as_sent(holding="seen"), "theme-keep-it": "all"})
    assert "Answer 1 comment" in Page(client.get(home)).text
