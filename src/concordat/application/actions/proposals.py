"""A proposal takes effect: only when every body has agreed and its day has come; what was decided is frozen with it."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from concordat.application.actions.carry_out import carry_out
from concordat.application.actions.freezes import keep_frozen
from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record, take_turn
from concordat.application.errors import NotNow
from concordat.application.permissions import require
from concordat.application.queries.proposals import EFFECT, frozen_on, proposal_for, results_of, worked_out_again
from concordat.data.records.row_security import become
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.proposals import State


@transaction.atomic
def take_effect(*, by: Actor, proposal: str) -> int:
    """Freeze what every body agreed, then do it. Returns the number of the frozen decision.

    `NotNow` says what stands in the way: a body, a day that has not come, or that it took effect already.
    """
    require(by, "proposal.take-effect")
    become(by.viewer, by.partnership)
    take_turn(partnership_chain(by))  # of two who press at the same moment the second sees that it is done
    standing = proposal_for(by, proposal=proposal, on=timezone.localdate())
    found = standing.proposal
    done_before = frozen_on(by).get(f"{EFFECT}:{found.id}")
    if done_before is not None:
        raise NotNow(f"It took effect already, as decision {done_before}.")
    if standing.state is State.AGREED and found.takes_effect is not None and not standing.is_in_force:
        raise NotNow(f"Every body has agreed. It takes effect on {day_in_words(found.takes_effect)}, and not before.")
    if not standing.is_in_force:
        raise NotNow(" ".join([standing.sentence, *standing.blocks]))
    names = {f"{EFFECT}:{found.id}", *results_of(standing)}
    number = keep_frozen(
        by=by,
        title=f"{found.title}: agreed by every body"[:300],
        work_out=partial(worked_out_again, names=names, on=timezone.localdate()),
    )
    done = carry_out(by=by, proposal=found)
    record(
        by=by,
        act="proposal.took-effect",
        about="; ".join([found.title, *done]),
        chain=partnership_chain(by),
        details={
            "proposal": found.id,
            "standing": standing.hash,
            "decision": number,
            "done": done,
            "audience": str(found.fact.audience),
        },
    )
    return number
