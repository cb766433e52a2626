"""Who may sit on a joint committee: the rules a checker can hold it to. Each says to take advice.

Sources: Local Government Act 1972 ss. 101–102; Local Authorities (Arrangements for the Discharge of Functions) (England)
Regulations 2012, SI 2012/1019; Local Government and Housing Act 1989 s. 13 (voting rights) and ss. 15–17 (balance).
"""

from collections.abc import Iterable

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error, note, warning

LOCAL_AUTHORITIES = frozenset({"district", "county", "unitary"})
MANY = 5  # from five authorities on, councillors outside the executive may sit where functions are executive


def check_joint_committees(case: Case) -> list[Finding]:
    committees = dict.fromkeys(str(row.get("committee")) for row in case.rows("committee_seats"))
    kinds = {row.id: str(row.get("kind", "")) for row in case.rows("organisations")}
    found: list[Finding] = []
    for name in committees:
        seats = [row for row in case.rows("committee_seats") if row.get("committee") == name]
        found += [*_voters(name, seats, kinds), *_executive(name, seats), *_balance(name, seats)]
    return found


def _voters(name: str, seats: list[Fact], kinds: dict[str, str]) -> list[Finding]:
    return [
        error(
            Where(table="committee_seats", item=seat.id, column="votes"),
            f"{seat.get('council')} is not a local authority, and its seat on {name} votes.",
            "Make it a co-opted seat without vote, unless an exception holds. Take advice.",
            code="committee.voter",
        )
        for seat in seats
        if seat.get("votes", True) is not False
        and kinds.get(str(seat.get("council")), "") not in LOCAL_AUTHORITIES | {""}
    ]


def _executive(name: str, seats: list[Fact]) -> list[Finding]:
    functions = str(seats[0].get("functions"))
    councils = dict.fromkeys(str(seat.get("council")) for seat in seats if seat.get("votes", True) is not False)
    if functions == "executive" and len(councils) < MANY:
        return [
            error(
                Where(table="committee_seats", item=seat.id, column="executive_member"),
                f"{name} discharges executive functions of fewer than five authorities, and this seat is not held by a "
                "member of the executive.",
                "Appoint a member of the executive. Take advice.",
                code="committee.executive",
            )
            for seat in seats
            if seat.get("votes", True) is not False and not seat.get("executive_member", False)
        ]
    if functions == "mixed":
        return list(_one_each(name, seats, councils))
    return []


def _one_each(name: str, seats: list[Fact], councils: Iterable[str]) -> Iterable[Finding]:
    for council in councils:
        theirs = [seat for seat in seats if str(seat.get("council")) == council]
        if len(theirs) > 1 and not any(seat.get("executive_member", False) for seat in theirs):
            yield error(
                Where(table="committee_seats", item=theirs[0].id, column="executive_member"),
                f"{council} has {len(theirs)} seats on {name}, which discharges both kinds of function, and none is held "
                "by a member of its executive.",
                "Appoint at least one member of the executive. Take advice.",
                code="committee.mixed",
            )


def _balance(name: str, seats: list[Fact]) -> list[Finding]:
    where = Where(table="committee_seats", item=seats[0].id)
    if str(seats[0].get("functions")) == "non-executive":
        return [
            note(
                where,
                f"{name} discharges functions that are not executive: each full council appoints to it, and the rules of "
                "political balance apply.",
                "Check the balance of each council's seats. Take advice.",
                code="committee.balance",
            )
        ]
    if len({str(seat.get("functions")) for seat in seats}) > 1:
        return [
            warning(
                where,
                f"The seats of {name} do not agree on whose functions it discharges.",
                "Enter the same kind of functions for every seat.",
                code="committee.functions",
            )
        ]
    return []
