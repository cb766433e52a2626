"""A PostgreSQL database of a test's own, for processes that must see what another one wrote."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection

only_on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="this is about PostgreSQL")


@pytest.fixture
def empty_database() -> Iterator[str]:
    """Its address. It is gone afterwards."""
    import psycopg

    at = connection.settings_dict
    name = f"concordat_own_{os.getpid()}"
    begins = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}"
    with psycopg.connect(f"{begins}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{begins}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
