"""``concordat retention``: what is beyond the time it should be kept."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from concordat.cli.output import AsJson, console, print_json, print_table, stop
from concordat.cli.service import Folder, environment, operate

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def retention(
    apply: Annotated[bool, typer.Option("--apply", help="Carry it out; without this nothing is changed")] = False,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As if it were this day, such as 2027-04-01")
    ] = None,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """List what an installed service has kept for longer than its periods say, and delete or erase it when asked.

    The periods are the dated parameters `retention.…`. Rows, versions, decisions and the trail are never deleted by
    this command: a partnership that ended long ago is named, and its members decide.

        concordat retention
        concordat retention --apply

    Run it with --apply every night. JSON: due (kind, title, days, done, organisation, count, oldest, names), and gone
    (organisation, gone) where it was carried out.
    """
    today = datetime.now(UTC).date()
    if apply and on is not None and on.date() > today:
        stop("A day to come can be looked at, and not carried out. Leave out --apply, or --on.")
    day = (on.date() if on is not None else today).isoformat()
    _, said = operate("retention", day, "apply" if apply else "list", env=environment(folder))
    due = [line for line in said if "kind" in line]
    gone = [line for line in said if "gone" in line]
    if as_json:
        print_json({"on": day, "due": due, "gone": gone})
        return
    print_table(
        f"Beyond its time on {day}",
        ["What", "Kept, days", "Organisation", "How many", "Oldest", "Then"],
        [
            (
                line["title"],
                str(line["days"]),
                line["organisation"] or "–",
                str(line["count"]),
                (line["oldest"] or "")[:10],
                ", ".join(line["names"]) or line["done"],
            )
            for line in due
        ],
        right=(1, 3),
    )
    count = sum(number for line in gone for number in line["gone"].values())
    if apply:
        console().print(f"Carried out: {count} deleted or erased. Each organisation's trail says how many of what.")
    else:
        console().print("Nothing was changed. Carry it out with: concordat retention --apply")
