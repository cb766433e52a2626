"""A worker is killed (kill -9) in the middle of a job: another one does the job again, whole, and once."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import empty_database, only_on_postgresql  # noqa: F401  a fixture

ROOT = Path(__file__).resolve().parents[2]
STEPS = 20

SET_UP = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "concordat.config.settings"
import django
django.setup()
from datetime import timedelta
from concordat.application import jobs
jobs.SILENCE, jobs.HEARTBEAT = timedelta(seconds=1.5), 0.3  # the service waits twenty seconds
jobs.KINDS["steps"] = jobs.JobKind("steps", "Steps (test)", "case.export", "tests.config.test_worker:steps")
"""
ASK = (
    SET_UP
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from concordat.application.actions.jobs import ask_for
from tests.people import sit_at_a_table
print(ask_for(by=sit_at_a_table().east, kind="steps", arguments={"diary": sys.argv[1]}))
"""
)
WORK = SET_UP + "from concordat.config.worker import main\nmain()"
LOOK = (
    SET_UP
    + """
import json
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
with as_the_system():
    job = models.Job.objects.get()
print(json.dumps({"state": job.state, "attempts": job.attempts, "result": job.result, "message": job.message}))
"""
)


def steps(actor: Any, arguments: dict[str, str], progress: Any) -> dict[str, int]:
    """A job that takes two seconds and writes down who did which step."""
    for step in range(STEPS):
        with Path(arguments["diary"]).open("a") as diary:
            diary.write(f"{os.getpid()} {step}\n")
        progress(step / STEPS, f"Step {step}")
        time.sleep(0.1)
    return {"by": os.getpid()}


def environment(folder: Path, database: str) -> dict[str, str]:
    return os.environ | {
        "CONCORDAT_MODE": "test",
        "CONCORDAT_FOLDER": str(folder),
        "CONCORDAT_DATABASE_URL": database,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def run(script: str, env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, "-c", script, *words], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def diary_of(file: Path) -> list[tuple[int, int]]:
    lines = file.read_text().splitlines() if file.exists() else []
    return [(int(who), int(step)) for who, _, step in (line.partition(" ") for line in lines)]


def wait_until(holds: Any, *, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def a_killed_worker_loses_no_job(folder: Path, database: str) -> None:
    env, diary = environment(folder, database), folder / "diary"
    run(ASK, env, str(diary))
    first = subprocess.Popen([sys.executable, "-c", WORK], env=env)
    try:
        wait_until(lambda: len(diary_of(diary)) >= 5)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert json.loads(run(LOOK, env))["state"] == "running"  # nobody told the database that it died
    second = subprocess.Popen([sys.executable, "-c", WORK], env=env)
    try:
        wait_until(lambda: (second.pid, STEPS - 1) in diary_of(diary))
        wait_until(lambda: json.loads(run(LOOK, env))["state"] == "done")
    finally:
        second.terminate()
        second.wait()
    told = json.loads(run(LOOK, env))
    assert told == {"state": "done", "attempts": 2, "result": {"by": second.pid}, "message": "Done"}
    done_again = [step for who, step in diary_of(diary) if who == second.pid]
    assert done_again == list(range(STEPS))
    assert 5 <= len([who for who, _ in diary_of(diary) if who == first.pid]) < STEPS


def test_a_killed_worker_loses_no_job_on_sqlite(tmp_path: Path) -> None:
    a_killed_worker_loses_no_job(tmp_path, "")


@pytest.mark.postgres
@only_on_postgresql
def test_a_killed_worker_loses_no_job_on_postgresql(empty_database: str, tmp_path: Path) -> None:  # noqa: F811
    a_killed_worker_loses_no_job(tmp_path, empty_database)
