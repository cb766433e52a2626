"""What the operator can do with long work: cancel any of it. The entry is in the trail of the organisation that asked."""

from typing import Any

from concordat.application.actions.jobs import cancel_job_as_operator
from concordat.application.actor import OPERATOR, Actor
from concordat.application.errors import NotDone
from concordat.application.queries.jobs import any_job
from concordat.config.environment import NotPossible


def cancel(number: int) -> dict[str, Any]:
    """Ask the job to stop. What is said is how it stands just afterwards: ``cancelled``, or ``running`` until its next step."""
    try:
        asked = any_job(number)
        cancel_job_as_operator(by=Actor(OPERATOR, asked.organisation, asked.partnership), job=number)
    except NotDone as problem:
        raise NotPossible(str(problem)) from problem
    return {"number": number, "title": asked.title, "organisation": asked.organisation, "state": any_job(number).state}
