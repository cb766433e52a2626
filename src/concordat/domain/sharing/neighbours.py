"""Who is statistically like whom: the councils that a partner's unit costs may be held against."""

from collections.abc import Iterable

from concordat.domain.kernel.case import Case, Fact

TABLE = "nearest_neighbours"


def partner_codes(case: Case) -> dict[str, str]:
    """Organisation → ONS code, of those that have one."""
    return {fact.id: str(fact.get("ons_code")) for fact in case.rows("organisations") if fact.get("ons_code")}


def pairs_of(case: Case, *, code: str) -> tuple[Fact, ...]:
    """The rows of the list in which the council with this code is somebody's neighbour."""
    return tuple(fact for fact in case.rows(TABLE) if code and fact.get("neighbour_code") == code)


def neighbour_of(case: Case, elsewhere: Fact, partners: Iterable[str]) -> tuple[str, ...]:
    """The partners among whose nearest neighbours a council elsewhere is: by the list, or because its row says so."""
    listed = {fact.get("authority_code") for fact in pairs_of(case, code=str(elsewhere.get("ons_code", "")))}
    codes, said = partner_codes(case), elsewhere.get("nearest_neighbour_of", ())
    return tuple(id for id in partners if id in said or codes.get(id) in listed)
