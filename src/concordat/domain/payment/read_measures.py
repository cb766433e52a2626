"""Measures, their points, what points cost, and the score, out of a mechanism's document."""

from datetime import date
from decimal import Decimal

from concordat.domain.payment import measure_rules as rules
from concordat.domain.payment.price_rules import Band
from concordat.domain.payment.reader import Reader


def measure_from(reader: Reader) -> rules.MeasureRule:
    polarity = reader.text("polarity", "higher", among=("higher", "lower"))
    edge = "at_least" if polarity == "higher" else "at_most"
    return rules.MeasureRule(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        service=reader.text("service"),
        unit=reader.text("unit"),
        side=reader.text("side", "contractor", among=("contractor", "client")),
        polarity=polarity,
        weight=reader.decimal("weight"),
        minimum=reader.number("minimum"),
        target=reader.number("target"),
        gate=reader.flag("gate"),
        starts=reader.date("counts_from"),
        suspended=reader.many("suspended", _suspended),
        points=reader.many("points", lambda one: (one.number(edge), one.decimal("points", required=True))),
        per_failure=reader.decimal("points_for_each_failure"),
        per_unit_short=reader.decimal("points_for_each_unit_short"),
        if_not_put_right=reader.decimal("points_again_if_not_put_right"),
        not_put_right_by=reader.text("not_put_right_by"),
        places=reader.whole("places", 1),
        rounding=reader.text("rounding", "nearest", among=("nearest", "down", "up")),
        ratchets=reader.many("ratchet", _ratchet),
        not_with=reader.text("not_with"),
        bonus=reader.pence("bonus", 0) or 0,
        bonus_from=reader.number("bonus_from"),
        relieves=reader.texts("relieves"),
        relief=reader.decimal("relief"),
        pays=reader.pence("pays_contractor", 0) or 0,
    )


def _suspended(reader: Reader) -> rules.Suspended:
    first, last = reader.date("first", required=True), reader.date("last", required=True)
    reason = reader.text("reason", required=True)
    return rules.Suspended(first or date.max, last or date.min, reason, reader.text("approved_by"))


def _ratchet(reader: Reader) -> rules.Ratchet:
    return rules.Ratchet(
        reader.text("kind", "in a row", among=("in a row", "in a window")),
        reader.whole("after", 2),
        reader.decimal("multiplier", Decimal(2)),
        reader.whole("within"),
    )


def deduction_from(reader: Reader) -> rules.Deduction:
    back, trailing = reader.one("earn_back"), reader.one("cap_by_twelve_months")
    return rules.Deduction(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        kind=reader.text("kind", required=True, among=("bands", "steps", "share of charges")),
        measures=reader.texts("measures"),
        value=reader.rate("value_of_a_point", reader.take("value_of_a_point", 0)),
        bands=reader.many("band", _multiple_band),
        steps=tuple(
            sorted(reader.many("step", lambda one: (one.decimal("points", required=True), one.pence("amount", 0) or 0)))
        ),
        share=reader.decimal("share_for_a_point"),
        charges=reader.texts("charges"),
        cap=reader.number("cap"),
        cap_pence=reader.pence("cap_amount"),
        trailing_cap=_trailing_cap(trailing) if trailing else None,
        carry_excess=reader.flag("carry_excess"),
        each_unit=reader.flag("each_unit"),
        lot=reader.text("lot"),
        earn_back=_earn_back(back) if back else None,
    )


def _multiple_band(reader: Reader) -> Band:
    return Band(reader.decimal("above"), reader.number("to"), reader.decimal("multiple", Decimal(1)))


_LIMITS = ("twelve months together", "each month")


def _trailing_cap(reader: Reader) -> rules.TrailingCap:
    found = rules.TrailingCap(
        reader.decimal("share_of_charges", required=True),
        reader.pence("first_twelve_months", 0, required=True) or 0,
        reader.text("limits", _LIMITS[0], among=_LIMITS) == _LIMITS[1],
    )
    reader.done()
    return found


def _earn_back(reader: Reader) -> rules.EarnBack:
    found = rules.EarnBack(
        reader.whole("months", 3),
        reader.decimal("limit", Decimal(1)),
        reader.number("not_from"),
        reader.flag("within_contract_year"),
    )
    reader.done()
    return found


def scoring_from(reader: Reader) -> rules.Scoring:
    services = reader.many(
        "service", lambda one: (one.text("service", required=True), one.decimal("weight", required=True))
    )
    found = rules.Scoring(services, reader.text("missing", "leave out", among=("leave out", "nought", "as last month")))
    reader.done()
    return found
