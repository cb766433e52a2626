"""Who may do what: one table. *When* it may happen is in `policies`.

A row names the act, what it lets somebody do in words, the roles an organisation must have in the partnership, and the
duties a person must hold there (none named: any person acting for such an organisation).
"""

from dataclasses import dataclass

from concordat.application.actor import Actor
from concordat.application.errors import NotAllowed
from concordat.domain.kernel.organisations import Role

DUTIES = {
    "programme-manager": "Programme manager",
    "partnership-chief-executive": "Partnership chief executive",
    "service-director": "Service director",
    "lead-commissioner": "Lead commissioner",
    "head-of-paid-service": "Head of paid service",
    "section-151": "Section 151 officer",
    "monitoring-officer": "Monitoring officer",
    "trusted-advisor": "Trusted advisor",
    "scorer": "Scorer",
    "contract-manager": "Contract manager",
    "member": "Member",
    "auditor": "Auditor",
}

_PARTNERS = frozenset({Role.LEAD, Role.FULL_PARTNER, Role.CLIENT_COUNCIL})
_AT_THE_TABLE = _PARTNERS | {Role.CONTRACTOR}
_EVERYBODY = _AT_THE_TABLE | {Role.OBSERVER}
_WRITERS = frozenset(DUTIES) - {"member", "auditor"}


@dataclass(frozen=True, slots=True)
class Permission:
    act: str
    in_words: str
    roles: frozenset[Role]
    duties: frozenset[str]
    # An organisation that is one of these always keeps somebody who may; without, nobody of it "could …".
    never_nobody: frozenset[Role] = frozenset()
    could: str = ""


_TABLE = (
    Permission("partnership.see", "See the partnership and what its audience allows", _EVERYBODY, frozenset()),
    Permission("facts.append", "Enter, change and withdraw rows of one's own organisation", _AT_THE_TABLE, _WRITERS),
    Permission(
        "statement.answer",
        "Issue, agree, dispute or resolve a statement of money for one's own organisation",
        _AT_THE_TABLE,
        frozenset({"programme-manager", "section-151", "contract-manager"}),
    ),
    Permission("document.save", "Write a new version of one's own organisation's document", _AT_THE_TABLE, _WRITERS),
    Permission(
        "case.import",
        "Bring in a case file, after seeing what differs",
        _PARTNERS,
        frozenset({"programme-manager", "section-151"}),
    ),
    Permission("case.export", "Take away everything one may see as a case file", _EVERYBODY, frozenset()),
    Permission("file.keep", "Keep a file that one gave or made", _EVERYBODY, frozenset()),
    Permission("groupings.find", "Have the best set of groupings worked out", _PARTNERS, frozenset()),
    Permission("simulation.draw", "Have the chances of a large business case drawn", _EVERYBODY, frozenset()),
    Permission("report.make", "Make the committee report", _EVERYBODY, frozenset()),
    Permission(
        "job.cancel",
        "Cancel long work that one asked for; an administrator, any of their own organisation's",
        _EVERYBODY,
        frozenset(),
    ),
    Permission(
        "inputs.release",
        "Release one's own organisation's inputs for joint calculations, and take that back",
        _PARTNERS,
        frozenset({"programme-manager", "section-151", "service-director"}),
    ),
    Permission(
        "inputs.publish",
        "Show one's own organisation's rows and documents to more people",
        _AT_THE_TABLE,
        frozenset({"programme-manager", "section-151", "monitoring-officer", "contract-manager"}),
    ),
    Permission(
        "membership.change",
        "Add an organisation to the partnership",
        _PARTNERS,
        frozenset({"programme-manager"}),
        never_nobody=frozenset({Role.LEAD}),
        could="add organisations here, as the lead must be able to",
    ),
    Permission(
        "role.give",
        "Give a person of one's own organisation a role, and see, send again and withdraw what one offers by letter",
        _AT_THE_TABLE,
        frozenset({"programme-manager", "section-151", "monitoring-officer", "contract-manager"}),
        never_nobody=_AT_THE_TABLE,
        could="give roles here",
    ),
    Permission(
        "proposal.take-effect",
        "Freeze what every body agreed, so that a proposal takes effect",
        _PARTNERS,
        frozenset({"programme-manager", "monitoring-officer", "partnership-chief-executive"}),
    ),
    Permission("evidence.see", "See the job records and measures of the contract", _AT_THE_TABLE, frozenset()),
    Permission(
        "evidence.deliver",
        "Deliver job records, and mend or dismiss what waits in quarantine",
        _AT_THE_TABLE,
        frozenset({"contract-manager", "programme-manager", "service-director"}),
    ),
    Permission(
        "decision.freeze",
        "Freeze the inputs and results of a decision",
        _PARTNERS,
        frozenset({"programme-manager", "monitoring-officer"}),
    ),
)
PERMISSIONS = {permission.act: permission for permission in _TABLE}


def may(actor: Actor, act: str) -> bool:
    permission = PERMISSIONS[act]
    if actor.role not in permission.roles:
        return False
    return not permission.duties or bool(permission.duties & actor.duties)


def allowed_with(role: Role | None, duties: frozenset[str]) -> tuple[Permission, ...]:
    """What somebody with these duties may do who acts for an organisation of that role, in the order of the table."""
    them = Actor("", "", "", role, duties)
    return tuple(permission for act, permission in PERMISSIONS.items() if may(them, act))


def require(actor: Actor, act: str) -> None:
    """Raise `NotAllowed`, in words, unless the actor may."""
    if not may(actor, act):
        permission = PERMISSIONS[act]
        duties = ", ".join(sorted(DUTIES[duty].lower() for duty in permission.duties)) or "any role"
        raise NotAllowed(
            f"Your role does not let you do this: {permission.in_words.lower()}. It needs one of: {duties}."
        )
