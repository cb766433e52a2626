"""Could another partner see this? A census of every address: what one organisation keeps to itself changes nothing for another.

Two tests. *Nothing changes*: every page, export and file is fetched as each other viewer before and after an organisation
enters private things in every table, and must be the same to the byte: not a word, a count, an order or a file's
metadata differs. *Nothing is there*: the address of each private thing answers exactly as the address of a thing that
does not exist, with as much work done. An address this census cannot fill fails the test.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from concordat.application import actions
from concordat.application.actions import RowGiven, accounts
from concordat.application.actions.facts import add_rows
from concordat.application.actions.jobs import ask_for
from concordat.application.actor import Actor
from concordat.application.files import keep_file
from concordat.application.queries.accounts import is_administrator
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS, PUBLIC, Audience
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition
from concordat.presentation.report.committee import committee_report
from concordat.web.urls import urlpatterns
from tests.people import Table

pytestmark = pytest.mark.django_db
# Another council and the contractor look on both databases, the others on PostgreSQL: every address is asked twice for each.
VIEWERS = (
    "east",
    "contractor",
    *(pytest.param(one, marks=pytest.mark.postgres) for one in ("north", "east_member", "west", "outsider")),
)
KEEPERS = ("north", "east", "west", "contractor")
SECRET = "zebra-crossing-secret"


@dataclass
class Kept:
    """What a keeper entered: the values that fill the converters of an address."""

    fills: dict[str, list[str]] = field(default_factory=dict)


def client_of(viewer: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(models.Person.objects.get(code=f"p-{viewer}"))
    return client


def a_value(column: Column, word: str) -> object:
    """Something the column allows, carrying the secret where it holds text."""
    return {
        ColumnType.INTEGER: int(column.minimum or 0) + 7,
        ColumnType.NUMBER: column.minimum or 7,
        ColumnType.MONEY: 123_456_789,
        ColumnType.SHARE: Decimal("0.5"),
        ColumnType.DATE: date(2026, 4, 1),
        ColumnType.DATETIME: datetime(2026, 4, 1, tzinfo=UTC),
        ColumnType.YES_NO: True,
        ColumnType.CHOICE: column.choices[0] if column.choices else None,
        ColumnType.LIST: (word,),
        ColumnType.REFERENCE: word,
        ColumnType.FINANCIAL_YEAR: "2026/27",
    }.get(column.type, word)


def a_row(table: TableDefinition, keeper: str, audience: Audience) -> RowGiven:
    word = f"{SECRET}-{keeper}"
    values = {column.name: a_value(column, word) for column in table.columns}
    required = {column.name for column in table.columns if column.required and values[column.name] is None}
    assert not required, f"{table.name}: {required}"
    return RowGiven(f"{word}-{audience.reach.value}", values, source=word, audience=audience)


def keep_private_things(actor: Actor, keeper: str) -> Kept:
    """One private row in every table, and a document, a file, a job and a frozen decision."""
    ids = []
    for table in load_catalogue():
        for audience in (ORGANISATION, MINE):
            (made,) = add_rows(by=actor, table=table.name, rows=[a_row(table, keeper, audience)])
            ids.append((table.name, made.id))
    word = f"{SECRET}-{keeper}"
    for kind in ("note", "recommendation", "committee_report", "recharge_scheme"):
        actions.save_document(by=actor, kind=kind, name=word, text=f'title = "{word}"\n', audience=ORGANISATION)
    file = keep_file(by=actor, name=f"{word}.txt", purpose="upload", content=word.encode(), audience=ORGANISATION)
    job = ask_for(by=actor, kind="report", title=word) if actor.role is not None else 0
    invitation, offer = 0, 0
    if actor.role is not None:
        given = actions.give_role(by=actor, email=f"{word}-asked@test.example", duty="auditor")
        assert given is not None
        offer = given.number
    if is_administrator(Actor(actor.person, actor.organisation)):
        invitation = accounts.invite(by=actor, email=f"{word}@test.example", name=word).number
    held = models.RoleHolding.objects.filter(person__code=actor.person, organisation_id=actor.organisation).last()
    return Kept(
        {
            "row": [id for _, id in ids],
            "table": [name for name, _ in ids],
            "kind": ["note"],
            "name": [word],
            "item": [word],
            "id": [word],
            "number": [str(file), str(invitation)],
            "person": [actor.person],
            "job": [str(job)],
            "offer": [str(offer)],
            "held": [str(held.pk) if held else "0"],
        }
    )


# How each converter of an address is filled to reach what anybody may have, for the “nothing changes” census.
ORDINARY: dict[str, list[str]] = {
    "table": [],  # every table: filled below
    "result": [],  # every kind of result: filled below
    "kind": ["note"],
    "name": ["nothing-here"],
    "row": ["nothing-here"],
    "item": ["nothing-here"],
    "id": ["nothing-here"],
    "number": ["99999999"],
    "job": ["99999999"],
    "offer": ["99999999"],
    "held": ["99999999"],
    "month": ["2026-04"],
    "measure": ["highways.defects_on_time"],
    "line": ["highways-orders"],
    "provider": ["nothing-here"],
    "token": ["nothing-here"],
    "person": ["nothing-here"],
    "body": ["nothing-here"],
}


def ordinary() -> dict[str, list[str]]:
    from concordat.application.results import RESULTS

    return {**ORDINARY, "table": [table.name for table in load_catalogue()], "result": list(RESULTS)}


def addresses(slug: str, fills: dict[str, list[str]]) -> Iterator[tuple[URLPattern, str]]:
    """Every address of the service, each converter filled; a converter nobody thought of fails the census."""
    for pattern in urlpatterns:
        needed = [name for name in pattern.pattern.converters if name != "slug"]
        unknown = set(needed) - set(fills)
        assert not unknown, (
            f"The leak test does not know how to fill {unknown} of {pattern.pattern}: add it to ORDINARY."
        )
        made = [re.sub(r"<slug:slug>", slug, "/" + str(pattern.pattern))]
        for name in needed:
            made = [re.sub(rf"<(?:\w+:)?{name}>", value, one) for one in made for value in fills[name]]
        yield from ((pattern, one) for one in made)


def plain(answer) -> tuple[int, str, bytes]:  # type: ignore[no-untyped-def]
    """The answer without what differs every time: form tokens, nonces, archive hours."""
    body = answer.getvalue() if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(
                name.encode() + archive.read(name) for name in sorted(archive.namelist()) if name != "docProps/core.xml"
            )
    for pattern in (rb'name="csrfmiddlewaretoken" value="[^"]*"', rb'nonce="[^"]*"'):
        body = re.sub(pattern, b"", body)
    kept = {
        name: value
        for name, value in answer.headers.items()
        if name
        not in {"Content-Length", "Content-Security-Policy", "X-Request-ID", "Set-Cookie", "Expires", "Last-Modified"}
    }
    return answer.status_code, str(sorted(kept.items())), body


def look_everywhere(client: Client, slug: str) -> dict[str, tuple[int, str, bytes]]:
    """With one client before and after: a page of one's own lists the sign-ins of the session."""
    return {one: plain(client.get(one)) for _, one in addresses(slug, ordinary()) if "sign-out" not in one}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_address_of_a_private_thing_answers_as_one_that_does_not_exist(table: Table, viewer: str) -> None:
    keeper = "west" if viewer != "west" else "east"
    kept = keep_private_things(getattr(table, keeper), keeper)
    client = client_of(viewer)
    private, nothing = {**ordinary(), **kept.fills, "table": ["options"]}, {**ordinary(), "table": ["options"]}
    private["row"] = [id for name, id in zip(kept.fills["table"], kept.fills["row"], strict=True) if name == "options"]
    pairs = dict(addresses(table.slug, {name: values[:1] for name, values in private.items()}))
    absent = dict(addresses(table.slug, {name: values[:1] for name, values in nothing.items()}))
    for pattern, one in pairs.items():
        if one == absent[pattern] or "sign-out" in one:
            continue
        for ask in (client.get, client.post):
            with CaptureQueriesContext(connection) as work:
                there = plain(ask(one))
            with CaptureQueriesContext(connection) as as_much:
                none = plain(ask(absent[pattern]))
            # The address itself is the asker's own words, and a page may repeat it.
            said = there[2].replace(kept.fills["row"][0].encode(), b"nothing-here")
            for word in {word for words in kept.fills.values() for word in words if SECRET in word}:
                said = said.replace(word.encode(), b"nothing-here")
            assert (there[0], there[1], said) == none, one
            assert len(work) == len(as_much), one


