"""``concordat jobs``: the long work asked for from pages, as the operator sees it and can cancel it."""

from typing import Annotated

import typer

from concordat.cli.output import AsJson, console, print_json, print_table
from concordat.cli.service import Folder, environment, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def jobs(context: typer.Context, folder: Folder = None, as_json: AsJson = False) -> None:
    """List the latest jobs of an installed service: what, for whom, how far. Their results stay with those who asked.

        concordat jobs --folder var/demo
        concordat jobs cancel 12 --folder var/demo

    JSON: jobs (number, kind, title, state, done_share, organisation, asked_at, finished_at).
    """
    if context.invoked_subcommand is not None:
        return
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


@app.command()
def cancel(
    number: Annotated[int, typer.Argument(help="The job's number, as `concordat jobs` lists it", min=1)],
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Cancel a job. One that waits never begins; one that runs stops at its next step and leaves nothing half made.

        concordat jobs cancel 12 --folder var/demo

    The trail of the organisation that asked for the job says that whoever runs the service cancelled it.
    JSON: number, title, organisation, state (cancelled, or running until its next step).
    """
    _, (said,) = operate("jobs-cancel", str(number), env=environment(folder))
    if as_json:
        print_json(said)
    elif said["state"] == "cancelled":
        console().print(f"Job {number} ({said['title']}) is cancelled.", markup=False)
    else:
        console().print(f"Job {number} ({said['title']}) is at work and stops at its next step.", markup=False)
