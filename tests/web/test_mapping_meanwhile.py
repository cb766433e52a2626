"""Two who keep a mapping of the same title: the second is told what stands there, and nothing is written over unseen."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concordat.application import actions
from concordat.application.actions.evidence import keep_mapping
from concordat.application.errors import Conflict, NotAccepted
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.events.mapping import KIND
from concordat.domain.kernel.case import Document
from concordat.web.pages.run import evidence_mapping as pages
from tests.people import sit_at_a_table
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/partnerships/running-contract/run/evidence/mapping/"
THEIRS = "Job No,Service,Reported,Finished,State\nC1,highways,2026-05-13 08:00,2026-05-14 08:00,Done\n"
COUNTY, CONTRACTOR = "example-county", "example-contractor"


def proposed(client: Client, title: str = "Example depot", theirs: str = THEIRS) -> dict[str, Any]:
    """The form with what the assistant proposes, as it would be sent."""
    file = SimpleUploadedFile("c.csv", theirs.encode())
    form = Page(client.post(ADDRESS, {"file": file, "table": "job_records"})).as_sent(holding="held")
    return {**form, "title": title}


def kept(organisation: str = CONTRACTOR, name: str = "example-depot") -> list[Document]:
    actor = actor_for(
        person=f"{organisation}.contract-manager", organisation=organisation, partnership="running-contract"
    )
    return [one for one in case_for(actor).documents if one.kind == KIND and one.name == name]


def two(sign_in: SignIn) -> tuple[Client, Client]:
    return sign_in("contract-manager", CONTRACTOR), sign_in("contract-manager", CONTRACTOR)


def test_the_second_of_two_who_keep_one_title_chooses_and_the_first_is_not_written_over(sign_in: SignIn) -> None:
    one, other = two(sign_in)
    mine, theirs = proposed(one), {**proposed(other), "column-completed_at": "Reported"}
    assert other.post(ADDRESS, theirs).status_code == 302
    page = Page(one.post(ADDRESS, mine))
    assert page.status == 409
    assert page.title.startswith("Error:")
    assert "A mapping of this name is kept already" in page.text
    assert "wrote what stands there now" in page.text
    assert "now: Completed is their “Reported”" in page.text
    assert "you: Completed is their “Finished”" in page.text
    assert len(kept()) == 1, "nothing goes in before the choice"
    [choice] = page.choices()
    again = page.as_sent(holding="held")
    assert again["column-completed_at"] == ["Finished"], "what was typed stays in the form"
    assert one.post(ADDRESS, {**again, choice["name"]: choice["mine"]}).status_code == 302
    first, second = sorted(kept(), key=lambda held: held.version)
    assert (first.content["columns"]["completed_at"], second.content["columns"]["completed_at"]) == (
        "Reported",
        "Finished",
    )
    assert second.parent == first.hash


def test_what_stands_may_be_chosen_or_another_name_given(sign_in: SignIn) -> None:
    one, other = two(sign_in)
    mine = proposed(one)
    other.post(ADDRESS, {**proposed(other), "column-completed_at": ""})
    page = Page(one.post(ADDRESS, mine))
    [choice] = page.choices()
    answer = one.post(ADDRESS, {**page.as_sent(holding="held"), choice["name"]: choice["theirs"]})
    assert answer.headers["Location"].endswith("?mapping=kept:example-depot#deliver")
    assert len(kept()) == 1
    named = {**page.as_sent(holding="held"), "title": "Example depot, from May"}
    assert one.post(ADDRESS, named).headers["Location"].endswith("?mapping=kept:example-depot-from-may#deliver")
    assert len(kept()) == len(kept(name="example-depot-from-may")) == 1


def test_a_choice_about_one_version_does_not_count_for_the_next(sign_in: SignIn) -> None:
    one, other = two(sign_in)
    other.post(ADDRESS, {**proposed(other), "column-completed_at": ""})
    page = Page(one.post(ADDRESS, proposed(one)))
    [choice] = page.choices()
    stands = max(kept(), key=lambda held: held.version)
    actor = actor_for(person=f"{CONTRACTOR}.contract-manager", organisation=CONTRACTOR, partnership="running-contract")
    content = {
        **stands.content,
        "title": "Example depot",
        "columns": {**stands.content["columns"], "priority": "State"},
    }
    keep_mapping(by=actor, content=content, on=stands.hash)
    again = Page(one.post(ADDRESS, {**page.as_sent(holding="held"), choice["name"]: choice["mine"]}))
    assert again.status == 409
    assert "now: Priority is their “State”" in again.text
    assert len(kept()) == 2


def test_the_same_mapping_kept_twice_is_one_version(sign_in: SignIn) -> None:
    one, other = two(sign_in)
    mine = proposed(one)
    other.post(ADDRESS, proposed(other))
    assert one.post(ADDRESS, mine).status_code == 302
    assert len(kept()) == 1


def test_whoever_is_overtaken_while_the_page_saves_sees_the_choice_too(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two(sign_in)
    mine, theirs = proposed(one), {**proposed(other), "column-completed_at": ""}
    save = keep_mapping

    def overtaken(**given: Any) -> str:
        monkeypatch.setattr(pages, "keep_mapping", save)
        assert other.post(ADDRESS, theirs).status_code == 302
        return save(**given)

    monkeypatch.setattr(pages, "keep_mapping", overtaken)
    page = Page(one.post(ADDRESS, mine))
    assert page.status == 409
    assert len(page.choices()) == 1
    assert len(kept()) == 1


def test_whoever_is_overtaken_every_time_is_told_and_nothing_falls_over(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("contract-manager", CONTRACTOR)
    mine = proposed(client)
    client.post(ADDRESS, mine)
    [stands] = kept()

    def always(**_: Any) -> str:
        raise Conflict(theirs=stands, yours=stands)

    monkeypatch.setattr(pages, "keep_mapping", always)
    page = Page(client.post(ADDRESS, {**mine, "title": "Another depot"}))
    assert page.status == 409
    assert "Somebody else saved first" in page.text
    assert "Nothing of yours was saved" in page.text


def test_a_title_that_another_organisation_keeps_is_told_and_theirs_stays(sign_in: SignIn) -> None:
    county, contractor = sign_in("contract-manager", COUNTY), sign_in("contract-manager", CONTRACTOR)
    county.post(ADDRESS, proposed(county))
    before = kept()
    page = Page(contractor.post(ADDRESS, {**proposed(contractor), "column-completed_at": ""}))
    assert page.status == 422
    assert "Example County Council keeps a mapping named “Example depot”. Nothing of theirs was changed." in page.text
    assert page.as_sent(holding="held")["title"] == ["Example depot"], "what was typed stays in the form"
    assert [one.hash for one in kept()] == [one.hash for one in before]


def test_a_mapping_that_no_longer_reads_does_not_make_the_page_fall_over(sign_in: SignIn) -> None:
    client = sign_in("contract-manager", CONTRACTOR)
    actor = actor_for(person=f"{CONTRACTOR}.contract-manager", organisation=CONTRACTOR, partnership="running-contract")
    actions.save_document(by=actor, kind=KIND, name="example-depot", text='title = "Example depot"\ntable = "moon"\n')
    page = Page(client.post(ADDRESS, proposed(client)))
    assert page.status == 409
    assert 'now: table = "moon"' in page.text
    [choice] = page.choices()
    assert client.post(ADDRESS, {**page.as_sent(holding="held"), choice["name"]: choice["mine"]}).status_code == 302
    assert len(kept()) == 2


def test_without_saying_what_it_follows_a_mapping_replaces_nothing(db: None) -> None:
    table = sit_at_a_table()
    content = {"title": "Their system", "table": "job_records", "columns": {"order_id": "Ref"}}
    assert keep_mapping(by=table.contractor, content=content) == "kept:their-system"
    changed = {**content, "columns": {"order_id": "Job"}}
    with pytest.raises(Conflict):
        keep_mapping(by=table.contractor, content=changed)
    with pytest.raises(NotAccepted, match="keeps a mapping named “Their system”"):
        keep_mapping(by=table.north, content=changed)
    held = case_for(table.contractor).document(KIND, "their-system")
    assert held is not None
    assert keep_mapping(by=table.contractor, content=changed, on=held.hash) == "kept:their-system"
