"""``concordat demo``: the web service on this machine alone, with every example and made-up people."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.output import console, stop

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The first port to try")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the demonstration keeps its database")] = Path("var/demo"),
    examples: Annotated[
        Path | None,
        typer.Option(help="A folder of case folders; the examples that ship with Concordat where not given"),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was typed in before and start again")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page")] = True,
) -> None:
    """Open the demonstration: every example, made-up people, no configuration, no database server.

        concordat demo
        concordat demo --fresh --port 8080

    It answers on this machine alone. Stop it with Ctrl-C.
    """
    started = time.monotonic()
    _needs_web()
    if fresh:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "CONCORDAT_MODE": "demo",
        "CONCORDAT_FOLDER": str(folder.resolve()),
        "CONCORDAT_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "concordat.config.settings",
    }
    with console().status("Putting the examples in …"):
        log_ins = _prepare(examples or _examples_that_ship(), environment)
    chosen = _free_port(port)
    address = f"http://127.0.0.1:{chosen}/"
    server = _start(chosen, environment)
    worker = subprocess.Popen([sys.executable, "-m", "concordat.config.worker"], env=environment)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, it stops its server and worker too
    try:
        _wait_for(address, server)
        _tell(address, log_ins, time.monotonic() - started)
        if browser and sys.stdout.isatty():
            webbrowser.open(address)
        server.wait()
    except KeyboardInterrupt:
        console().print("Stopped.")
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


START_SECONDS = 120  # a machine at work on something else takes its time


def _needs_web() -> None:
    from importlib.util import find_spec

    if find_spec("django") is None:
        stop("The demonstration needs the web part of Concordat. Install it with: pip install 'concordat[web]'")


def _forget(folder: Path) -> None:
    """The database, files and deliveries. Made-up records of the examples stay: they come out the same again."""
    for name in ("concordat.sqlite3", "concordat.sqlite3-wal", "concordat.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "files", ignore_errors=True)
    for store in (folder / "evidence").glob("*/"):
        if store.name != "made-up":
            shutil.rmtree(store)


def _examples_that_ship() -> Path:
    for place in (Path("examples"), Path(__file__).resolve().parents[3] / "examples"):
        if place.is_dir():
            return place
    stop("The examples are not here. Say where they are: concordat demo --examples FOLDER")


def _prepare(examples: Path, environment: dict[str, str]) -> list[dict[str, str]]:
    if not examples.is_dir():
        stop(f"{examples} is not a folder. Give a folder of case folders with --examples.")
    done = subprocess.run(
        [sys.executable, "-m", "concordat.config.demonstration", str(examples)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stderr.write(done.stderr if done.returncode == 0 else "")
    if done.returncode != 0:
        stop(
            "The demonstration's database could not be prepared. Try: concordat demo --fresh\n"
            + done.stderr.strip().splitlines()[-1],
            code=1,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if taken.connect_ex(("127.0.0.1", port)) != 0:
                return port
    stop(f"No port from {first} to {first + 49} is free. Choose another with --port.")


def _start(port: int, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"]
    return subprocess.Popen([sys.executable, "-m", *command, "concordat.config.wsgi:application"], env=environment)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            stop("The web service did not start; what it said is above.", code=1)
        try:
            with urllib.request.urlopen(address + "sign-in/", timeout=5):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    stop(f"The web service did not answer within {START_SECONDS} seconds.", code=1)


def _tell(address: str, log_ins: list[dict[str, str]], seconds: float) -> None:
    from concordat.cli.output import print_table

    out = console()
    out.print(f"\nConcordat is open at [bold]{address}[/bold] ({seconds:.1f} seconds)\n")
    print_table(
        "Sign in as one of these made-up people",
        ["E-mail address", "Partnership"],
        [(item["email"], item["partnership"]) for item in listed(log_ins)],
    )
    out.print("The password of each is: [bold]made-up people only[/bold]")
    out.print("Everybody who can sign in is listed on the sign-in page. Stop with Ctrl-C.\n")


def listed(log_ins: list[dict[str, str]]) -> list[dict[str, str]]:
    """Of all who can sign in: the first of each organisation of a partnership, and whoever manages a contract."""
    first: dict[tuple[str, str], dict[str, str]] = {}
    for log_in in log_ins:
        first.setdefault((log_in["partnership"], log_in["organisation"]), log_in)
    return [one for one in log_ins if one in first.values() or one["email"].startswith("contract-manager@")]