@pytest.mark.postgres
def test_the_keeper_finds_it_all(table: Table) -> None:
    """The other way round, so that the census cannot pass by showing nobody anything."""
    keep_private_things(table.east, "east")
    seen = look_everywhere(client_of("east"), table.slug)
    assert sum(SECRET.encode() in body for _, _, body in seen.values()) > len(list(load_catalogue()))
    member = look_everywhere(client_of("east_member"), table.slug)
    assert not any(f"{SECRET}-east-mine".encode() in body for _, _, body in member.values())


NUMBERS = {"asks_first": Decimal("918273.25"), "aims_for": Decimal("827364.75"), "stops_at": Decimal("736455.5")}
TELLS = ("918,273", "918273", "827,364", "827364", "736,455", "736455", SECRET)
ONLOOKERS = (
    "east",
    "contractor",
    *(pytest.param(one, marks=pytest.mark.postgres) for one in ("east_member", "west", "observer", "outsider")),
)


def sit_and_watch(table: Table) -> None:
    """An observer at the table: an organisation that reads what partners publish, and no more."""
    models.Organisation.objects.get_or_create(id="watcher-test", defaults={"name": "Watcher Test", "kind": "other"})
    person, _ = models.Person.objects.get_or_create(
        code="p-observer", defaults={"email": "observer@test.example", "name": "observer (made up)", "made_up": True}
    )
    held = models.Partnership.objects.get(slug=table.slug)
    models.Membership.objects.get_or_create(
        partnership=held, organisation_id="watcher-test", defaults={"role": "observer"}
    )
    models.RoleHolding.objects.get_or_create(
        person=person, organisation_id="watcher-test", partnership=held, role="member"
    )


