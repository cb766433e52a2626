"""``concordat jobs``: the long work asked for from pages, as the operator sees it."""

import typer

from concordat.cli.output import AsJson, console, print_json, print_table
from concordat.cli.service import Folder, environment, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def jobs(folder: Folder = None, as_json: AsJson = False) -> None:
    """List the latest jobs of an installed service: what, for whom, how far. Their results stay with those who asked.

    concordat jobs --folder var/demo
    """
    _, said = operate("jobs", env=environment(folder))
    if as_json:
        print_json({"jobs": said})
    elif not said:
        console().print("No job was asked for yet.")
    else:
        print_table(
            "Jobs, latest first",
            ["Number", "What", "For", "State", "Done", "Asked"],
            [
                (
                    str(job["number"]),
                    job["title"],
                    job["organisation"],
                    job["state"],
                    f"{job['done_share']:.0%}",
                    job["asked_at"][:16],
                )
                for job in said
            ],
            right=(0, 4),
        )
