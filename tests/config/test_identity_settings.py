"""What an operator says of letters, sessions and identity providers: each mistake is told with its mend."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GOOD = {
    "TITLE": "Northmoor",
    "ORGANISATION": "northmoor",
    "ISSUER": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
    "CLIENT_ID": "client",
    "CLIENT_SECRET": "s3cr3t-value",
    "DOMAINS": "northmoor.gov.uk, northmoor-council.org.uk",
    "TENANT": "11111111-2222-3333-4444-555555555555",
}


def environment(monkeypatch: pytest.MonkeyPatch, **said: str) -> Any:
    from concordat.config.environment import Environment

    for name, value in said.items():
        monkeypatch.setenv(f"CONCORDAT_{name}", value)
    return Environment(_env_file=None)  # type: ignore[call-arg]


def identity(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Any:
    said = {f"IDENTITY__NORTHMOOR__{name}": value for name, value in (GOOD | changes).items()}
    return environment(monkeypatch, **said).identity["northmoor"]


def test_a_provider_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = identity(monkeypatch)
    assert provider.mail_domains == {"northmoor.gov.uk", "northmoor-council.org.uk"}
    assert "s3cr3t-value" not in repr(provider)
    assert not provider.wants_tenant()
    assert not provider.second_step


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ISSUER", "https://login.microsoftonline.com/common/v2.0", "people of every council"),
        ("ISSUER", "https://login.microsoftonline.com/organizations/v2.0", "people of every council"),
        ("ISSUER", "https://login.microsoftonline.com/{tenantid}/v2.0", "people of every council"),
        ("ISSUER", "http://login.northmoor.gov.uk", "https://"),
        ("DOMAINS", "", "mail domain"),
        ("DOMAINS", "northmoor", "mail domain"),
        ("DOMAINS", "northmoor.gov.uk, *.gov.uk", "mail domain"),
        ("CLIENT_ID", "", "at least 1 character"),
    ],
)
def test_a_provider_that_could_let_strangers_in_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        identity(monkeypatch, **{name: value})


def check(tmp_path: Path, **said: str) -> subprocess.CompletedProcess[str]:
    """`concordat serve --check` as the command line runs it: in a process of its own."""
    settings = {"MODE": "production", "SECRET_KEY": "k" * 50, "FOLDER": str(tmp_path)} | said
    return subprocess.run(
        [sys.executable, "-m", "concordat.config.operations", "check"],
        env={"PATH": "/usr/bin:/bin"} | {f"CONCORDAT_{name}": value for name, value in settings.items()},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_service_does_not_start_and_names_the_setting(tmp_path: Path) -> None:
    done = check(tmp_path, IDENTITY__NORTHMOOR__ISSUER=GOOD["ISSUER"], SESSION_IDLE_MINUTES="1")
    assert done.returncode == 2
    assert "CONCORDAT_IDENTITY__NORTHMOOR__CLIENT_ID: Field required" in done.stderr
    assert "CONCORDAT_SESSION_IDLE_MINUTES" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_check_tells_of_letters_that_go_nowhere(tmp_path: Path) -> None:
    told = {one["problem"]: one for one in map(json.loads, check(tmp_path).stdout.splitlines())}
    (nowhere,) = [one for problem, one in told.items() if "No mail server" in problem]
    assert "CONCORDAT_EMAIL_HOST" in nowhere["fix"]
    assert not nowhere["stops"]
    assert any("CONCORDAT_ADDRESS" in one["fix"] for one in told.values())
    without_sender = check(tmp_path, EMAIL_HOST="mail.example.gov.uk").stdout
    assert any(
        "CONCORDAT_EMAIL_FROM" in one["fix"] and one["stops"] for one in map(json.loads, without_sender.splitlines())
    )