def negotiate(table: Table) -> None:
    """Talks that everybody may read: two parties say the same figure of one point."""
    parties = (table.north.organisation, table.contractor.organisation)
    talks = {"title": "Talks", "parties": parties, "authority_from": "Cabinet", "outcome": "open"}
    point = {"negotiation": "talks", "title": "Saving", "unit": "£ a year"}
    for name, row in (("negotiations", RowGiven("talks", talks)), ("negotiation_points", RowGiven("saving", point))):
        actions.append_facts(by=table.north, table=name, rows=[replace(row, audience=PUBLIC)])
    for actor in (table.north, table.contractor):
        said = {"point": "saving", "value": Decimal(500_000), "agreed_on": date(2027, 1, 1)}
        rows = [RowGiven(f"{actor.organisation}-saving", said, audience=PUBLIC)]
        actions.append_facts(by=actor, table="agreed_terms", rows=rows)


def write_a_mandate(actor: Actor) -> None:
    """What it would settle for, twice: a mandate is also changed, and one of its own was withdrawn."""
    values = {"point": "saving", "better": "higher", "wants": SECRET, "given_by": SECRET, **NUMBERS}
    for audience in (ORGANISATION, MINE):
        rows = [RowGiven(f"{SECRET}-{audience.reach.value}", values, source=SECRET, audience=audience)]
        (made,) = actions.append_facts(by=actor, table="mandates", rows=rows)
        actions.append_facts(by=actor, table="mandates", rows=[RowGiven(made.id, {**values, "must_have": True})])
    actions.append_facts(by=actor, table="mandates", rows=[RowGiven(f"{SECRET}-organisation", {}, withdrawn=True)])
    actions.append_facts(by=actor, table="mandates", rows=[RowGiven(f"{SECRET}-again", values, audience=ORGANISATION)])


