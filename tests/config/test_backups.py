"""A backup is tested by restoring it: on SQLite, and on PostgreSQL where the tests run there."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def operate(folder: Path, *words: str, database: str = "") -> subprocess.CompletedProcess[str]:
    env = os.environ | {
        "CONCORDAT_MODE": "test",
        "CONCORDAT_FOLDER": str(folder),
        "CONCORDAT_DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "concordat.config.settings",
    }
    return subprocess.run([sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service that holds the first review, to be copied."""
    folder = tmp_path_factory.mktemp("filled") / "old"
    filled_service(folder)
    return folder


def filled_service(folder: Path, database: str = "") -> None:
    done = operate(folder, "-m", "concordat.config.demonstration", "examples/herefordshire-2008", database=database)
    assert done.returncode == 0, done.stderr


def operation(folder: Path, *words: str, database: str = "") -> subprocess.CompletedProcess[str]:
    return operate(folder, "-m", "concordat.config.operations", *words, database=database)


HASH = "from concordat.config import wsgi; from concordat.application.queries.partnerships import actor_for; from concordat.application.queries.cases import case_for; print(case_for(actor_for(person='herefordshire.programme-manager', organisation='herefordshire', partnership='herefordshire-2008')).hash)"


def test_what_is_restored_is_what_was_backed_up(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "old")
    (tmp_path / "old" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "old" / "files" / "ab" / "abcd").write_bytes(b"kept")
    made = operation(tmp_path / "old", "backup", str(tmp_path / "b.tar.gz"))
    assert json.loads(made.stdout)["parts"] == 2
    assert operation(tmp_path / "new", "restore", str(tmp_path / "b.tar.gz")).returncode == 0
    before, after = (operate(tmp_path / name, "-c", HASH).stdout for name in ("old", "new"))
    assert before == after != ""
    assert (tmp_path / "new" / "files" / "ab" / "abcd").read_bytes() == b"kept"
    assert json.loads(operation(tmp_path / "new", "audit-verify").stdout)["fits"] is True


def test_a_service_that_holds_records_is_left_alone(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "old")
    operation(tmp_path / "old", "backup", str(tmp_path / "b.tar.gz"))
    again = operation(tmp_path / "old", "restore", str(tmp_path / "b.tar.gz"))
    assert again.returncode == 1
    assert "already holds records" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_damaged_backup_restores_nothing(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "old")
    operation(tmp_path / "old", "backup", str(tmp_path / "b.tar.gz"))
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extractall(tmp_path / "parts", filter="data")
    (tmp_path / "parts" / "database" / "concordat.sqlite3").write_bytes(b"SQLite format 3 but not really")
    with tarfile.open(tmp_path / "damaged.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "parts", arcname=".")
    refused = operation(tmp_path / "new", "restore", str(tmp_path / "damaged.tar.gz"))
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    (tmp_path / "half.tar.gz").write_bytes((tmp_path / "b.tar.gz").read_bytes()[:5000])
    assert "not a whole backup" in operation(tmp_path / "new", "restore", str(tmp_path / "half.tar.gz")).stderr
    assert not (tmp_path / "new" / "concordat.sqlite3").exists()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="this is about PostgreSQL's own dump")
def test_postgresql_is_restored_with_its_row_security_and_triggers(tmp_path: Path) -> None:
    import psycopg

    base = os.environ["CONCORDAT_DATABASE_URL"]
    names = [f"concordat_backup_{os.getpid()}_{kind}" for kind in ("old", "new")]
    old, new = (f"{base.rpartition('/')[0]}/{name}" for name in names)
    with psycopg.connect(base, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            filled_service(tmp_path / "old", database=old)
            made = operation(tmp_path / "old", "backup", str(tmp_path / "b.tar.gz"), database=old)
            assert made.returncode == 0, made.stderr
            back = operation(tmp_path / "new", "restore", str(tmp_path / "b.tar.gz"), database=new)
            assert back.returncode == 0, back.stderr
            hashes = [operate(tmp_path / "new", "-c", HASH, database=database).stdout for database in (old, new)]
            assert hashes[0] == hashes[1] != ""
            with psycopg.connect(new) as restored:
                assert restored.execute("SELECT count(*) FROM records_fact WHERE reach <> 'public'").fetchone() == (0,)
                row = restored.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'records_fact'")
                assert row.fetchone() == (True,)
        finally:
            for name in names:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
