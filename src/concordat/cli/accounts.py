"""``concordat accounts``: what only whoever runs the service can do with accounts."""

from typing import Annotated

import typer

from concordat.cli.output import AsJson, console, print_json, stop
from concordat.cli.service import Folder, environment, operate
from concordat.domain.kernel.organisations import OrganisationKind

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def accounts() -> None:
    """An organisation's first administrator, and the way back in for its last. Everything else its own administrators do.

    Example: concordat accounts invite jo@northmoor.gov.uk --name "Jo Carr" --organisation northmoor --called "Northmoor Council" --kind district
    """


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="The administrator's e-mail address")],
    name: Annotated[str, typer.Option(help="Their name")],
    organisation: Annotated[str, typer.Option(help="The organisation's short name, such as northmoor")],
    called: Annotated[str, typer.Option(help="What people call it, where it is not here yet")] = "",
    kind: Annotated[
        str, typer.Option(help="What kind it is, where it is not here yet: " + ", ".join(OrganisationKind))
    ] = "",
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Invite the first administrator of an organisation. They invite everybody else.

        concordat accounts invite jo@northmoor.gov.uk --name "Jo Carr" --organisation northmoor

    Where the organisation is not here yet, say what people call it and its kind: --called "Northmoor Council" --kind district.

    The link works once. It is shown here only where no mail server is named.
    JSON: to, sent, link.
    """
    if kind and kind not in list(OrganisationKind):
        stop(f"“{kind}” is no kind of organisation. Choose one of: {', '.join(OrganisationKind)}.")
    _, (said,) = operate("accounts-invite", email, name, organisation, called, kind, env=environment(folder))
    _tell(said, as_json, "The invitation")


@app.command()
def reset(
    email: Annotated[str, typer.Argument(help="The e-mail address of the account")],
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """For an administrator whom no other of their organisation can let in: a new password, and a new second step.

        concordat accounts reset jo@northmoor.gov.uk

    The second step is taken away at once, the password when they open the link. Both are in the organisation's trail.
    JSON: to, sent, link.
    """
    _, (said,) = operate("accounts-reset", email, env=environment(folder))
    _tell(said, as_json, "The link for a new password")


def _tell(said: dict[str, str], as_json: bool, what: str) -> None:
    if as_json:
        print_json(said)
    elif said["sent"]:
        console().print(f"{what} is sent to {said['to']}.", markup=False)
    else:
        console().print(f"No letter went out. {what} for {said['to']}; give it to nobody else:", markup=False)
        console().print(said["link"], markup=False, soft_wrap=True)
