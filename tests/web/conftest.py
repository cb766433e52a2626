"""A signed-in browser without a browser: Django's client on the examples, once for all tests of a worker."""

from collections.abc import Callable

import pytest
from django.test import Client

from concordat.application.actions.demonstration import build_demonstration
from concordat.data.files import read_case
from tests.conftest import EXAMPLES

SignIn = Callable[..., Client]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """The examples, put in once: every test's own changes are rolled back."""
    with django_db_blocker.unblock():
        from concordat.application.queries.demonstration import names_held

        cases = [read.case for file in sorted(EXAMPLES.rglob("case.toml")) if (read := read_case(file.parent)).case]
        build_demonstration(cases=[case for case in cases if case is not None and case.name not in names_held()])


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def sign_in(duty: str = "programme-manager", organisation: str = "herefordshire") -> Client:
        from concordat.data.records import models

        client = Client(raise_request_exception=True)
        client.force_login(models.Person.objects.get(email=f"{duty}@{organisation}.example"))
        return client

    return sign_in
