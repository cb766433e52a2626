"""Secrets that must be read again (the seed of a one-time code) are kept sealed; those that need not are kept as hashes.

The key is made from the service's own secret key, so a copy of the database alone opens nothing. Earlier keys named in
`SECRET_KEY_FALLBACKS` still open what they sealed.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


class CannotOpen(Exception):
    """It was sealed with another secret key."""


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise CannotOpen("It was sealed with another secret key.") from problem


def keyed_hash(text: str, *, purpose: str) -> str:
    return salted_hmac(f"concordat.{purpose}", text, algorithm="sha256").hexdigest()


def unguessable(hash: str) -> str:
    """The name, for people who may not see it, of a row they know to exist: the same each time, and not to be found by
    trying figures, as the row's own hash would be by somebody who knows the rest of it."""
    return keyed_hash(hash, purpose="unseen row")


def _keys() -> MultiFernet:
    return MultiFernet([_key(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    made = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"concordat seal").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(made))
