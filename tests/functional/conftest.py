"""A demonstration of its own for the browser tests: started once a worker, on a free port, with a database of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "made-up people only"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)

PATIENCE = 20_000  # milliseconds: a busy machine takes its time
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the demonstration: its letters are in ``letters``."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CONCORDAT_")}
    command = [sys.executable, "-m", "concordat", "demo", "--port", str(port), "--folder", str(folder), "--no-browser"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        found = f"http://127.0.0.1:{port}"
        for _ in range(1200):  # two minutes: a busy machine takes its time to put the examples in
            try:
                urllib.request.urlopen(f"{found}/health/live", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    play: Playwright
    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def press(page: Page, name: str) -> None:
    """A button that leads to another page, and wait until that page is there whole: it may be read as soon as it begins."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


class Visit:
    """A person at a browser. Whatever the browser complains about, and any request that leaves the machine, is kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "about:", "blob:")):
            self.strangers.append(url)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, email: str) -> "Visit":
        self.go("/sign-in/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        press(self.page, "Sign in")
        return self


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    contexts: list[BrowserContext] = []

    def visit(*, width: int = 1280, javascript: bool = True) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, accept_downloads=True
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Visit(context, address)

    yield visit
    for context in contexts:
        context.close()
