"""Erase a person, by an administrator of their own organisation."""

from django.db import transaction

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.erasure import Erased, erase, is_erased
from concordat.application.errors import NotNow
from concordat.application.queries.accounts import colleague_row


@transaction.atomic
def erase_person(*, by: Actor, person: str) -> Erased:
    """Take name, address and everything about signing in out of a closed account, for good."""
    row = colleague_row(by, person)
    if row.is_active:
        raise NotNow("The account is open. Close it first: then nobody is erased by mistake.")
    if is_erased(row):
        raise NotNow("This person is erased already.")
    gone = erase(row)
    record(
        by=by,
        act="person.erased",
        about=gone.code,
        chain=organisation_chain(by),
        details={"sign_ins": gone.sign_ins, "invitations": gone.invitations},
    )
    return gone
