"""Prepares the demonstration's database: ``python -m concordat.config.demonstration EXAMPLES``.

Prints the log-ins as JSON lines. Builds only what is not there yet, so that a visitor's work survives a restart.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concordat.domain.kernel.case import Case


def prepare(examples: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from concordat.application.actions.demonstration import ask_for_made_up_records, build_demonstration
    from concordat.application.queries.demonstration import log_ins, names_held

    held = names_held()
    cases = [case for folder in case_folders(examples) if (case := _read(folder)) is not None and case.name not in held]
    build_demonstration(cases=cases)
    ask_for_made_up_records()
    for log_in in log_ins():
        print(json.dumps(asdict(log_in)))


def case_folders(examples: Path) -> list[Path]:
    return sorted(file.parent for file in examples.rglob("case.toml"))


def _read(folder: Path) -> "Case | None":
    from concordat.data.files import read_case

    read = read_case(folder)
    if read.case is None:
        print(f"{folder.name} could not be read and is left out: {read.findings[0].message}", file=sys.stderr)
    return read.case


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
