from typing import Any

import pytest

from concordat.application.sealing import CannotOpen, keyed_hash, seal, unseal


def test_what_is_sealed_is_unreadable_and_opens_again() -> None:
    sealed = seal("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert sealed != seal("JBSWY3DPEHPK3PXP")
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"


def test_another_secret_key_opens_nothing_and_an_earlier_one_that_is_named_does(settings: Any) -> None:
    sealed, before = seal("JBSWY3DPEHPK3PXP"), settings.SECRET_KEY
    settings.SECRET_KEY = "another secret key"
    with pytest.raises(CannotOpen):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"


def test_a_keyed_hash_differs_by_purpose_and_by_key(settings: Any) -> None:
    one = keyed_hash("same", purpose="sign-in")
    assert one == keyed_hash("same", purpose="sign-in")
    assert one != keyed_hash("same", purpose="recovery-code")
    settings.SECRET_KEY = "another secret key"
    assert one != keyed_hash("same", purpose="sign-in")
