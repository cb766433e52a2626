"""``concordat backup FILE``."""

from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.output import console, writing
from concordat.cli.service import Folder, environment, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as concordat-2026-11-21.tar.gz")],
    folder: Folder = None,
) -> None:
    """Write the database and every kept file into one archive, each part with its hash.

    concordat backup backups/monday.tar.gz
    """
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    with console().status("Copying the database and the files …"):
        _, (said,) = operate("backup", str(file), env=environment(folder))
    console().print(f"{said['file']}: {said['parts']} parts, {said['size']:,} bytes.", markup=False)
