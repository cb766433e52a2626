"""``concordat restore FILE``."""

from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.output import console
from concordat.cli.service import Folder, environment, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `concordat backup` wrote")],
    folder: Folder = None,
) -> None:
    """Put a backup back into an empty service. Every part is checked first; a service that holds records is left alone.

    CONCORDAT_FOLDER=var/new concordat restore backups/monday.tar.gz
    """
    with console().status("Checking and putting back …"):
        _, (said,) = operate("restore", str(file), env=environment(folder))
    console().print(f"Restored what was backed up at {said['made_at']}: {said['parts']} parts.", markup=False)
    console().print("Check the trail with: concordat audit verify", markup=False)
