"""Public bodies and the others at the table, and what each is in one partnership.

*Authority* is the public body; *partner* is its role in one partnership.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OrganisationKind(StrEnum):
    DISTRICT = "district"
    COUNTY = "county"
    UNITARY = "unitary"
    NHS_BODY = "nhs-body"
    POLICE = "police"
    FIRE = "fire"
    COMPANY = "company"
    CONTRACTOR = "contractor"
    VOLUNTARY_BODY = "voluntary-body"
    PARISH = "parish"
    OTHER = "other"


class Role(StrEnum):
    """What an organisation is in one partnership (East Herts 2009 tells full partners from client councils)."""

    FULL_PARTNER = "full-partner"
    LEAD = "lead"
    CLIENT_COUNCIL = "client-council"
    CONTRACTOR = "contractor"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body by its stable identifier; `ons_code` is the nine-character code where it has one."""

    id: str
    name: str
    kind: OrganisationKind = OrganisationKind.OTHER
    ons_code: str = ""
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation's role in a partnership, from a day and perhaps to one. Notice is in whole months."""

    organisation: str
    role: Role
    from_date: date | None = None
    to_date: date | None = None
    notice_months: int | None = None

    def holds_on(self, day: date) -> bool:
        started = self.from_date is None or self.from_date <= day
        return started and (self.to_date is None or day < self.to_date)
