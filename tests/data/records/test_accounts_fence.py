"""What belongs to one account is behind the second fence: PostgreSQL itself shows it to its owner alone."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions import accounts
from concordat.application.actions.second_step import new_secret, set_up_second_step
from concordat.application.actions.sign_in import start_session, try_password
from concordat.application.actor import Actor
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become, become_nobody
from concordat.domain.kernel.audience import Viewer
from tests.people import Table

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
EAST = Actor("p-east", "eastvale-test")
OF_A_PERSON = (models.SecondStep, models.RecoveryCode, models.SignInSession, models.OutsideIdentity)
ALL = (*OF_A_PERSON, models.Invitation, models.RoleOffer, models.LetterSent, models.FailedSignIn)


@pytest.fixture
def held(table: Table) -> None:
    import pyotp

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no second fence.")
    secret = new_secret()
    set_up_second_step(by=EAST, secret=secret, code=pyotp.TOTP(secret).now())
    start_session(by=EAST, device="A browser", address="", second_step=True)
    accounts.invite(by=EAST, email="jo@test.example", name="Jo (made up)")
    actions.give_role(by=table.east, email="jo@test.example", duty="auditor")
    try_password(email="east@test.example", password="wrong", address="")
    with as_the_system():
        models.OutsideIdentity.objects.create(
            person_id="p-east", issuer="https://login.example", subject="s", since=timezone.now()
        )


def seen_by(viewer: Viewer) -> set[str]:
    become(viewer, "roads-test")
    return {model.__name__ for model in ALL if model.objects.exists()}


def test_its_owner_sees_it_a_colleague_what_was_sent_alone_and_others_nothing(held: None) -> None:
    own = {model.__name__ for model in OF_A_PERSON}
    assert seen_by(Viewer("p-east", "eastvale-test")) == {*own, "Invitation", "RoleOffer", "LetterSent"}
    assert seen_by(Viewer("p-east_member", "eastvale-test")) == {"Invitation", "RoleOffer", "LetterSent"}
    assert seen_by(Viewer("p-north", "northmoor-test")) == set()
    become_nobody()
    assert not any(model.objects.exists() for model in ALL)
    with as_the_system():
        assert all(model.objects.exists() for model in ALL)


def test_nobody_can_write_one_for_somebody_else(held: None) -> None:
    become(Viewer("p-north", "northmoor-test"), "roads-test")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        models.SecondStep.objects.create(person_id="p-west", secret="x", set_up_at=timezone.now())
    now = timezone.now()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        models.Invitation.objects.create(
            organisation_id="eastvale-test",
            email="x@test.example",
            name="x",
            invited_by="p-north",
            sent_at=now,
            expires_at=now,
        )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        models.RoleOffer.objects.create(
            partnership=models.Partnership.objects.get(slug="roads-test"),
            organisation_id="eastvale-test",
            by_organisation_id="eastvale-test",
            email="x@test.example",
            duty="auditor",
            offered_by="p-north",
            offered_at=now,
            expires_at=now,
        )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        models.LetterSent.objects.create(organisation_id="eastvale-test", address="x", at=now)
    assert models.LetterSent.objects.all().delete()[0] == 0
    assert models.RoleOffer.objects.update(expires_at=now) == 0
    assert models.RoleOffer.objects.all().delete()[0] == 0
    assert models.SignInSession.objects.filter(person_id="p-east").update(ended_at=timezone.now()) == 0
    assert models.SecondStep.objects.filter(person_id="p-east").delete()[0] == 0
