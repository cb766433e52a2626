"""The command line's table of contents. To add a command: one line in `COMMANDS`, one module in ``cli/``.

A command's module is imported only when it is asked for, so that ``concordat --help`` answers at once.
"""

import gc
import importlib
import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# name → (module in this package, what it does). The module has `app` (a Typer with one command or several).
COMMANDS = {
    "check": ("check", "Read a case and say what should be mended"),
    "screen": ("screen", "The long list against the pass/fail criteria: red, amber, green"),
    "savings": ("savings", "Savings by option, low to high, against the threshold"),
    "business-case": ("business_case", "What the case is worth to each council, and how likely its promise is"),
    "recommendation": ("recommendation", "What is recommended, what it rests on, and what changed between versions"),
    "appraise": ("appraise", "Which option leads, how surely, for whom, and what would have to change"),
    "split": ("split", "Who pays what under each rule, and who would rather leave"),
    "recharge": ("recharge", "Charges, true-up and statements of a shared cost, to the penny"),
    "statement": ("statement", "A month's payment under a contract, from gross to payable, to the penny"),
    "test-bench": ("test_bench", "Try a payment mechanism on good, average, failing and gaming contractors"),
    "evidence": ("evidence", "Deliver job records, see what came in, mend what is in quarantine"),
    "measures": ("measures", "What each measure came to in a period, how sure that is, and the jobs behind it"),
    "programme": ("programme", "Planned work: what was ordered and done, its value, and what is late"),
    "fairness": ("fairness", "Whether a partner's area is served worse than the lead's, allowing for the mix of work"),
    "generate": ("generate", "Made-up but lifelike job records, from ten thousand to a hundred million"),
    "consultation": ("consultation", "What people said, how it was answered, and what it changed"),
    "negotiation": ("negotiation", "What was agreed, the clause each feature became, and your own mandate beside it"),
    "proposals": ("proposals", "Each proposal through every body that must decide it"),
    "timeline": ("timeline", "The whole decision day by day, as a table and a picture"),
    "report": ("report", "The committee report as Word or PDF, every figure with its source"),
    "case": ("case", "Turn a case folder into an Excel workbook and back; compare two cases"),
    "baseline": ("baseline", "What each service costs today, how surely, and whether it reconciles"),
    "authorities": ("authorities", "Bring in the list of authorities"),
    "services": ("services", "Bring in the national list of council services"),
    "groupings": ("groupings", "Where councils stand, and the best set of groupings within their limits"),
    "accounts": ("accounts", "An organisation's first administrator, and the way back in for its last"),
    "audit": ("audit", "Check that the trail of an installed service fits together"),
    "jobs": ("jobs", "The long work of an installed service, and how far it is"),
    "backup": ("backup", "Write an installed service into one file"),
    "retention": ("retention", "What is beyond the time it should be kept, and letting go of it"),
    "restore": ("restore", "Put a backup back into an empty service"),
    "serve": ("serve", "Run the web service"),
    "demo": ("demo", "Open the demonstration: every example, made-up people, no configuration"),
}


class _Commands(TyperGroup):
    """Finds a command's module by name and imports it only then."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        app = importlib.import_module(f"concordat.cli.{module}").app
        app._add_completion = False  # it would complete this one command and not `concordat`
        command = typer.main.get_command(app)
        command.name = cmd_name
        _keep_examples(command)
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


def _keep_examples(command: Any) -> None:
    """Examples stand indented in a docstring, a line each; unmarked, they would be filled into one paragraph."""
    command.help = re.sub(r"(?m)^\n(?=    )", "\n\b\n", command.help or "")
    for child in getattr(command, "commands", {}).values():
        _keep_examples(child)


app = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def concordat() -> None:
    """Decide what to share, with whom and on what terms, and run the partnership in front of every partner.

    Start with the review that ships with Concordat:

        concordat check examples/herefordshire-2008
    """


def main() -> None:
    """The entry point: people's mistakes are told in a sentence, never as a traceback."""
    gc.set_threshold(100_000, 50, 50)  # a command is short: looking for cycles as often as usual is a tenth of its time
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # piped into `head`
        sys.stderr.close()
        sys.exit(0)
