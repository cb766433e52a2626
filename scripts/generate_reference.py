"""Writes docs/reference from the program itself, so that it is never out of date. With --check it only says what is.

python scripts/generate_reference.py [--check]
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made by scripts/generate_reference.py: change the source, then run `make fix`. -->\n\n"


def pages() -> Iterator[tuple[str, str]]:
    yield "command-line.md", command_line()
    yield "tables.md", tables()
    yield "evidence.md", evidence()
    yield "parameters.md", parameters()
    yield "permissions.md", permissions()
    yield "stages.md", stages()


def command_line() -> str:
    os.environ.update(COLUMNS="100", TERMINAL_WIDTH="100", NO_COLOR="1", TERM="dumb")
    import typer
    from typer.testing import CliRunner

    from concordat.cli.main import COMMANDS, app

    runner = CliRunner()

    def said(*words: str) -> str:
        return runner.invoke(app, [*words, "--help"], prog_name="concordat").stdout.rstrip()

    text = "# The command line\n\nExit codes: 0 good, 1 findings of severity error, 2 misuse.\n"
    text += f"\n```text\n{said()}\n```\n"
    for name in sorted(COMMANDS):
        text += f"\n## concordat {name}\n\n```text\n{said(name)}\n```\n"
        command = typer.main.get_command(app).get_command(None, name)  # type: ignore[union-attr,arg-type]
        for child in sorted(getattr(command, "commands", {})):
            text += f"\n### concordat {name} {child}\n\n```text\n{said(name, child)}\n```\n"
    return text


def tables() -> str:
    from concordat.data.files import load_catalogue

    text = "# Tables\n\nEvery table a case can hold: a sheet of a workbook, a CSV file of a case folder, a page in the browser.\n"
    text += (
        "Each row also has: identifier, organisation, who can see it, source, illustrative, who entered it and when.\n"
    )
    for table in sorted(load_catalogue(), key=lambda table: (STAGES.index(table.stage), table.title)):
        text += f"\n## {table.title}\n\n`{table.name}`, in {table.stage}. {table.meaning}.\n\n"
        text += "| column | heading | type | needed | meaning |\n|---|---|---|---|---|\n"
        for column in table.columns:
            kind = column.type.value.replace("_", " ")
            kind += f" → {column.refers_to}" if column.refers_to else ""
            kind += f": {', '.join(column.choices)}" if column.choices else ""
            unit = f" ({column.unit})" if column.unit else ""
            text += f"| `{column.name}` | {column.title} | {kind} | {'yes' if column.required else ''} | {column.meaning}{unit} |\n"
    return text


def evidence() -> str:
    from concordat.data.events.columns import evidence_table
    from concordat.data.files.definitions import definition_names

    text = "# Headings of delivered files\n\nWhat a file of job records or other evidence can hold. Its headings may be ours, in any order and in capitals or\n"
    text += "not, or any of the others named here. The first column tells which row a later delivery of the same organisation corrects.\n"
    text += (
        "Money is in pounds, times are like 2026-04-01 08:30 or 01/04/2026 08:30. `made_up` (yes) marks made-up rows.\n"
    )
    for table in [evidence_table(name) for name in sorted(definition_names("evidence"))]:
        text += f"\n## {table.title}\n\n`{table.name}`. {table.meaning}.\n\n"
        text += "| heading | column | type | needed | also understood | meaning |\n|---|---|---|---|---|---|\n"
        for column in table.columns:
            kind = column.type.value.replace("_", " ")
            kind += f": {', '.join(column.choices)}" if column.choices else ""
            also = ", ".join(column.also_called)
            needed = "yes" if column.required else ""
            text += f"| {column.title} | `{column.name}` | {kind} | {needed} | {also} | {column.meaning} |\n"
    return text


STAGES = ("partnership", "design", "decide", "run", "review")


def parameters() -> str:
    from concordat.data.files import load_parameters

    text = "# Parameters\n\nDated reference values. Each says where it comes from and from when it holds.\n"
    for name, parameter in sorted(load_parameters().items()):
        text += f"\n## {name}\n\n{parameter.title}\n\n| from | to | value | source |\n|---|---|---|---|\n"
        for value in parameter.values:
            text += (
                f"| {value.valid_from or ''} | {value.valid_to or ''} | {value.value} {value.unit} | {value.source} |\n"
            )
    return text


def permissions() -> str:
    _django()
    from concordat.application.permissions import DUTIES, PERMISSIONS
    from concordat.application.second_step import ADMINISTRATORS_BECAUSE, SECOND_STEP

    text = "# Who may do what\n\nThe organisation one acts for must have one of the roles, and the person one of the duties.\n\n"
    text += "| act | what | organisations that are | people who hold |\n|---|---|---|---|\n"
    for act, permission in PERMISSIONS.items():
        roles = ", ".join(sorted(role.value.replace("-", " ") for role in permission.roles))
        duties = ", ".join(DUTIES[duty] for duty in DUTIES if duty in permission.duties) or "anybody"
        text += f"| `{act}` | {permission.in_words} | {roles} | {duties} |\n"
    text += "\n## Who ends a role\n\nWhoever holds it, and an administrator of accounts of the organisation it is held for; nobody else.\n"
    text += "What must always have somebody keeps the last role that allows it until somebody else holds one.\n\n"
    text += "| always somebody who may | of an organisation that is |\n|---|---|\n"
    for act, permission in PERMISSIONS.items():
        if permission.never_nobody:
            roles = ", ".join(sorted(role.value.replace("-", " ") for role in permission.never_nobody))
            text += f"| `{act}` | {roles} |\n"
    text += "\n## Who needs a second step to sign in\n\n| duty | needed | because it |\n|---|---|---|\n"
    for need in SECOND_STEP:
        text += f"| {DUTIES[need.duty]} | {'yes' if need.needed else 'no'} | {need.because} |\n"
    text += f"| Administrator of accounts | yes | {ADMINISTRATORS_BECAUSE} |\n"
    return text


def stages() -> str:
    _django()
    from concordat.application.lifecycle import LIFECYCLES

    text = "# States\n\nWhat moves through states, and by which act. One table in `application/lifecycle.py` draws these and rules the acts.\n"
    for lifecycle in LIFECYCLES:
        text += f"\n## {lifecycle.of}\n\n{lifecycle.meaning}\n\n```mermaid\nstateDiagram-v2\n"
        text += "".join(f"    {line}\n" for line in lifecycle.diagram)
        text += "```\n\n| from | act | to | what must hold |\n|---|---|---|---|\n"
        for step in lifecycle.steps:
            text += f"| {step.before} | {step.act} | {step.after} | {step.needs} |\n"
    return text


def _django() -> None:
    os.environ["CONCORDAT_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def main() -> int:
    only_check = "--check" in sys.argv[1:]
    stale = []
    for name, text in pages():
        file = FOLDER / name
        wanted = MADE + text
        if file.exists() and file.read_text(encoding="utf-8") == wanted:
            continue
        stale.append(name)
        if not only_check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted, encoding="utf-8")
    if stale and only_check:
        print(
            f"docs/reference is out of date: {', '.join(stale)}. Run `make fix` and commit what it writes.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
