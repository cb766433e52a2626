"""What an operator asks of an installed service: ``python -m concordat.config.operations NAME …``; JSON lines out.

The command line starts this in a process of its own, because it must run where Django is not installed.
Exit codes: 0 good, 1 something does not fit or could not be done (a sentence on standard error), 2 misuse.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from concordat.config.environment import NotPossible


def say(**values: Any) -> None:
    print(json.dumps(values, default=str))


def audit_verify() -> int:
    from concordat.application import last_done
    from concordat.application.audit import chain_lengths, first_that_does_not_fit

    entry, why = first_that_does_not_fit()
    last_done.note(last_done.TRAIL_CHECKED, good=not why)
    chains = chain_lengths()
    said = {} if entry is None else {"chain": entry.chain, "number": entry.number, "act": entry.act, "at": entry.at}
    say(fits=not why, why=why, entry=said, chains=len(chains), entries=sum(chains.values()))
    return 1 if why else 0


def jobs() -> int:
    from concordat.application.queries.jobs import every_job

    for job in every_job():
        say(
            number=job.number, kind=job.kind, title=job.title, state=job.state, done_share=job.done_share,
            organisation=job.organisation, asked_at=job.asked_at, finished_at=job.finished_at,
        )  # fmt: skip
    return 0


def jobs_cancel(number: str) -> int:
    from concordat.config.jobs import cancel

    say(**cancel(int(number)))
    return 0


def backup(file: str) -> int:
    from concordat.application import last_done
    from concordat.config.backups import make_backup

    say(**make_backup(Path(file)))
    last_done.note(last_done.BACKUP)
    return 0


def retention(day: str, do: str) -> int:
    """What is beyond its time on the day; with ``apply``, also what went."""
    from concordat.config.retention import carry_out, due

    on = date.fromisoformat(day)
    for line in due(on):
        say(**line)
    for line in carry_out(on) if do == "apply" else ():
        say(**line)
    return 0


def restore(file: str) -> int:
    from concordat.config.backups import restore_backup

    say(**restore_backup(Path(file)))
    return 0


def migrate() -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return 0


def collect_static() -> int:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def check() -> int:
    """Settings and database, each problem with its fix; 1 where the service should not be opened."""
    from concordat.application.readiness import problems

    found = problems(ask_outside=True)
    for problem in found:
        say(problem=problem.what, fix=problem.fix, stops=problem.stops)
    return 1 if any(problem.stops for problem in found) else 0


def accounts_invite(email: str, name: str, organisation: str, organisation_name: str, kind: str) -> int:
    from concordat.config.accounts import invite_administrator

    say(**invite_administrator(email, name, organisation, organisation_name, kind))
    return 0


def accounts_reset(email: str) -> int:
    from concordat.config.accounts import reset

    say(**reset(email))
    return 0


OPERATIONS: dict[str, Callable[..., int]] = {
    "audit-verify": audit_verify,
    "jobs": jobs,
    "jobs-cancel": jobs_cancel,
    "backup": backup,
    "restore": restore,
    "retention": retention,
    "migrate": migrate,
    "collect-static": collect_static,
    "check": check,
    "accounts-invite": accounts_invite,
    "accounts-reset": accounts_reset,
}


def main(name: str, *arguments: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.config.settings")
    try:
        import django

        django.setup()
        return OPERATIONS[name](*arguments)
    except NotPossible as problem:
        print(problem, file=sys.stderr)
        return 1
    except ValueError as problem:  # settings that cannot be read
        print(_settings_in_words(problem), file=sys.stderr)
        return 2


def _settings_in_words(problem: ValueError) -> str:
    errors = getattr(problem, "errors", None)
    if errors is None:
        return str(problem)
    return "\n".join(
        f"CONCORDAT_{'__'.join(str(part) for part in error['loc']).upper()}: {error['msg']}. Mend it in the environment or in .env."
        for error in errors()
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
