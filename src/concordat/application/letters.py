"""Letters by e-mail: what each says, and sending it after its act is done. A letter holds nothing private.

It names the service, the organisation whose account it is about and a link, and never a partnership, a role, a figure,
another person or what somebody did.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import EmailMessage

from concordat.presentation.words import moment_in_words

log = logging.getLogger(__name__)
_FOOT = "\n\nNobody reads answers to this letter. Ask your organisation's administrator if something is not clear.\n"
NOT_SENT = "The letter could not be sent. Tell whoever runs this service, and send it again later."


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    body: str


def post(letter: Letter) -> bool:
    """Send it. False where the mail server would not take it: the act stays done, and the letter can be sent again."""
    try:
        return EmailMessage(letter.subject, letter.body + _FOOT, to=[letter.to]).send() == 1
    except (smtplib.SMTPException, OSError) as problem:
        # The address stays out of the log.
        log.error("letter.not-sent", extra={"fields": {"problem": type(problem).__name__}})
        return False


def invitation_letter(*, to: str, organisation: str, link: str, until: datetime) -> Letter:
    return Letter(
        to,
        f"Your account for Concordat, for {organisation}",
        f"{organisation} invites you to open an account on Concordat.\n\n"
        f"Open this link and choose a password:\n\n{link}\n\n"
        f"It works once, until {moment_in_words(until)}. Do not pass it on.\n\n"
        "If you did not expect this, do nothing: without you no account is opened.",
    )


def reset_letter(*, to: str, organisation: str, link: str, hours: int) -> Letter:
    return Letter(
        to,
        "A new password for Concordat",
        f"The administrator of {organisation} lets you choose a new password for Concordat.\n\n"
        f"Open this link:\n\n{link}\n\n"
        f"It works once, for {hours} hours. Do not pass it on.\n\n"
        "If you did not ask for this, tell your administrator. Your password stays as it is until you open the link.",
    )


def role_letter(*, to: str, organisation: str, link: str, days: int) -> Letter:
    """Sent to the address whether or not it has an account: only who reads it finds out."""
    return Letter(
        to,
        f"You are asked to act for {organisation} on Concordat",
        f"You are asked to act for {organisation} on Concordat.\n\n"
        f"Open this link and sign in with the account of this address:\n\n{link}\n\n"
        f"It works once, for {days} days. If this address has no account, ask the administrator of your organisation to invite you, "
        "and open the link after that.\n\n"
        "If you did not expect this, do nothing: without you nothing is given.",
    )


def changed_letter(*, to: str, what: str) -> Letter:
    """Told to the account's owner, so that nobody changes it behind their back."""
    return Letter(
        to,
        "Your sign-in to Concordat was changed",
        f"{what}\n\nIf that was not you or your administrator, tell your administrator at once.",
    )
