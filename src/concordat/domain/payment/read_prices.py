"""Price lines, indexation and availability out of a mechanism's document."""

from decimal import Decimal

from concordat.domain.payment import price_rules as rules
from concordat.domain.payment.reader import Reader


def price_from(reader: Reader) -> rules.PriceLine:
    kind = reader.text("kind", required=True, among=rules.PRICE_KINDS)
    shares = kind == "target cost"
    needs = reader.given.get("kind") in ("lump sum", "target cost")
    _only_of(reader, kind)
    return rules.PriceLine(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        kind=kind,
        service=reader.text("service"),
        pence=reader.pence("target" if shares else "amount", 0, required=needs) or 0,
        per=reader.text("per", "year", among=("year", "month")),
        rates=reader.many("rate", _rate),
        bands=reader.many("band", _share_band if shares else _rate_band),
        minimum=reader.number("minimum"),
        maximum=reader.number("maximum"),
        unit=reader.text("unit"),
        avoidable=reader.decimal("avoidable"),
        surplus=reader.number("surplus_of_substitutes_to_client"),
        fee=reader.decimal("fee"),
        fee_on=reader.text("fee_on", "defined cost", among=("defined cost", "allowed cost")),
        assessed=reader.text("assessed", "year end", among=("year end", "month")),
        indexed_by=reader.text("indexed_by"),
        lot=reader.text("lot"),
    )


# What each kind of price line says beside its id, title, service, lot and indexed_by.
_OF_KIND = {
    "lump sum": {"amount", "per"},
    "schedule of rates": {"rate"},
    "volume bands": {"band", "minimum", "maximum", "avoidable", "unit", "surplus_of_substitutes_to_client"},
    "cost plus fee": {"fee", "fee_on"},
    "target cost": {"target", "fee", "fee_on", "band", "assessed"},
    "orders": set[str](),
}


def _only_of(reader: Reader, kind: str) -> None:
    """What belongs to another kind of price line would be read and change nothing."""
    if kind not in _OF_KIND or reader.given.get("kind") != kind:
        return
    for name in sorted((set[str]().union(*_OF_KIND.values()) - _OF_KIND[kind]) & set(reader.given)):
        said = ", ".join(sorted(_OF_KIND[kind])) or "nothing of its own"
        reader.wrong(
            f"“{name}” changes nothing in a price line of the kind {kind}.", f"Use: {said}.", "mechanism.unknown"
        )


def _rate(reader: Reader) -> rules.Rate:
    value = reader.take("rate", 0, required=True)
    item = reader.text("item", required=True)
    return rules.Rate(item, reader.text("title", item), reader.rate("rate", value), reader.text("unit"))


def _rate_band(reader: Reader) -> rules.Band:
    value = reader.take("rate", 0, required=True)
    return rules.Band(reader.decimal("above"), reader.number("to"), reader.rate("rate", value))


def _share_band(reader: Reader) -> rules.Band:
    return rules.Band(reader.decimal("above"), reader.number("to"), reader.decimal("share", required=True))


def indexation_from(reader: Reader, begins: int) -> rules.Indexation:
    return rules.Indexation(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        parts=reader.many("part", _index_part),
        base=reader.month("base"),
        uplift_month=reader.whole("uplift_month", begins),
        every=reader.whole("adjusts_every_months", 12),
        lag=reader.whole("lag_months"),
        last=reader.month("last_change") if reader.take("last_change") is not None else None,
        latest=reader.whole("latest_within_months"),
        averaged=reader.whole("averaged_over_months", 1),
        share=reader.decimal("share", Decimal(1)),
        method=reader.text("method", "chained", among=("chained", "from base")),
        cap=reader.number("cap"),
        collar=reader.number("collar"),
        carry_forward=reader.flag("carry_forward"),
        places=reader.whole("places", 6),
    )


def _index_part(reader: Reader) -> rules.IndexPart:
    return rules.IndexPart(
        reader.text("index", required=True),
        reader.decimal("weight", Decimal(1)),
        reader.many("successor", _successor),
    )


def _successor(reader: Reader) -> rules.Successor:
    linked = reader.month("linked_at") if reader.take("linked_at") is not None else None
    found = rules.Successor(
        reader.text("index", required=True), reader.month("from"), linked, reader.number("link_factor")
    )
    if len({"linked_at", "link_factor"} & set(reader.given)) != 1:
        reader.wrong(
            "It says either linked_at, a month for which both series are published, or link_factor.",
            "Write linked_at = “2030-01”, or link_factor = 1.273.",
            "mechanism.missing",
        )
    return found


def availability_from(reader: Reader) -> rules.Availability:
    return rules.Availability(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        charge=reader.text("charge", required=True),
        units=reader.many("unit", lambda one: (one.text("id", required=True), one.decimal("weight", required=True))),
        sessions=reader.decimal("sessions_a_day", Decimal(1)),
        used=reader.decimal("used_counts", Decimal("0.5")),
        days=reader.whole("days_a_year", 365),
        hours=reader.decimal("rectification_hours"),
        starts=reader.text("counts_from", rules.STARTS[0], among=rules.STARTS),
    )
