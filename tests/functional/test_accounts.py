"""A council opens its own service: the operator, its first administrator and a colleague, in a real browser, in production form.

The service runs as `concordat serve` runs it, with letters kept as files and the second step required.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.functional.conftest import PATIENCE, ROOT, Visit, press

pytestmark = [pytest.mark.browser, pytest.mark.journey]
PASSWORD = "three quiet green lamps"


class Service:
    """An installed service in a folder of its own, with what its operator and its mail server see of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("CONCORDAT_")} | {
            "CONCORDAT_MODE": "production", "CONCORDAT_SECRET_KEY": secrets.token_urlsafe(50), "CONCORDAT_FOLDER": str(folder),
            "CONCORDAT_ADDRESS": self.address,
        }  # fmt: skip

    def run(self, *words: str) -> str:
        command = [sys.executable, "-m", "concordat", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def letters(self) -> list[str]:
        """The bodies of all letters so far, the oldest first. Each file holds those of one connection."""
        files = sorted((self.folder / "letters").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        parsed = [message_from_bytes(file.read_bytes().strip(b"-\n"), policy=policy.default) for file in files]
        return [str(message.get_content()) for message in parsed]

    def link(self) -> str:
        """Where the last letter leads."""
        return re.findall(rf"{self.address}(/\S+)", self.letters()[-1])[0]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service"))
    command = [sys.executable, "-m", "concordat", "serve", "--migrate", "--port", str(service.port), "--workers", "1"]
    with (service.folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--job-workers", "0"], cwd=ROOT, env=service.environment, stdout=log, stderr=log
        )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{service.address}/health/ready", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (service.folder / "log").read_text()
                time.sleep(0.1)
        yield service
    finally:
        server.terminate()
        server.wait(timeout=40)


def new_browser(chromium: Browser, service: Service, *, width: int = 1280) -> Visit:
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=width != 375)
    context.set_default_timeout(PATIENCE)
    return Visit(context, service.address)


def headed(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("h1")).to_contain_text(words)


def says(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


def look(page: Page) -> None:
    """Nothing an accessibility checker finds, and nothing wider than the window, on a telephone and at a desk."""
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in found.response["violations"]] == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def set_up_second_step(page: Page, *, check: Callable[[Page], None]) -> tuple[str, list[str]]:
    check(page)
    press(page, "Start")
    check(page)
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    press(page, "Continue")
    check(page)
    codes = page.locator("main li").all_inner_texts()
    press(page, "I have kept them")
    return secret, codes


def sign_in(person: Visit, email: str) -> None:
    person.go("/sign-in/")
    person.page.get_by_label("Email address").fill(email)
    person.page.get_by_label("Password").fill(PASSWORD)
    press(person.page, "Sign in")


def test_a_council_opens_its_service_and_lets_a_colleague_in_again(service: Service, chromium: Browser) -> None:
    """The administrator at a desk, the colleague on a telephone without JavaScript."""
    said = service.run(
        "accounts", "invite", "jo@northmoor.example", "--name", "Jo Carr", "--organisation", "northmoor",
        "--called", "Northmoor Council", "--kind", "district",
    )  # fmt: skip
    assert "/invitation/" in said

    jo = new_browser(chromium, service)
    page = jo.go(service.link())
    look(page)
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Open the account")
    headed(page, "Set up a second step")  # an administrator needs one
    jo.go("/accounts/")
    headed(page, "Set up a second step")  # and reaches nothing before
    _, codes = set_up_second_step(page, check=look)
    assert len(codes) == 10

    jo.go("/accounts/")
    press(page, "Invite somebody")
    page.get_by_label("Their name").fill("Sam Poole")
    page.get_by_label("Their e-mail address").fill("sam@northmoor.example")
    look(page)
    press(page, "Send the invitation")
    says(page, "The invitation is sent")
    look(page)

    sam = new_browser(chromium, service, width=375)
    sam.go(service.link())
    sam.page.get_by_label("New password").fill(PASSWORD)
    press(sam.page, "Open the account")
    says(sam.page, "Your account is open")  # no duty yet that needs a second step
    sam.go("/accounts/")
    headed(sam.page, re.compile("not found", re.IGNORECASE))

    # Sam forgets the password, and tries until the account is locked.
    away = new_browser(chromium, service, width=375)
    for _ in range(6):
        away.go("/sign-in/")
        away.page.get_by_label("Email address").fill("sam@northmoor.example")
        away.page.get_by_label("Password").fill("was it this")
        press(away.page, "Sign in")
    says(away.page, "too many tries")
    jo.go("/accounts/")
    page.get_by_role("link", name="Sam Poole").click()
    says(page, "locked")
    look(page)
    press(page, "Send a link for a new password")
    away.go(service.link())
    away.page.get_by_label("New password").fill(PASSWORD)
    press(away.page, "Keep the new password")
    sign_in(away, "sam@northmoor.example")
    headed(away.page, "Your partnerships")
    sam.go("/")
    headed(sam.page, "Sign in")  # the earlier session is over
    says(sam.page, "You were signed out")

    jo.go("/accounts/")
    for act in (
        "Sent the invitation to Sam Poole",
        "Accepted the invitation",
        "locked the account of",
        "Sent a link for a new password to",
    ):
        says(page, act)
    assert service.run("audit", "verify").startswith("Every entry fits")
    assert (jo.strangers, sam.strangers, away.strangers) == ([], [], [])


def test_the_last_administrator_comes_back_through_the_operator(service: Service, chromium: Browser) -> None:
    service.run(
        "accounts", "invite", "lee@southlea.example", "--name", "Lee Moss", "--organisation", "southlea",
        "--called", "Southlea Council", "--kind", "district",
    )  # fmt: skip
    lee = new_browser(chromium, service, width=375)  # on a telephone, without JavaScript
    lee.go(service.link())
    lee.page.get_by_label("New password").fill(PASSWORD)
    press(lee.page, "Open the account")
    _, codes = set_up_second_step(lee.page, check=no_wider)

    # The next sign-in asks for the code; a recovery code does as well, and is then used up.
    again = new_browser(chromium, service)
    sign_in(again, "lee@southlea.example")
    look(again.page)
    again.page.get_by_label("Code", exact=True).fill(codes[0])
    press(again.page, "Continue")
    again.go("/security/")
    look(again.page)
    says(again.page, "You have 9 recovery codes left")
    expect(again.page.get_by_role("table").last.get_by_role("row")).to_have_count(3)  # two browsers and the headings
    press(again.page, "End all others")
    lee.go("/")
    says(lee.page, "You were signed out")

    service.run("accounts", "reset", "lee@southlea.example")
    again.go("/")
    says(again.page, "You were signed out")
    again.go(service.link())
    look(again.page)
    again.page.get_by_label("New password").fill(PASSWORD + " two")
    press(again.page, "Keep the new password")
    again.page.get_by_label("Email address").fill("lee@southlea.example")
    again.page.get_by_label("Password").fill(PASSWORD + " two")
    press(again.page, "Sign in")
    headed(again.page, "Set up a second step")
    again.go(service.link())
    headed(again.page, "This link no longer works")
    look(again.page)


def no_wider(page: Page) -> None:
    """Without JavaScript the checker cannot run; the page is looked at in the other journey."""
    width = page.locator("main").bounding_box()
    assert width is not None
    assert width["x"] + width["width"] <= 375
