"""``concordat serve``: the web service as a council runs it."""

import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.output import console, stop
from concordat.cli.service import environment, needs_web, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; put HTTPS in front of it")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Web processes: about one for each core")] = 2,
    job_workers: Annotated[int, typer.Option(min=0, help="Processes for long work")] = 1,
    migrate: Annotated[bool, typer.Option("--migrate", help="Bring the database to this version first")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the settings are fit, then end")] = False,
) -> None:
    """Run the web service with the settings in the environment (see dotenv-sample).

    It checks the settings first and says how to mend each. /health/live and /health/ready answer a monitor.

        concordat serve --check
        concordat serve --migrate --workers 4
    """
    needs_web("The web service")
    env = environment() if _mode_is_said() else environment(CONCORDAT_MODE="production")
    if migrate:
        with console().status("Bringing the database to this version …"):
            operate("migrate", env=env)
    if _unfit(env):
        raise typer.Exit(1)
    if check:
        console().print("The settings are fit.")
        return
    with console().status("Collecting the pages' style and script …"):
        operate("collect-static", env=env)
    _run(_commands(host, port, workers, job_workers), env)


def _mode_is_said() -> bool:
    import os

    return "CONCORDAT_MODE" in os.environ or Path(".env").exists()


def _unfit(env: dict[str, str]) -> bool:
    code, said = operate("check", env=env)
    for problem in said:
        console().print(f"{'ERROR' if problem['stops'] else 'WARNING':<8} {problem['problem']}", markup=False)
        console().print(f"         → {problem['fix']}", markup=False)
    return bool(code)


def _commands(host: str, port: int, workers: int, job_workers: int) -> list[list[str]]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers", "--no-access-log"]
    web += ["--log-level", "warning", "--log-config", str(files("concordat") / "config" / "server_logs.json")]
    web += ["concordat.config.wsgi:application"]
    return [web, *([[sys.executable, "-m", "concordat.config.worker"]] * job_workers)]


def _run(commands: list[list[str]], env: dict[str, str]) -> None:
    """Start every process; start one again that dies; stop all on a signal."""
    running = [subprocess.Popen(command, env=env) for command in commands]
    stopping: list[int] = []
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda number, _: stopping.append(number))
    console().print(f"Concordat is running ({len(commands)} processes). Stop it with Ctrl-C.")
    died = 0
    try:
        while not stopping:
            time.sleep(0.5)
            for place, process in enumerate(running):
                if process.poll() is not None and not stopping:
                    died += 1
                    if died > 20:
                        stop("A process died twenty times; the service is stopped. What it said is above.", code=1)
                    running[place] = subprocess.Popen(commands[place], env=env)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)
