"""What one party would settle for: against what was agreed, by a slow twin, and never for anybody else."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.audience import ORGANISATION
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.negotiation import check_negotiations, read_negotiations, standing_of, trace_of
from concordat.domain.negotiation.figures import in_unit
from concordat.domain.negotiation.mandates import against_mandates, check_mandates, holders, way_won
from concordat.domain.negotiation.results import AgainstMandate
from tests.domain.negotiation.test_settled import case, point, said
from tests.reference.negotiation import way_by_counting

FIGURE = st.integers(-1000, 1000).map(Decimal)


def mandate(owner: str = "north", revision: int = 1, at: datetime | None = None, **values: object) -> Fact:
    given = {"point": "profit", "better": "higher", "given_by": "Cabinet member", **values}
    return Fact(
        "mandates", f"{owner}-profit", given, owner, audience=ORGANISATION, revision=revision, entered_at=at
    )  # fmt: skip


def agreed(value: int | Decimal, **values: object) -> list[Fact]:
    both = {"value": Decimal(value), "agreed_on": date(2026, 3, 1), **values}
    return [point(unit="£ a year"), said("north", **both), said("kerb", **both)]


def ours(made: Case, organisation: str = "north") -> AgainstMandate:
    (found,) = against_mandates(made, organisation=organisation)
    return found


def test_the_difference_is_better_above_nothing_whichever_way_is_better() -> None:
    up = ours(case(*agreed(90), mandate(asks_first=Decimal(120), aims_for=Decimal(100), stops_at=Decimal(80))))
    assert (up.from_first, up.from_aim, up.from_stop) == (-30, -10, 10)
    assert (up.way, up.within) == (Decimal("0.5"), True)
    assert up.sentence == "Within the mandate, worse than aimed for by £10 a year."
    down = ours(
        case(*agreed(90), mandate(better="lower", asks_first=Decimal(50), aims_for=Decimal(70), stops_at=Decimal(85)))
    )
    assert (down.from_first, down.from_aim, down.from_stop) == (-40, -20, -5)
    assert down.within is False
    assert down.sentence == "Beyond the mandate by £5 a year: go back to those who gave it."


@given(agreed_at=FIGURE, aims=FIGURE, stops=FIGURE)
def test_turning_every_figure_round_changes_nothing_for_its_owner(
    agreed_at: Decimal, aims: Decimal, stops: Decimal
) -> None:
    figures = {"aims_for": aims, "stops_at": stops}
    up = ours(case(*agreed(agreed_at), mandate(**figures)))
    down = ours(case(*agreed(-agreed_at), mandate(better="lower", **{name: -value for name, value in figures.items()})))
    assert (up.from_aim, up.from_stop, up.within, up.way) == (down.from_aim, down.from_stop, down.within, down.way)


@given(agreed_at=FIGURE, aims=FIGURE, stops=FIGURE)
def test_the_way_won_is_what_counting_steps_says(agreed_at: Decimal, aims: Decimal, stops: Decimal) -> None:
    assert way_won(agreed_at, aims_for=aims, stops_at=stops) == way_by_counting(int(agreed_at), int(aims), int(stops))


@pytest.mark.parametrize(
    ("better", "first", "aim", "stop", "got", "from_aim", "from_stop", "way"),
    [
        ("higher", 8, 5, 3, 4, -1, 1, "0.50"),
        ("lower", 1, 2, 5, 4, -2, 1, "0.33"),
        ("lower", 3, 6, 12, 12, -6, 0, "0.00"),
        ("lower", 50, 70, 85, 90, -20, -5, "-0.33"),
    ],
)
def test_the_worked_table_of_the_method(
    better: str, first: int, aim: int, stop: int, got: int, from_aim: int, from_stop: int, way: str
) -> None:
    """docs/methods/negotiation.md, line by line."""
    row = mandate(better=better, asks_first=Decimal(first), aims_for=Decimal(aim), stops_at=Decimal(stop))
    found = ours(case(*agreed(got), row))
    assert (found.from_aim, found.from_stop, found.way) == (from_aim, from_stop, Decimal(way))


def test_nothing_is_read_for_anybody_else() -> None:
    made = case(*agreed(90), mandate("north", stops_at=Decimal(80)), mandate("kerb", stops_at=Decimal(95)))
    assert ours(made).stops_at == 80
    assert ours(made, "kerb").stops_at == 95
    assert against_mandates(made, organisation="east") == ()
    assert against_mandates(made, organisation="") == ()
    assert check_mandates(made, organisation="") == []
    assert holders(made) == ("north", "kerb")


def test_what_everybody_reads_is_the_same_with_and_without_mandates() -> None:
    bare = case(*agreed(90))
    with_them = case(*agreed(90), mandate(stops_at=Decimal(80)))
    for read in (check_negotiations, trace_of, lambda made: standing_of(read_negotiations(made)[0])):
        assert read(bare) == read(with_them)
    assert bare.hash == with_them.hash
    assert with_them.without_closed_tables().facts == bare.facts


def test_the_mandate_that_counts_is_the_one_known_when_it_was_agreed() -> None:
    early, late = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    made = case(
        *agreed(90), mandate(stops_at=Decimal(95), at=early), mandate(stops_at=Decimal(85), at=late, revision=2)
    )
    assert ours(made).stops_at == 95
    assert ours(made).within is False
    written_after = case(*agreed(90), mandate(stops_at=Decimal(85), at=late))
    assert ours(written_after).written_after
    assert "mandate.written_after" in {one.code for one in check_mandates(written_after, organisation="north")}


def test_words_are_judged_by_their_owner_and_never_by_a_figure() -> None:
    found = ours(case(*agreed(90), mandate(better="words only", wants="A watchman", met="in part")))
    assert (found.within, found.sentence) == (None, "Met in part.")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([mandate(stops_at=Decimal(95))], "mandate.beyond"),
        ([mandate(stops_at=Decimal(80), given_by="")], "mandate.no_authority"),
        ([mandate()], "mandate.no_figure"),
        ([mandate(aims_for=Decimal(80), stops_at=Decimal(100))], "mandate.order"),
        ([mandate(point="nothing", stops_at=Decimal(1))], "mandate.unknown"),
    ],
)
def test_what_is_doubtful_about_ones_own_mandate_is_found(rows: list[Fact], code: str) -> None:
    found = check_mandates(case(*agreed(90), *rows), organisation="north")
    assert code in {one.code for one in found}
    assert all(one.fix for one in found)


def test_a_must_that_was_given_up_goes_back_to_those_who_gave_the_mandate() -> None:
    made = case(point(given_up=True, given_up_because="No money"), mandate(must_have=True, stops_at=Decimal(1)))
    assert "mandate.must_given_up" in {one.code for one in check_mandates(made, organisation="north")}
    assert ours(made).sentence == "The point was given up. It was a must."


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1250000", "£ a year", "£1,250,000 a year"),
        ("-10.5", "£", "-£10.50"),
        ("12.50", "%", "12.5%"),
        ("6", "months", "6 months"),
        ("3", "", "3"),
    ],
)
def test_a_figure_reads_with_its_unit(value: str, unit: str, words: str) -> None:
    assert in_unit(Decimal(value), unit) == words
