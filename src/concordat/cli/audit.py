"""``concordat audit verify``: does the trail of who did what still fit together?"""

import typer

from concordat.cli.output import FINDINGS, AsJson, console, print_json
from concordat.cli.service import Folder, environment, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit trail of an installed service. Example: concordat audit verify"""


@app.command()
def verify(folder: Folder = None, as_json: AsJson = False) -> None:
    """Walk every chain of the trail and name the first entry that does not fit.

    Each entry holds the hash of the one before it, so an entry that was changed, taken out or cut off is noticed.

        concordat audit verify
        concordat audit verify --folder var/demo

    Exit code 0: every chain fits. 1: one does not.
    """
    code, (said,) = operate("audit-verify", env=environment(folder))
    if as_json:
        print_json(said)
    elif said["fits"]:
        console().print(f"Every entry fits: {said['entries']} in {said['chains']} chains.")
    else:
        entry = said["entry"]
        place = f"Entry {entry['number']} of {entry['chain']} ({entry['act']}, {entry['at']})" if entry else "A chain"
        console().print(f"{place} does not fit: {said['why']}.", markup=False)
    raise typer.Exit(FINDINGS if code else 0)
