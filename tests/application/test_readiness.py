"""Every setting of production that is wrong is named, with its mend; one that is right is not."""

from typing import Any

import pytest
from pydantic import SecretStr

from concordat.application.readiness import Problem, problems
from concordat.clients.identity_provider import IdentityProvider
from concordat.config.environment import Environment
from concordat.data.records import models

pytestmark = pytest.mark.django_db
GOOD = {
    "mode": "production",
    "secret_key": SecretStr("b7Qx-wEr_tyUi0pAsd9fGhjKl2zXcvBn3mQwe5RtyUi8op"),
    "database_url": "postgresql://concordat:x@127.0.0.1:5432/concordat",
    "allowed_hosts": "concordat.example.gov.uk",
    "https": True,
    "proxies": 1,
    "address": "https://concordat.example.gov.uk",
    "email_host": "mail.example.gov.uk",
    "email_from": "concordat@example.gov.uk",
}


def found_with(settings: Any, **changed: object) -> list[Problem]:
    said = GOOD | changed
    settings.ENVIRONMENT = Environment(_env_file=None, **said)  # type: ignore[arg-type]
    settings.ALLOWED_HOSTS = str(said["allowed_hosts"]).split(",")
    return problems()


def test_good_settings_have_no_problem(settings: Any) -> None:
    assert found_with(settings) == []


WRONG = {
    "a short key": ({"secret_key": SecretStr("short")}, "shorter than 40", "secrets.token_urlsafe", True),
    "a key of one letter": ({"secret_key": SecretStr("a" * 60)}, "can be guessed", "secrets.token_urlsafe", True),
    "no database server": ({"database_url": ""}, "SQLite", "CONCORDAT_DATABASE_URL=postgresql://", False),
    "no encryption": ({"https": False, "proxies": 0}, "without encryption", "CONCORDAT_HTTPS=true", False),
    "any name": ({"allowed_hosts": "*"}, "answers to any name", "CONCORDAT_ALLOWED_HOSTS", True),
    "only this machine's name": (
        {"allowed_hosts": "localhost,127.0.0.1,[::1]"},
        "Only this machine",
        "CONCORDAT_ALLOWED_HOSTS",
        False,
    ),
    "a proxy that is not counted": ({"proxies": 0}, "from one address", "CONCORDAT_PROXIES", False),
    "links without encryption": (
        {"address": "http://concordat.example.gov.uk"},
        "begin with http://",
        "CONCORDAT_ADDRESS",
        False,
    ),
    "no address for links": ({"address": ""}, "Links in letters", "CONCORDAT_ADDRESS", False),
    "no mail server": ({"email_host": ""}, "No mail server", "CONCORDAT_EMAIL_HOST", False),
    "letters without a sender": ({"email_from": ""}, "no sender", "CONCORDAT_EMAIL_FROM", True),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_setting_is_named_with_its_mend(wrong: str, settings: Any) -> None:
    changed, what, fix, stops = WRONG[wrong]
    (problem,) = found_with(settings, **changed)
    assert what in problem.what
    assert fix in problem.fix
    assert problem.stops is stops


def test_a_councils_own_sign_in_for_nobody_here_is_named(settings: Any) -> None:
    provider = IdentityProvider(
        title="Northmoor", organisation="northmoor-none", issuer="https://id.northmoor.example", client_id="x",
        client_secret=SecretStr("y"), domains="northmoor.example",
    )  # fmt: skip
    (problem,) = found_with(settings, identity={"northmoor": provider})
    assert "no organisation here" in problem.what
    assert "CONCORDAT_IDENTITY__NORTHMOOR__ORGANISATION" in problem.fix
    models.Organisation.objects.create(id="northmoor-none", name="Northmoor", kind="district")
    assert found_with(settings, identity={"northmoor": provider}) == []


def test_a_folder_nobody_can_write_to_is_named(settings: Any, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("not a folder")
    settings.FOLDER = tmp_path / "file"
    (problem,) = found_with(settings)
    assert "cannot be written to" in problem.what
    assert "CONCORDAT_FOLDER" in problem.fix


def test_the_demonstration_needs_none_of_it(settings: Any) -> None:
    assert found_with(settings, mode="demo", secret_key=SecretStr(""), database_url="", https=False, address="") == []
