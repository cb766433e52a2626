"""A person acting for one organisation, and what that organisation is in one partnership."""

from dataclasses import dataclass

from concordat.domain.kernel.audience import Viewer
from concordat.domain.kernel.organisations import Role

OPERATOR = "operator"  # the code of whoever runs the service, from its own machine; no account has it
OPERATOR_CALLED = "Whoever runs the service"


@dataclass(frozen=True, slots=True)
class Actor:
    """`person` is a code, never a name. `role` and `duties` are those in `partnership`; outside one they are empty."""

    person: str
    organisation: str
    partnership: str = ""
    role: Role | None = None
    duties: frozenset[str] = frozenset()

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.person, self.organisation, self.role)
