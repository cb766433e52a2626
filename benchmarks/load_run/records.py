"""Before and after the load, in the service's own settings: ``python -m load_run.records fill|check``, JSON lines out."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "made up for the load run"
DUTIES = ("programme-manager", "service-director", "lead-commissioner", "scorer")


def fill(people: int) -> None:
    """The example with its four councils, and made-up officers, as many for each. Prints their log-ins."""
    import pyotp
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from concordat.application.actions.demonstration import build_demonstration
    from concordat.application.sealing import seal
    from concordat.data.files import read_case
    from concordat.data.records import models
    from concordat.data.records.row_security import as_the_system

    case = read_case(ROOT / "examples" / "vision-2020").case
    assert case is not None
    build_demonstration(cases=[case])
    partnership = models.Partnership.objects.get(slug=case.name)
    councils = sorted(partnership.memberships.values_list("organisation_id", flat=True))
    hashed = make_password(PASSWORD)
    for number in range(people):
        council = councils[number % len(councils)]
        person = models.Person.objects.create(
            email=f"officer-{number}@{council}.example",
            name=f"Officer {number} (made up)",
            password=hashed,
            made_up=True,
            code=f"load.{number}",
            home_id=council,
        )
        duty = DUTIES[number // len(councils) % len(DUTIES)]
        models.RoleHolding.objects.create(person=person, organisation_id=council, partnership=partnership, role=duty)
        secret = pyotp.random_base32()
        with as_the_system():
            models.SecondStep.objects.create(person_id=person.code, secret=seal(secret), set_up_at=timezone.now())
        rows = [row.id for row in case.rows("positions") if row.organisation == council]
        told = {"email": person.email, "password": PASSWORD, "secret": secret, "organisation": council}
        print(json.dumps({**told, "positions": rows}))


def check(writes: list[dict[str, str]]) -> None:
    """Every write that was said yes to must be in the database, once; and the trail must fit."""
    from concordat.application.audit import chain_lengths, first_that_does_not_fit
    from concordat.data.records import models
    from concordat.data.records.row_security import as_the_system

    found: dict[tuple[str, str, str, str], int] = {}
    with as_the_system():
        for row in models.Fact.objects.filter(table__in={write["table"] for write in writes}):
            for column, value in row.values.items():
                key = (row.table, column, row.organisation, value)
                found[key] = found.get(key, 0) + 1
    _, why = first_that_does_not_fit()
    said: dict[str, Any] = {"lost": [], "doubled": [], "trail": why, "entries": sum(chain_lengths().values())}
    for write in writes:
        count = found.get((write["table"], write["column"], write["organisation"], write["words"]), 0)
        if count == 0:
            said["lost"].append(write)
        elif count > 1 and not _kept_on(write):
            said["doubled"].append(write)
    print(json.dumps(said))


def _kept_on(write: dict[str, str]) -> bool:
    """A score's evidence stays on the row when its other figures change: a later revision repeats the words."""
    return write["table"] == "scores"


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        check(json.load(sys.stdin))
