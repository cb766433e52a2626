"""A signed-in browser without a browser: Django's client on the examples, once for all tests of a worker."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

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


@pytest.fixture(autouse=True)
def deliveries_go_with_their_test() -> Iterator[None]:
    """What a test delivers lies in files beside the database, which no transaction rolls back. A partnership's store that
    a test wrote to is put away; the next who asks gets the example's own again."""
    from concordat.application.queries.evidence import evidence_folder

    def held(folder: Path) -> dict[Path, set[Path]]:
        return {store: {file.relative_to(store) for file in store.rglob("*")} for store in folder.glob("*")}

    folder = evidence_folder()
    before = held(folder)
    yield
    as_made_up = list(held(folder / "made-up").values())
    for store, files in held(folder).items():
        known = [before[store]] if store in before else as_made_up
        if store.name != "made-up" and files not in known:
            shutil.rmtree(store, ignore_errors=True)


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def sign_in(duty: str = "programme-manager", organisation: str = "herefordshire") -> Client:
        from concordat.data.records import models

        client = Client(raise_request_exception=True)
        client.force_login(models.Person.objects.get(email=f"{duty}@{organisation}.example"))
        return client

    return sign_in
