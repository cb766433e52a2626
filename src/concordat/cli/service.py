"""How the command line reaches the installed service: a process of its own, because Django may not be installed here."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from concordat.cli.output import stop

Folder = Annotated[
    Path | None,
    typer.Option(help="The service's folder, where CONCORDAT_FOLDER does not say it (the demonstration's is var/demo)"),
]


def needs_web(what: str) -> None:
    if find_spec("django") is None:
        stop(f"{what} needs the web part of Concordat. Install it with: pip install 'concordat[web]'")


def environment(folder: Path | None = None, **more: str) -> dict[str, str]:
    said = {"DJANGO_SETTINGS_MODULE": "concordat.config.settings"} | more
    if folder is not None:
        said["CONCORDAT_FOLDER"] = str(folder.resolve())
    return os.environ | said


def operate(name: str, *arguments: str, env: dict[str, str]) -> tuple[int, list[dict[str, Any]]]:
    """Run one operation. Returns its exit code and what it said; ends with its sentence where it could not begin."""
    needs_web(f"This command ({name})")
    done = subprocess.run(
        [sys.executable, "-m", "concordat.config.operations", name, *arguments],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode and not lines:
        told = done.stderr.strip()
        if "Traceback" in told:  # the operator needs the reason, not the path the program took
            told = f"It could not be done: {told.splitlines()[-1]}"
        stop(told or "It could not be done.", code=done.returncode)
    return done.returncode, lines
