"""Which duties need a second step at sign-in: one table, beside `permissions`. Read it before changing a duty.

A person who holds any duty that decides or pays, in any partnership, signs in with a code from an authenticator app too.
So does everybody who administers accounts. Others may set one up, and are then asked for it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    duty: str
    needed: bool
    because: str


SECOND_STEP = (
    Need("programme-manager", True, "Releases inputs, gives roles, freezes decisions and answers statements"),
    Need("partnership-chief-executive", True, "Lets an agreed proposal take effect"),
    Need("service-director", True, "Releases inputs for joint calculations"),
    Need("lead-commissioner", True, "Decides what is commissioned"),
    Need("head-of-paid-service", True, "Decides for the council"),
    Need("section-151", True, "Releases inputs, and agrees what is paid"),
    Need("monitoring-officer", True, "Publishes, gives roles and freezes decisions"),
    Need("trusted-advisor", False, "Advises, and decides nothing"),
    Need("scorer", False, "Scores, and decides nothing"),
    Need("contract-manager", True, "Issues and agrees what is paid"),
    Need("member", True, "Decides in the council's name"),
    Need("auditor", False, "Reads, and changes nothing"),
)
DUTIES_WITH_SECOND_STEP = frozenset(need.duty for need in SECOND_STEP if need.needed)
ADMINISTRATORS_BECAUSE = "Invites people, lets them in again and resets their sign-in"
