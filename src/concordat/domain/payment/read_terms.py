"""Fee, rewards, savings, retention, term, limits over months and ratings out of a mechanism's document."""

from decimal import Decimal

from concordat.domain.kernel.periods import ContractYear
from concordat.domain.payment import term_rules as rules
from concordat.domain.payment.price_rules import Band
from concordat.domain.payment.reader import Reader


def profit_from(reader: Reader) -> rules.ProfitAtRisk:
    return rules.ProfitAtRisk(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        fee=reader.decimal("fee", required=True),
        at_risk=reader.decimal("at_risk", required=True),
        from_score=reader.decimal("from_score", required=True),
        full_score=reader.decimal("full_score", required=True),
        stretch_score=reader.number("stretch_score"),
        stretch=reader.decimal("stretch", Decimal(1)),
        on=reader.texts("charges"),
    )


def reward_from(reader: Reader) -> rules.Reward:
    return rules.Reward(
        reader.text("id", required=True),
        reader.text("title", required=True),
        reader.text("measure", required=True),
        reader.decimal("base", required=True),
        reader.decimal("target", required=True),
        reader.pence("amount", 0, required=True) or 0,
        reader.decimal("threshold", Decimal("0.6")),
    )


def gain_share_from(reader: Reader, begins: int) -> rules.GainShare:
    return rules.GainShare(
        reader.text("id", required=True),
        reader.text("title", required=True),
        _guaranteed(reader, begins),
        reader.many("band", _pounds_band),
        reader.flag("carry_forward"),
    )


def _guaranteed(reader: Reader, begins: int) -> tuple[tuple[ContractYear, int], ...]:
    found: dict[ContractYear, int] = {}
    for text, pence in reader.many(
        "guaranteed", lambda one: (one.text("year", required=True), one.pence("amount", 0) or 0)
    ):
        try:
            year = ContractYear.from_text(text, begins=begins)
        except ValueError:
            year = None
        if year is None or year in found:
            like = ContractYear(2026, begins)
            reader.wrong(
                f"The guaranteed year “{text}” is not one year of the contract, given once.",
                f"Write it like {like.short}{'' if str(like) == like.short else f' for {like}'}.",
            )
        else:
            found[year] = pence
    return tuple(found.items())


def _pounds_band(reader: Reader) -> Band:
    above, to = reader.pence("above", 0), reader.pence("to")
    share = reader.decimal("share", required=True)
    return Band(Decimal(above or 0), None if to is None else Decimal(to), share)


def retention_from(reader: Reader) -> rules.Retention:
    found = rules.Retention(
        reader.decimal("rate", required=True),
        reader.pence("free", 0) or 0,
        reader.pence("limit"),
        reader.date("released_on"),
        reader.date("halved_on"),
    )
    reader.done()
    return found


def extension_from(reader: Reader) -> rules.ExtensionRule:
    every = reader.number("months_where_every_measure_reaches_its_minimum")
    found = rules.ExtensionRule(
        initial=reader.whole("initial_months", required=True),
        minimum=reader.whole("minimum_months", required=True),
        maximum=reader.whole("maximum_months", required=True),
        lead=reader.whole("lead_months"),
        awards=reader.many("award", lambda one: rules.Award(one.number("score_at_least"), one.whole("months"))),
        every_measure=None if every is None else int(every),
        decided=reader.text("decided", "entitlement", among=("entitlement", "discretion")),
        step=max(1, reader.whole("whole_months", 1)),
        assessed_from=max(1, reader.whole("first_year_assessed", 1)),
    )
    reader.done()
    return found


def threshold_from(reader: Reader) -> rules.Threshold:
    counts = reader.text("counts", "points", among=rules.COUNTED)
    most = reader.decimal("most_points_a_month", required=counts == "share of most points")
    if counts == "share of most points" and most <= 0:
        reader.wrong("most_points_a_month is not above nought.", "Say how many points the worst month can bring.")

    return rules.Threshold(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        counts=counts,
        windows=reader.many("window", lambda one: _window(one, counts)),
        measures=reader.texts("measures"),
        most=most,
        deductions=reader.texts("deductions"),
    )


def _window(reader: Reader, counts: str) -> rules.Window:
    below, times = False, None
    if counts == "level":
        below, limit = _level(reader)
        found = reader.number("in_at_least_months")
        times = None if found is None else int(found)
    else:
        limit = Decimal(reader.pence("more_than", 0) or 0) if counts == "deductions" else reader.decimal("more_than")
        reader.take("more_than", required=True)
    months = reader.whole("months", required=True)
    if months < 1:
        reader.wrong("A window has at least one month.", "Write months = 6.")
    elif times is not None and not 1 <= times <= months:
        reader.wrong(f"{times} months do not lie within {months}.", "Let in_at_least_months be from 1 to months.")
    return rules.Window(max(1, months), limit, reader.text("then", required=True), below, times)


def _level(reader: Reader) -> tuple[bool, Decimal]:
    """(whether the right follows below it, the level), in the unit of the measure."""
    given = [name for name in ("less_than", "more_than") if reader.take(name) is not None]
    if len(given) != 1:
        reader.wrong("It says either less_than or more_than.", "Write less_than = 93.", "mechanism.missing")
        return False, Decimal(0)
    if str(reader.given[given[0]]).strip().endswith("%"):
        reader.wrong(f"{given[0]} is a figure of the measure, not a share.", f"Write {given[0]} = 93, as its target.")
        return False, Decimal(0)
    return given[0] == "less_than", reader.decimal(given[0])


def ratings_from(reader: Reader) -> rules.RatingRule:
    found = rules.RatingRule(
        reader.decimal("good", Decimal(1)),
        reader.decimal("approaching_target", required=True),
        reader.decimal("requires_improvement", required=True),
    )
    reader.done()
    return found
