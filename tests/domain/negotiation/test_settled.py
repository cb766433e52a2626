from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.kernel.audience import PARTNERS, PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.negotiation import Settled, check_negotiations, read_negotiations, standing_of

PARTIES = ("north", "kerb")


def case(*rows: Fact, parties: tuple[str, ...] = PARTIES, **values: object) -> Case:
    talks = {"title": "Talks", "parties": parties, "authority_from": "Cabinet", **values}
    return Case("c", "C", facts=(Fact("negotiations", "talks", talks, "north"), *rows))


def point(name: str = "profit", **values: object) -> Fact:
    return Fact("negotiation_points", name, {"negotiation": "talks", "title": name, **values}, "north")


def said(party: str, name: str = "profit", revision: int = 1, **values: object) -> Fact:
    return Fact("agreed_terms", f"{party}-{name}", {"point": name, **values}, party, revision=revision)


def settled(*rows: Fact) -> Settled:
    return standing_of(read_negotiations(case(*rows))[0]).points[0].settled


def codes(made: Case) -> set[str]:
    return {finding.code for finding in check_negotiations(made)}


def test_a_point_is_agreed_only_when_every_party_says_the_same() -> None:
    assert settled(point()) is Settled.OPEN
    assert settled(point(), said("north", value=Decimal(4))) is Settled.SAID_BY_SOME
    assert settled(point(), said("north", value=Decimal(4)), said("kerb", value=Decimal("4.00"))) is Settled.AGREED
    assert settled(point(), said("north", value=Decimal(4)), said("kerb", value=Decimal(5))) is Settled.DIFFERS


def test_it_is_in_the_contract_once_every_party_names_the_same_clause() -> None:
    both = [said("north", says="Profit is earned.", clause="12 Profit", contract="Term contract")]
    assert settled(point(), *both, said("kerb", says="profit is  earned")) is Settled.AGREED
    same = said("kerb", says="Profit is earned", clause="12 profit", contract="Term contract")
    assert settled(point(), *both, same) is Settled.IN_CONTRACT
    other = said("kerb", says="Profit is earned", clause="14 Profit", contract="Term contract")
    assert settled(point(), *both, other) is Settled.DIFFERS


def test_one_party_cannot_agree_for_another() -> None:
    forged = Fact("agreed_terms", "forged", {"point": "profit", "value": Decimal(4)}, "east")
    made = case(point(), said("north", value=Decimal(4)), forged)
    assert standing_of(read_negotiations(made)[0]).points[0].waiting_for == ("kerb",)
    assert "negotiation.not_a_party" in codes(made)


def test_a_party_that_changes_its_mind_reopens_the_point() -> None:
    rows = [point(), said("north", value=Decimal(4)), said("kerb", value=Decimal(4))]
    assert settled(*rows) is Settled.AGREED
    assert settled(*rows, said("kerb", value=Decimal(3), revision=2)) is Settled.DIFFERS


def test_talks_with_one_party_agree_nothing() -> None:
    made = case(point(), said("north", value=Decimal(4)), parties=("north",))
    assert standing_of(read_negotiations(made)[0]).agreed == 0
    assert "negotiation.parties" in codes(made)


def test_every_difference_between_parties_is_named() -> None:
    made = case(
        point(unit="%"),
        said("north", value=Decimal(4), says="Four", clause="1"),
        said("kerb", value=Decimal(5), says="Five", clause="2"),
    )
    assert standing_of(read_negotiations(made)[0]).points[0].differs == ("figure", "words", "clause")
    assert "negotiation.differs" in codes(made)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (case(point(), authority_from=""), "negotiation.no_authority"),
        (case(point(), opened_on=date(2026, 1, 1), authority_on=date(2026, 2, 1)), "negotiation.before_authority"),
        (case(point(given_up=True)), "negotiation.given_up"),
        (case(point(), said("north", value=Decimal(4))), "negotiation.no_unit"),
        (case(point(), closed_on=date(2026, 2, 1)), "negotiation.ended_open"),
        (case(point(), outcome="agreed"), "negotiation.ended_open"),
        (case(point(negotiation="nothing")), "negotiation.unknown"),
        (case(point(), said("north", "nothing")), "negotiation.unknown"),
    ],
)
def test_what_is_doubtful_is_found(made: Case, code: str) -> None:
    assert code in codes(made)
    assert all(finding.fix for finding in check_negotiations(made))


def test_a_row_that_a_party_at_the_table_cannot_see_is_told() -> None:
    def shown(audience: object) -> Case:
        row = Fact("negotiation_points", "p", {"negotiation": "talks", "title": "p"}, "north", audience=audience)  # type: ignore[arg-type]
        contractor = Fact("organisations", "kerb", {"name": "Kerb", "kind": "contractor"}, "kerb")
        return case(row, contractor)

    hidden = [finding for finding in check_negotiations(shown(PARTNERS)) if finding.code == "negotiation.not_shown"]
    assert {finding.where.item for finding in hidden} == {"talks", "p"}
    shown_now = [
        one for one in check_negotiations(shown(PARTNERS_AND_CONTRACTOR)) if one.code == "negotiation.not_shown"
    ]
    assert {finding.where.item for finding in shown_now} == {"talks"}
