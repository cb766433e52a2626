"""Plain content (TOML, JSON) → a `Mechanism`. Everything unknown or missing is a finding; nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Finding, Where, has_errors
from concordat.domain.kernel.periods import MONTHS, ContractYear
from concordat.domain.payment import inputs as types
from concordat.domain.payment.checks import check_mechanism
from concordat.domain.payment.inputs import Band, Mechanism
from concordat.domain.payment.reader import Reader

FROM_APRIL = (*MONTHS[3:], *MONTHS[:3])


@dataclass(frozen=True, slots=True)
class MechanismRead:
    mechanism: Mechanism | None
    findings: tuple[Finding, ...]


def mechanism_from(document: Document) -> MechanismRead:
    return read_mechanism(document.content, name=document.name, document=document)


def read_mechanism(content: Mapping[str, Any], *, name: str, document: Document | None = None) -> MechanismRead:
    """The mechanism, or None where an error keeps it from being used."""
    findings: list[Finding] = []
    top = Reader(content, Where(name), findings)
    starts = top.date("starts", required=True) or date(2000, 4, 1)
    begins = MONTHS.index(top.text("year_begins", FROM_APRIL[0], among=FROM_APRIL) or FROM_APRIL[0]) + 1
    short = str(content.get("short_first_year", ""))
    names = top.one("names")
    scoring, ratings, retention, extension = (top.one(part) for part in ("score", "ratings", "retention", "extension"))
    found = Mechanism(
        name=document.name if document else name,
        title=top.text("title", required=True),
        contract=top.text("contract", name),
        client=top.text("client", required=True),
        contractor=top.text("contractor", required=True),
        starts=starts,
        prices=top.many("price", _price),
        indexation=top.many("indexation", lambda one: _indexation(one, begins)),
        availability=top.many("availability", _availability),
        measures=top.many("measure", _measure),
        deductions=top.many("deduction", _deduction),
        scoring=_scoring(scoring) if scoring else types.Scoring(),
        profit=top.many("profit_at_risk", _profit),
        rewards=top.many("reward", _reward),
        gain_share=top.many("gain_share", lambda one: _gain_share(one, begins)),
        retention=_retention(retention) if retention else None,
        extension=_extension(extension) if extension else None,
        thresholds=top.many("threshold", _threshold),
        lots=top.many("lot", _lot),
        ratings=_ratings(ratings) if ratings else None,
        cap=top.number("cap_on_all_deductions"),
        carry_below_nought=top.flag("carry_below_nought"),
        vat=top.decimal("vat"),
        answer_within=top.whole("answer_within_days", 14),
        disputed_deductions_stand=top.flag("disputed_deductions_stand", True),
        source=top.text("source"),
        names={key: str(value) for key, value in names.given.items()} if names else {},
        document=document,
        year_begins=begins,
        short_first_year=short if top.text("short_first_year", among=types.FIRST_YEARS) == short else "",
        applies_from=top.date("applies_from"),
    )
    for about in ("about", "illustrative_because", "version_note"):
        top.take(about)
    top.done()
    findings += check_mechanism(found, Where(name), read=findings)
    return MechanismRead(None if has_errors(findings) else found, tuple(findings))


def _price(reader: Reader) -> types.PriceLine:
    kind = reader.text("kind", required=True, among=types.PRICE_KINDS)
    shares = kind == "target cost"
    needs = reader.given.get("kind") in ("lump sum", "target cost")
    _only_of(reader, kind)
    return types.PriceLine(
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
    "volume bands": {"band", "minimum", "maximum", "avoidable", "unit"},
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


def _rate(reader: Reader) -> types.Rate:
    value = reader.take("rate", 0, required=True)
    item = reader.text("item", required=True)
    return types.Rate(item, reader.text("title", item), reader.rate("rate", value), reader.text("unit"))


def _rate_band(reader: Reader) -> Band:
    value = reader.take("rate", 0, required=True)
    return Band(reader.decimal("above"), reader.number("to"), reader.rate("rate", value))


def _share_band(reader: Reader) -> Band:
    return Band(reader.decimal("above"), reader.number("to"), reader.decimal("share", required=True))


def _multiple_band(reader: Reader) -> Band:
    return Band(reader.decimal("above"), reader.number("to"), reader.decimal("multiple", Decimal(1)))


def _pounds_band(reader: Reader) -> Band:
    above, to = reader.pence("above", 0), reader.pence("to")
    share = reader.decimal("share", required=True)
    return Band(Decimal(above or 0), None if to is None else Decimal(to), share)


def _indexation(reader: Reader, begins: int) -> types.Indexation:
    return types.Indexation(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        parts=reader.many(
            "part",
            lambda one: types.IndexPart(one.text("index", required=True), one.decimal("weight", Decimal(1))),
        ),
        base=reader.month("base"),
        uplift_month=reader.whole("uplift_month", begins),
        lag=reader.whole("lag_months"),
        averaged=reader.whole("averaged_over_months", 1),
        share=reader.decimal("share", Decimal(1)),
        method=reader.text("method", "chained", among=("chained", "from base")),
        cap=reader.number("cap"),
        collar=reader.number("collar"),
        carry_forward=reader.flag("carry_forward"),
        places=reader.whole("places", 6),
    )


def _availability(reader: Reader) -> types.Availability:
    return types.Availability(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        charge=reader.text("charge", required=True),
        units=reader.many("unit", lambda one: (one.text("id", required=True), one.decimal("weight", required=True))),
        sessions=reader.decimal("sessions_a_day", Decimal(1)),
        used=reader.decimal("used_counts", Decimal("0.5")),
        days=reader.whole("days_a_year", 365),
        hours=reader.decimal("rectification_hours"),
        starts=reader.text("counts_from", types.STARTS[0], among=types.STARTS),
    )


def _measure(reader: Reader) -> types.MeasureRule:
    polarity = reader.text("polarity", "higher", among=("higher", "lower"))
    edge = "at_least" if polarity == "higher" else "at_most"
    return types.MeasureRule(
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


def _suspended(reader: Reader) -> types.Suspended:
    first, last = reader.date("first", required=True), reader.date("last", required=True)
    reason = reader.text("reason", required=True)
    return types.Suspended(first or date.max, last or date.min, reason, reader.text("approved_by"))


def _ratchet(reader: Reader) -> types.Ratchet:
    return types.Ratchet(
        reader.text("kind", "in a row", among=("in a row", "in a window")),
        reader.whole("after", 2),
        reader.decimal("multiplier", Decimal(2)),
        reader.whole("within"),
    )


def _deduction(reader: Reader) -> types.Deduction:
    back = reader.one("earn_back")
    return types.Deduction(
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
        carry_excess=reader.flag("carry_excess"),
        each_unit=reader.flag("each_unit"),
        lot=reader.text("lot"),
        earn_back=_earn_back(back) if back else None,
    )


def _earn_back(reader: Reader) -> types.EarnBack:
    found = types.EarnBack(
        reader.whole("months", 3),
        reader.decimal("limit", Decimal(1)),
        reader.number("not_from"),
        reader.flag("within_contract_year"),
    )
    reader.done()
    return found


def _scoring(reader: Reader) -> types.Scoring:
    services = reader.many(
        "service", lambda one: (one.text("service", required=True), one.decimal("weight", required=True))
    )
    found = types.Scoring(services, reader.text("missing", "leave out", among=("leave out", "nought", "as last month")))
    reader.done()
    return found


def _profit(reader: Reader) -> types.ProfitAtRisk:
    return types.ProfitAtRisk(
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


def _reward(reader: Reader) -> types.Reward:
    return types.Reward(
        reader.text("id", required=True),
        reader.text("title", required=True),
        reader.text("measure", required=True),
        reader.decimal("base", required=True),
        reader.decimal("target", required=True),
        reader.pence("amount", 0, required=True) or 0,
        reader.decimal("threshold", Decimal("0.6")),
    )


def _gain_share(reader: Reader, begins: int) -> types.GainShare:
    return types.GainShare(
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


def _retention(reader: Reader) -> types.Retention:
    found = types.Retention(
        reader.decimal("rate", required=True),
        reader.pence("free", 0) or 0,
        reader.pence("limit"),
        reader.date("released_on"),
        reader.date("halved_on"),
    )
    reader.done()
    return found


def _extension(reader: Reader) -> types.ExtensionRule:
    every = reader.number("months_where_every_measure_reaches_its_minimum")
    found = types.ExtensionRule(
        initial=reader.whole("initial_months", required=True),
        minimum=reader.whole("minimum_months", required=True),
        maximum=reader.whole("maximum_months", required=True),
        lead=reader.whole("lead_months"),
        awards=reader.many("award", lambda one: types.Award(one.number("score_at_least"), one.whole("months"))),
        every_measure=None if every is None else int(every),
        decided=reader.text("decided", "entitlement", among=("entitlement", "discretion")),
        step=max(1, reader.whole("whole_months", 1)),
        assessed_from=max(1, reader.whole("first_year_assessed", 1)),
    )
    reader.done()
    return found


def _lot(reader: Reader) -> types.Lot:
    id = reader.text("id", required=True)
    return types.Lot(id, reader.text("title", id), reader.text("record"))


def _threshold(reader: Reader) -> types.Threshold:
    counts = reader.text("counts", "points", among=("points", "deductions", "share of most points"))
    most = reader.decimal("most_points_a_month", required=counts == "share of most points")
    if counts == "share of most points" and most <= 0:
        reader.wrong("most_points_a_month is not above nought.", "Say how many points the worst month can bring.")

    def window(one: Reader) -> types.Window:
        more = Decimal(one.pence("more_than", 0) or 0) if counts == "deductions" else one.decimal("more_than")
        one.take("more_than", required=True)
        months = one.whole("months", required=True)
        if months < 1:
            one.wrong("A window has at least one month.", "Write months = 6.")
        return types.Window(max(1, months), more, one.text("then", required=True))

    return types.Threshold(
        id=reader.text("id", required=True),
        title=reader.text("title", required=True),
        counts=counts,
        windows=reader.many("window", window),
        measures=reader.texts("measures"),
        most=most,
    )


def _ratings(reader: Reader) -> types.RatingRule:
    found = types.RatingRule(
        reader.decimal("good", Decimal(1)),
        reader.decimal("approaching_target", required=True),
        reader.decimal("requires_improvement", required=True),
    )
    reader.done()
    return found
