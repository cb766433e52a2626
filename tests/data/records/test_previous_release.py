"""A database of the release before comes to this version whole: every row, hash, decision and link of the trail.

``previous_release/`` holds two small dumps, one for each kind of database, made with that release's own code: three
made-up organisations, rows with revisions and withdrawals, a row for its author alone, two versions of a document, a
publication, a frozen decision, a job that waits and a kept file. A new release adds its own dump and test.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import empty_database, only_on_postgresql  # noqa: F401  a fixture

ROOT = Path(__file__).resolve().parents[3]
DUMPS = Path(__file__).parent / "previous_release"
# What each organisation saw then: its number of rows, and the hash of its case.
SEEN = {
    "northmoor": (6, "24152257526692821008020f6b44856b0da36c1d6447334496bb43bc82d23711"),
    "kerb-and-co": (2, "06dcde78a7bf1a788985b45efa8f459a17a6fdd708f87a4f1f544f26cba70449"),
}
# A row for its author alone has a name nobody can guess, so each dump has its own hash.
EASTVALE = {
    "sqlite": (8, "65166f94490d0a767d65351d6873359dad5869d624ffb640652a87f2d2884f5a"),
    "postgresql": (8, "67f250bad946c9758657d42e8043f372f14437d7b7daa1d98995321656740d89"),
}
LOOK = """
import json
from concordat.config import wsgi
from concordat.application import jobs
from concordat.application.queries.cases import case_for, frozen_case
from concordat.application.queries.partnerships import actor_for
from concordat.application.stored import fact_from_row
from concordat.data.records import models
from concordat.data.records.fences import without_append_only, without_row_security
from concordat.data.records.row_security import as_the_system
from django.core.management import call_command

who = {"northmoor": "p-north", "eastvale": "p-east", "kerb-and-co": "p-kerb"}
actors = {name: actor_for(person=code, organisation=name, partnership="roads") for name, code in who.items()}
seen = {name: (len(case_for(actor).facts), case_for(actor).hash) for name, actor in actors.items()}
with as_the_system():
    wrong = [str(row) for row in models.Fact.objects.all() if fact_from_row(row).hash != row.hash]
    freeze = models.Freeze.objects.get().pk
case, frozen = frozen_case(by=actors["northmoor"], freeze=freeze)
homes = dict(models.Person.objects.values_list("code", "home_id"))
waits = models.Job.objects.visible_to(actors["northmoor"].viewer, partnership="roads").get().state
call_command("migrate", check=True, verbosity=0)
print(json.dumps({"seen": seen, "wrong": wrong, "frozen": case.hash == frozen.case_hash, "homes": homes, "job": waits,
                  "changeable": without_append_only(), "open": without_row_security()}))
"""


def run(folder: Path, database: str, *words: str) -> str:
    env = os.environ | {
        "CONCORDAT_MODE": "test",
        "CONCORDAT_FOLDER": str(folder),
        "CONCORDAT_DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "concordat.config.settings",
    }
    done = subprocess.run([sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def it_is_all_there(folder: Path, database: str, kind: str) -> None:
    run(folder, database, "-m", "concordat.config.operations", "migrate")
    assert json.loads(run(folder, database, "-m", "concordat.config.operations", "audit-verify"))["fits"] is True
    found = json.loads(run(folder, database, "-c", LOOK).splitlines()[-1])
    assert {name: tuple(told) for name, told in found["seen"].items()} == SEEN | {"eastvale": EASTVALE[kind]}
    assert found["wrong"] == []
    assert found["frozen"] is True
    assert found["homes"] == {"p-north": "northmoor", "p-east": "eastvale", "p-kerb": "kerb-and-co"}
    assert found["job"] == "waiting"
    assert found["changeable"] == []
    assert not found["open"]


def test_the_release_before_comes_to_this_one_on_sqlite(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "concordat.sqlite3")
    database.executescript((DUMPS / "sqlite.sql").read_text())
    database.close()
    it_is_all_there(tmp_path, "", "sqlite")


def test_a_backup_of_the_release_before_is_brought_to_this_one_before_it_opens(tmp_path: Path) -> None:
    """Until then the service says that it should get no traffic."""
    database = sqlite3.connect(tmp_path / "concordat.sqlite3")
    database.executescript((DUMPS / "sqlite.sql").read_text())
    database.close()
    look = "from concordat.config import wsgi; from concordat.application.readiness import problems; print([p.fix for p in problems() if p.stops])"
    assert "concordat serve --migrate" in run(tmp_path, "", "-c", look)
    run(tmp_path, "", "-m", "concordat.config.operations", "migrate")
    assert run(tmp_path, "", "-c", look).strip() == "[]"


@pytest.mark.postgres
@only_on_postgresql
def test_the_release_before_comes_to_this_one_on_postgresql(
    empty_database: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    import psycopg

    with psycopg.connect(empty_database, autocommit=True) as database:
        database.execute((DUMPS / "postgresql.sql").read_text())  # type: ignore[arg-type]
    it_is_all_there(tmp_path, empty_database, "postgresql")
