"""What a live proposal does, for each kind; and that nothing else does it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for, members_of
from concordat.application.queries.trail import trail_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.organisations import Role
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.sharing.inputs import Stance, read_sharing
from tests.people import Table

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SCHEME = """title = "Gritting"
lead = "northmoor-test"
partner = [{id = "northmoor-test", name = "North"}, {id = "eastvale-test", name = "East"}]
key = [{id = "agreed", title = "Agreed", shares = {northmoor-test = "%s", eastvale-test = "%s"}}]
pool = [{id = "grit", title = "Gritting", service = "grit", key = "agreed"}]
"""


def put(
    table: Table,
    kind: str,
    *,
    takes_effect: date = TODAY,
    by: str = "north",
    bodies: tuple[str, ...] = ("north", "east"),
    **values: object,
) -> None:
    """Send it out and have both full partners agree, or whoever is named."""
    said = {"title": "It", "kind": kind, "says": "That it be so.", "sent_out": date(2026, 1, 1), **values}
    row = RowGiven("it", {**said, "takes_effect": takes_effect})  # type: ignore[dict-item]
    actions.append_facts(by=getattr(table, by), table="proposals", rows=[row])
    actors = [getattr(table, who) for who in bodies]
    for actor in actors:
        asked = {"proposal": "it", "council": actor.organisation, "body": "Cabinet", "route": "executive", "power": "x"}
        actions.append_facts(by=actor, table="proposal_bodies", rows=[RowGiven(actor.organisation, asked)])
    actions.append_facts(by=table.north, table="recharge_costs", rows=[RowGiven("c", COST)])
    for actor in actors:
        actions.resolve(by=actor, proposal="it", body=actor.organisation, values={"outcome": "agreed"})


COST = {"pool": "grit", "financial_year": "2026/27", "kind": "budget", "amount": 10_000_000}


def stance(by: Actor, council: str, day: date) -> Stance | None:
    held = read_sharing(case_for(by)).position_on(council, "grit", day)
    return held.stance if held is not None else None


def position(table: Table, who: str, says: str, *, id: str = "", **values: object) -> None:
    actor = getattr(table, who)
    row = RowGiven(id or f"{who}-grit", {"service": "grit", "stance": says, **values})  # type: ignore[dict-item]
    actions.append_facts(by=actor, table="positions", rows=[row])


def test_a_transfer_moves_each_councils_position_on_its_day_with_one_entry_in_the_joint_trail(table: Table) -> None:
    for who in ("north", "east", "west"):
        position(table, who, "share the service")
    position(table, "east", "share management", id="east-later", from_date=TODAY + timedelta(days=400))
    put(table, "transfer a service", services=("grit",), councils=("northmoor-test", "eastvale-test"))
    assert stance(table.west, "eastvale-test", TODAY) is Stance.SHARE_SERVICE
    actions.take_effect(by=table.north, proposal="it")
    for council in ("northmoor-test", "eastvale-test"):
        assert stance(table.west, council, TODAY) is Stance.ALREADY_SHARED
        assert stance(table.west, council, TODAY - timedelta(days=1)) is Stance.SHARE_SERVICE
        assert stance(table.west, council, TODAY + timedelta(days=500)) is Stance.ALREADY_SHARED
    assert stance(table.west, "westbeck-test", TODAY) is Stance.SHARE_SERVICE
    moved = case_for(table.west).row("positions", "eastvale-test-grit-it")
    assert moved is not None
    assert (moved.organisation, moved.get("shared_with")) == ("eastvale-test", ("northmoor-test",))
    entries = [entry for entry in trail_for(table.west) if entry.words == "froze what every body agreed:"]
    assert [entry.joint for entry in entries] == [True]
    assert f"eastvale-test: Grit is already shared from {day_in_words(TODAY)}" in entries[0].about


def test_nothing_moves_before_its_day(table: Table) -> None:
    put(table, "transfer a service", services=("grit",), takes_effect=TODAY + timedelta(days=1))
    with pytest.raises(NotNow, match="and not before"):
        actions.take_effect(by=table.north, proposal="it")
    assert case_for(table.north).rows("positions") == ()


def test_no_council_enters_by_itself_that_a_service_is_shared(table: Table) -> None:
    position(table, "north", "share the service")
    with pytest.raises(NotAccepted, match="no proposal that is live says so"):
        position(table, "north", "already shared")
    file = Case("c", "C", facts=tuple(case_for(table.north).facts))
    shared = file.facts[0].__class__(
        "positions", "mine", {"service": "grit", "stance": "already shared"}, organisation="northmoor-test"
    )
    with pytest.raises(NotAccepted, match="no proposal that is live says so"):
        actions.import_case(by=table.north, case=Case("c", "C", facts=(*file.facts, shared)))
    with pytest.raises(NotAccepted, match="no proposal that is live says so"):
        actions.start_partnership_from_case(by=table.north, case=Case("fresh-test", "Fresh", facts=(shared,)))
    assert stance(table.north, "northmoor-test", TODAY) is Stance.SHARE_SERVICE


def test_a_decision_taken_before_has_a_source_and_a_day_before_the_partnership_began(table: Table) -> None:
    values = {"title": "Shared since 2019", "services": ("grit",)}
    for day, source, says in (
        (date(2019, 4, 1), "", "has no source"),
        (TODAY + timedelta(days=1), "Minute 4", "after the partnership was entered"),
    ):
        row = RowGiven("before", {**values, "decided_on": day}, source)
        with pytest.raises(NotAccepted, match=says):
            actions.append_facts(by=table.north, table="earlier_decisions", rows=[row])
    row = RowGiven("before", {**values, "decided_on": date(2019, 4, 1)}, "Cabinet, 3 March 2019, minute 4")
    actions.append_facts(by=table.north, table="earlier_decisions", rows=[row])
    position(table, "north", "already shared", shared_with=("eastvale-test",))
    assert stance(table.west, "northmoor-test", TODAY) is Stance.ALREADY_SHARED


def test_what_is_shared_is_not_taken_back_alone_but_by_notice_that_is_live(table: Table) -> None:
    put(table, "transfer a service", services=("grit",))
    actions.take_effect(by=table.north, proposal="it")
    with pytest.raises(NotAccepted, match="no proposal that is live takes it back"):
        actions.append_facts(
            by=table.east, table="positions", rows=[RowGiven("eastvale-test-grit-it", {}, withdrawn=True)]
        )
    said = {"title": "Out", "kind": "give notice", "says": "Out.", "sent_out": TODAY, "takes_effect": TODAY}
    notice = RowGiven("out", {**said, "services": ("grit",), "councils": ("eastvale-test",), "position": "retain"})
    actions.append_facts(by=table.east, table="proposals", rows=[notice])
    asked = {"proposal": "out", "council": "eastvale-test", "body": "Council", "route": "full council", "power": "x"}
    actions.append_facts(by=table.east, table="proposal_bodies", rows=[RowGiven("out-council", asked)])
    actions.resolve(by=table.east, proposal="out", body="out-council", values={"outcome": "agreed"})
    actions.take_effect(by=table.east, proposal="out")
    assert stance(table.west, "eastvale-test", TODAY) is Stance.RETAIN
    assert stance(table.west, "northmoor-test", TODAY) is Stance.ALREADY_SHARED


def draft(table: Table) -> None:
    actions.save_document(by=table.north, kind="recharge_scheme", name="grit", text=SCHEME % ("50%", "50%"))
    actions.save_document(by=table.east, kind="proposed_recharge_scheme", name="grit", text=SCHEME % ("60%", "40%"))


NAMES = {"document_kind": "recharge_scheme", "document_name": "grit", "changes_version": 1, "proposed_version": 1}


def test_a_proposed_scheme_counts_only_once_it_is_live_and_then_nobody_changes_it_alone(table: Table) -> None:
    draft(table)
    put(table, "change a recharge key", by="east", **NAMES)
    held = case_for(table.north).document("recharge_scheme", "grit")
    assert held is not None
    assert held.version == 1
    actions.take_effect(by=table.north, proposal="it")
    now = case_for(table.west).document("recharge_scheme", "grit")
    assert now is not None
    assert (now.version, now.organisation) == (2, "northmoor-test")  # still the lead's to keep
    assert now.content["key"][0]["shares"]["northmoor-test"] == "60%"
    with pytest.raises(NotAccepted, match="changes only by a proposal that is live"):
        actions.save_document(
            by=table.north, kind="recharge_scheme", name="grit", text=SCHEME % ("10%", "90%"), parent=now.hash
        )
    file = Case("c", "C", documents=(now.__class__("recharge_scheme", "grit", {}, 'title = "Mine"', "northmoor-test"),))
    with pytest.raises(NotAccepted, match="changes only by a proposal that is live"):
        actions.import_case(by=table.north, case=file)


def test_a_draft_shown_to_nobody_does_not_stop_what_everybody_decided(table: Table) -> None:
    draft(table)
    put(table, "change a recharge key", by="east", **NAMES)
    with as_the_system():
        own = models.DocumentVersion.objects.get(kind="recharge_scheme", name="grit", partnership__slug="roads-test")
        first = own.hash
        own.pk, own.version, own.reach, own.author, own.parent, own.hash = None, 2, "mine", "p-colleague", first, "own"
        own.save(force_insert=True)
    actions.take_effect(by=table.west, proposal="it")
    now = case_for(table.west).document("recharge_scheme", "grit")
    assert now is not None
    assert (now.version, now.parent) == (3, first)


def test_nobody_votes_on_a_proposed_scheme_written_on_an_older_version(table: Table) -> None:
    draft(table)
    first = case_for(table.north).document("recharge_scheme", "grit")
    assert first is not None
    actions.save_document(
        by=table.north, kind="recharge_scheme", name="grit", text=SCHEME % ("55%", "45%"), parent=first.hash
    )
    with pytest.raises(NotNow, match="written on version 1, and version 2 is in force now"):
        put(table, "change a recharge key", by="east", **NAMES)


def test_a_partner_is_admitted_and_one_that_gives_notice_leaves_on_its_day(table: Table) -> None:
    with pytest.raises(NotNow, match="it joins"):
        put(table, "admit a partner", councils=("westbeck-test",))
    put(table, "admit a partner", bodies=("north", "east", "west"), councils=("westbeck-test",))
    actions.take_effect(by=table.north, proposal="it")
    roles = {one.organisation: one.role for one in members_of(table.north)}
    assert roles["westbeck-test"] is Role.FULL_PARTNER
    said = {"title": "Out", "kind": "give notice", "says": "Out.", "sent_out": TODAY, "takes_effect": TODAY}
    actions.append_facts(by=table.east, table="proposals", rows=[RowGiven("out", said)])
    asked = {"proposal": "out", "council": "eastvale-test", "body": "Council", "route": "full council", "power": "x"}
    actions.append_facts(by=table.east, table="proposal_bodies", rows=[RowGiven("out-council", asked)])
    actions.resolve(by=table.east, proposal="out", body="out-council", values={"outcome": "agreed"})
    actions.take_effect(by=table.east, proposal="out")
    ends = {one.organisation: one.to_date for one in members_of(table.north)}
    assert ends["eastvale-test"] == TODAY
    with pytest.raises(Exception, match="no such partnership"):
        actor_for(person="p-east", organisation="eastvale-test", partnership=table.slug)


def test_a_mechanism_binds_the_contractor_who_must_agree_to_its_change(table: Table) -> None:
    text = 'title = "Roads"\ncontract = "roads"\nclient = "northmoor-test"\ncontractor = "kerb-and-co-test"\n'
    for kind in ("mechanism", "proposed_mechanism"):
        actions.save_document(by=table.north, kind=kind, name="roads", text=text, audience=PARTNERS_AND_CONTRACTOR)
    names = {"document_kind": "mechanism", "document_name": "roads", "changes_version": 1, "proposed_version": 1}
    with pytest.raises(NotNow, match="kerb-and-co-test is affected"):
        put(table, "vary the contract", **names)