@pytest.mark.parametrize("viewer", [*VIEWERS, pytest.param("observer", marks=pytest.mark.postgres)])
def test_what_others_keep_to_themselves_changes_nothing_anywhere(table: Table, viewer: str) -> None:
    """Drafts and closed rows of every kind, and what each would settle for: to another council, its councillor, the
    contractor, an observer and an outsider, by any page, file, count or error, as if they did not exist."""
    sit_and_watch(table)
    negotiate(table)
    client = client_of(viewer)
    own = "watcher-test" if viewer == "observer" else getattr(table, viewer).organisation
    before = look_everywhere(client, table.slug)
    for keeper in KEEPERS:
        actor = getattr(table, keeper)
        if actor.organisation != own:
            keep_private_things(actor, keeper)
            if actor in (table.north, table.contractor):
                write_a_mandate(actor)
    after = look_everywhere(client, table.slug)
    assert before.keys() == after.keys()
    assert [one for one in before if before[one] != after[one]] == []
    told = [
        one for one, (_, headers, body) in after.items() for word in TELLS if word.encode() in body or word in headers
    ]
    assert told == []


@pytest.mark.parametrize("viewer", ONLOOKERS)
def test_no_act_of_another_reaches_a_mandate(table: Table, viewer: str) -> None:
    """Whatever somebody asks of the row: read, change, withdraw, publish; by name, in words that exist and in ones that do not."""
    sit_and_watch(table)
    negotiate(table)
    write_a_mandate(table.north)
    client = client_of(viewer)
    base = f"/partnerships/{table.slug}/tables/mandates/rows"
    form = {"v-point": "saving", "v-better": "higher", "audience": "public", "confirm": "yes"}
    for act in ("", "change/", "withdraw/", "publish/"):
        for ask, sent in ((client.get, {}), (client.post, form)):
            there = plain(ask(f"{base}/{SECRET}-again/{act}", sent))
            none = plain(ask(f"{base}/nothing-here/{act}", sent))
            said = there[2].replace(f"{SECRET}-again".encode(), b"nothing-here")
            assert (there[0], there[1], said) == none, act
    with as_the_system():  # PostgreSQL hides the row from the connection that last looked
        kept = models.Fact.objects.filter(table="mandates", row=f"{SECRET}-again", partnership__slug=table.slug)
        assert kept.count() == 1


def test_what_a_council_makes_for_others_says_nothing_of_its_mandate(table: Table) -> None:
    """Its own report, case file and frozen decision are handed on: they are the same with and without the mandate."""
    negotiate(table)
    client = client_of("north")
    files = [f"/partnerships/{table.slug}/partnership/case-file/{kind}/" for kind in ("workbook", "folder")]

    def made() -> list[object]:
        report = committee_report(case_for(table.north))
        number = actions.freeze_decision(by=table.north, title="As decided")
        frozen = models.Freeze.objects.get(pk=number)
        return [report, frozen.case_hash, frozen.facts, *(plain(client.get(file)) for file in files)]

    before = made()
    write_a_mandate(table.north)
    assert made() == before


def test_its_owner_reads_the_mandate_beside_what_was_agreed(table: Table) -> None:
    """The other way round, so that the tests above cannot pass by showing nobody anything."""
    negotiate(table)
    write_a_mandate(table.north)
    told = client_of("north").get(f"/partnerships/{table.slug}/decide/negotiation/").content.decode()
    assert "£736,455.50 a year" in told
    assert "£236,455.50 a year" in told  # £500,000 agreed: beyond the mandate by so much


def test_the_hash_a_report_prints_covers_only_what_its_readers_see(table: Table) -> None:
    """Somebody who knows the rest could try figures for a private row until the hash fits."""
    open_row = RowGiven("fund", {"title": "Pooled fund"}, audience=PUBLIC)
    actions.append_facts(by=table.north, table="options", rows=[open_row])

    def printed() -> list[str]:
        return [committee_report(case_for(table.north), open_version=is_open).case_hash for is_open in (False, True)]

    before = printed()
    keep_private_things(table.north, "north")
    assert printed() == before
    partners = RowGiven("shared", {"title": "Shared service"}, audience=PARTNERS)
    actions.append_facts(by=table.north, table="options", rows=[partners])
    full, is_open = printed()
    assert full != before[0]  # the other way round: what partners see is in theirs
    assert is_open == before[1]
