"""What is beyond its time is found by its dated period, and goes only when asked, with an entry that holds numbers alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from concordat.application.actions.retention import keep_no_longer
from concordat.application.actor import Actor
from concordat.application.audit import first_that_does_not_fit
from concordat.application.retention import RULES, delete_what_is_nobodys
from concordat.config.retention import carry_out, due
from concordat.data.files import load_parameters
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db
TODAY = date(2031, 6, 1)
NOW = datetime(2031, 6, 1, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.fixture(autouse=True)
def kept(table: Table, settings: Any, tmp_path: Path) -> Table:
    """Of every kind one thing just inside its time and one just beyond it, all of east's where they are anybody's."""
    settings.EMAIL_FILE_PATH = tmp_path
    person = models.Person.objects.get(code="p-east")
    partnership = models.Partnership.objects.get(slug=table.slug)
    periods = {rule.name: rule.days(TODAY) for rule in RULES}
    with as_the_system():
        for beyond in (False, True):
            at = {name: ago(days + (0.5 if beyond else -0.5)) for name, days in periods.items()}
            word = "beyond" if beyond else "inside"
            Session.objects.create(session_key=word, session_data="", expire_date=at["browser-sessions"])
            models.FailedSignIn.objects.create(account=word, at=at["failed-sign-ins"])
            when = at["sign-in-sessions"]
            models.SignInSession.objects.create(
                code=word, person=person, device="x", started_at=when, last_seen_at=when, ended_at=when
            )
            when = at["invitations"]
            models.Invitation.objects.create(
                organisation_id=table.east.organisation, email=f"{word}@x.example", name=word, invited_by="operator",
                sent_at=when, expires_at=when,
            )  # fmt: skip
            when = at["role-offers"]
            models.RoleOffer.objects.create(
                partnership=partnership, organisation_id=table.east.organisation, email=f"{word}@x.example",
                duty="auditor", by_organisation_id=table.east.organisation, offered_by="p-east", offered_at=when,
                expires_at=when,
            )  # fmt: skip
            models.LetterSent.objects.create(
                organisation_id=table.east.organisation, address=word, at=at["letters-counted"]
            )  # fmt: skip
            models.Job.objects.create(
                partnership=partnership, kind="report", title=word, state="done", finished_at=at["jobs"],
                organisation=table.east.organisation, reach="organisation", author="p-east", recorded_at=at["jobs"],
            )  # fmt: skip
            models.Person.objects.create(
                email=f"{word}@eastvale.example", name=word, code=f"p-{word}", is_active=False,
                last_login=at["closed-accounts"], home_id=table.east.organisation,
            )  # fmt: skip
            letter = tmp_path / f"{word}.log"
            letter.write_text("To: x")
            __import__("os").utime(letter, (at["letters"].timestamp(),) * 2)
    return table


def counted() -> dict[str, int]:
    return {rule.name: len(rule.due(TODAY)) for rule in RULES}


def test_what_is_beyond_its_time_is_listed_and_nothing_is_changed(kept: Table) -> None:
    once = dict.fromkeys(counted(), 1) | {"records": 0}
    assert counted() == once
    lines = list(due(TODAY))
    assert {line["kind"]: line["count"] for line in lines} == once
    assert counted() == once
    assert "beyond@" not in str(lines)


def test_carrying_it_out_leaves_what_is_inside_its_time(kept: Table, tmp_path: Path) -> None:
    gone = list(carry_out(TODAY))
    assert gone == [
        {"organisation": "eastvale-test", "gone": {"sign-in-sessions": 1, "invitations": 1, "role-offers": 1, "jobs": 1, "closed-accounts": 1}},
        {"organisation": "", "gone": {"browser-sessions": 1, "failed-sign-ins": 1, "letters-counted": 1, "letters": 1}},
    ]  # fmt: skip
    assert set(counted().values()) == {0}
    with as_the_system():
        assert list(Session.objects.values_list("session_key", flat=True)) == ["inside"]
        assert list(models.FailedSignIn.objects.values_list("account", flat=True)) == ["inside"]
        assert list(models.SignInSession.objects.values_list("code", flat=True)) == ["inside"]
        assert list(models.Invitation.objects.values_list("name", flat=True)) == ["inside"]
        assert list(models.LetterSent.objects.values_list("address", flat=True)) == ["inside"]
        assert list(models.Job.objects.values_list("title", flat=True)) == ["inside"]
    assert models.Person.objects.get(code="p-inside").email == "inside@eastvale.example"
    assert models.Person.objects.get(code="p-beyond").email == "p-beyond@erased.invalid"
    assert [file.name for file in tmp_path.iterdir()] == ["inside.log"]
    assert list(carry_out(TODAY)) == [{"organisation": "", "gone": {}}]


def test_each_organisation_has_its_own_entry_with_numbers_alone(kept: Table) -> None:
    keep_no_longer(by=Actor("operator", "eastvale-test"), on=TODAY)
    with as_the_system():
        entry = models.AuditEntry.objects.filter(chain="organisation:eastvale-test").latest("number")
    assert entry.act == "retention.carried-out"
    assert entry.details == {"sign-in-sessions": 1, "invitations": 1, "role-offers": 1, "jobs": 1, "closed-accounts": 1}
    assert first_that_does_not_fit() == (None, "")


def test_another_organisation_loses_nothing(kept: Table) -> None:
    before = counted()
    assert keep_no_longer(by=Actor("operator", "northmoor-test"), on=TODAY) == {}
    assert counted() == before
    delete_what_is_nobodys(TODAY)
    assert counted() == before | {"browser-sessions": 0, "failed-sign-ins": 0, "letters-counted": 0, "letters": 0}


def test_a_partnership_that_ended_long_ago_is_named_and_stays(kept: Table) -> None:
    members = models.Membership.objects.filter(partnership__slug=kept.slug)
    members.update(to_date=date(2025, 1, 1))
    assert [one.number for one in next(rule for rule in RULES if rule.name == "records").due(TODAY)] == [kept.slug]
    list(carry_out(TODAY))
    assert models.Partnership.objects.filter(slug=kept.slug).exists()
    last = members.last()
    assert last is not None
    models.Membership.objects.filter(pk=last.pk).update(to_date=None)
    assert counted()["records"] == 0


def test_every_rule_has_a_dated_period_with_its_source_and_no_period_is_without_a_rule() -> None:
    held = {name for name in load_parameters() if name.startswith("retention.")}
    assert held == {f"retention.{rule.name}" for rule in RULES}
    for name in held:
        value = load_parameters()[name].on(TODAY)
        assert value.unit == "days"
        assert value.source
