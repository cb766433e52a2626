"""A setting that cannot be read ends with a sentence that names it, never with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRONG = {
    "mode": ({"CONCORDAT_MODE": "prod"}, "CONCORDAT_MODE"),
    "no key": ({"CONCORDAT_MODE": "production"}, "CONCORDAT_SECRET_KEY is not set. Make one with"),
    "another database": ({"CONCORDAT_DATABASE_URL": "mysql://x/y"}, "must begin with postgresql://"),
    "a database without a name": ({"CONCORDAT_DATABASE_URL": "postgresql://u:p@h:5432/"}, "names no database"),
    "https": ({"CONCORDAT_HTTPS": "perhaps"}, "CONCORDAT_HTTPS"),
    "proxies": ({"CONCORDAT_PROXIES": "-1"}, "CONCORDAT_PROXIES"),
    "address": ({"CONCORDAT_ADDRESS": "concordat.example.gov.uk"}, "CONCORDAT_ADDRESS"),
    "mail security": ({"CONCORDAT_EMAIL_SECURITY": "ssl"}, "CONCORDAT_EMAIL_SECURITY"),
    "invitation days": ({"CONCORDAT_INVITATION_DAYS": "400"}, "CONCORDAT_INVITATION_DAYS"),
    "idle minutes": ({"CONCORDAT_SESSION_IDLE_MINUTES": "1"}, "CONCORDAT_SESSION_IDLE_MINUTES"),
    "session hours": ({"CONCORDAT_SESSION_HOURS": "100"}, "CONCORDAT_SESSION_HOURS"),
    "lockout": ({"CONCORDAT_LOCKOUT_FAILURES": "1000"}, "CONCORDAT_LOCKOUT_FAILURES"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_setting_that_cannot_be_read_is_named(wrong: str, tmp_path: Path) -> None:
    changed, said = WRONG[wrong]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CONCORDAT_", "DJANGO_"))}
    env |= {"CONCORDAT_FOLDER": str(tmp_path / "service"), "PYTHONPATH": str(ROOT / "src"), **changed}
    done = subprocess.run(
        [sys.executable, "-m", "concordat.config.operations", "check"],
        env=env, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
