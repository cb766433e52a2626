"""Price lines, indexation and availability in plain English."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import MONTHS
from concordat.domain.payment.in_words import in_pounds, number, percent, rate_in_pounds
from concordat.domain.payment.inputs import Availability, Band, Indexation, IndexPart, Mechanism, PriceLine
from concordat.domain.payment.told import Told, last_month, months, span
from concordat.domain.payment.units import agreed, one_of


def tell_prices(m: Mechanism) -> Iterator[Told]:
    for line in m.prices:
        yield Told(line.title, tuple(_price(line, m)), line.id)


def tell_indexation(m: Mechanism) -> Iterator[Told]:
    for rule in m.indexation:
        yield Told(rule.title, tuple(_indexation(rule)), rule.id)


def tell_availability(m: Mechanism) -> Iterator[Told]:
    for rule in m.availability:
        yield Told(rule.title, tuple(_availability(rule, m)), rule.id)


def _price(line: PriceLine, m: Mechanism) -> Iterator[str]:
    what: dict[str, Callable[[PriceLine], Iterator[str]]] = {
        "lump sum": _lump_sum,
        "schedule of rates": _rates,
        "volume bands": lambda one: _volumes(one, m),
        "cost plus fee": _cost_plus,
        "target cost": _target,
        "orders": _orders,
    }
    if line.service:
        yield f"For {line.service}."
    if line.lot:
        yield f"It belongs to {next((lot.title for lot in m.lots if lot.id == line.lot), line.lot)}."
    yield from what[line.kind](line)
    if line.indexed_by:
        title = next((rule.title for rule in m.indexation if rule.id == line.indexed_by), line.indexed_by)
        named = f"{title[:1].lower()}{title[1:]}" if title[1:2].islower() else title
        if line.kind == "target cost":
            yield (
                f"The target moves with {named} and the cost does not, being at today's prices already: each month raises "
                "the target by what was spent × the rise ÷ (1 + the rise). A change of target entered at today's cost is "
                "first brought to base prices."
            )
        else:
            yield f"It moves with {named}."


def _lump_sum(line: PriceLine) -> Iterator[str]:
    parts = ", in twelve parts that add up to the year" if line.per == "year" else ""
    yield f"{_exact(line.pence)} a {line.per}{parts}."


def _rates(line: PriceLine) -> Iterator[str]:
    rates = "; ".join(
        f"{rate.title}{f' ({rate.item})' if rate.item != rate.title else ''} {rate_in_pounds(rate.pence)}"
        + (f" {_each(rate.unit)}" if rate.unit else "")
        for rate in line.rates
    )
    yield f"Each item is paid at its agreed rate: {rates}. What has no agreed rate is not paid until one is agreed."


def _volumes(line: PriceLine, m: Mechanism) -> Iterator[str]:
    each = f" {_each(line.unit)}" if line.unit else ""
    bands = "; ".join(f"{span(band)} at {rate_in_pounds(band.value)}{each}" for band in line.bands)
    yield f"Paid by volume in the year, each part at the rate of its band: {bands}."
    if line.minimum is not None:
        less = f" and less {percent(line.avoidable)} of the rate, which is not spent" if line.avoidable else ""
        yield (
            f"At least {agreed(line.minimum, line.unit)} a year is paid for: in {last_month(m)} what is missing is paid at the rates of the bands, "
            f"less what the contractor refused{less}."
        )
    if line.surplus is not None:
        yield (
            "The contractor seeks substitutes for what is missing; those it could have had and did not take count as refused. "
            "As far as they make up the minimum, the client pays what they bring less than their price at the rates of the "
            f"bands, as indexed, by the sums of the year; of what they bring more it has {percent(line.surplus)}. What comes "
            "beyond the minimum is the contractor's own."
        )
    if line.maximum is not None:
        yield f"Nothing is paid above {agreed(line.maximum, line.unit)} a year."


def _each(unit: str) -> str:
    """``a tonne``, ``an hour``."""
    one = one_of(unit)
    return f"{'an' if one[0] in 'aeio' or one == 'hour' else 'a'} {one}"


def _fee(line: PriceLine) -> str:
    on = "what is left" if line.fee_on == "allowed cost" else "the defined cost, before anything is disallowed"
    return f" plus a fee of {percent(line.fee)} on {on}" if line.fee else ""


def _cost_plus(line: PriceLine) -> Iterator[str]:
    yield f"Defined cost less what is disallowed,{_fee(line)}." if line.fee else "Defined cost less what is disallowed."


def _target(line: PriceLine) -> Iterator[str]:
    yield f"Defined cost less what is disallowed{_fee(line)}, against a target of {_exact(line.pence)} a year."
    when = "At the year's end" if line.assessed == "year end" else "Every month, against a twelfth of the target,"
    ranges = "; ".join(f"{_of_target(band)} {percent(band.value)}" for band in line.bands)
    yield (
        f"{when} the difference between cost and target is shared, each part of it by the range in which it lies. The "
        f"contractor gains or bears: {ranges}. Agreed changes move the target. "
        f"A {'year' if line.assessed == 'year end' else 'month'} of which no cost is entered is not settled."
    )


def _orders(line: PriceLine) -> Iterator[str]:
    yield "Each order finished in the month is paid at the value the client certified for it."


def _of_target(band: Band) -> str:
    if band.to is None:
        return f"above {percent(band.above)} of the target"
    return f"{percent(band.above)} to {percent(band.to)} of the target"


def _exact(pence: int) -> str:
    return format_pounds(pence, show_pence=pence % 100 != 0)


def _indexation(rule: Indexation) -> Iterator[str]:
    basket = ", ".join(f"{percent(part.weight)} {part.index}" for part in rule.parts)
    fixed = Decimal(1) - sum((part.weight for part in rule.parts), Decimal(0))
    still = f" ({percent(fixed)} does not move)" if fixed else ""
    yield (
        f"{_when(rule)} prices move with {basket}{still}, as the index stood "
        f"{f'{months(rule.lag)} before' if rule.lag else 'in that month'}; the base is {rule.base.in_words()}."
    )
    how = (
        f"Each {'year' if rule.every == 12 else 'time'}'s movement is multiplied onto the one before"
        if rule.method == "chained"
        else "The movement is always taken from the base in one step"
    )
    yield f"{how}, and the factor is rounded to {rule.places} decimal places."
    if rule.last is not None:
        yield f"After {rule.last.in_words()} prices stay as they then stand; an index of before that is revised all the same."
    if rule.latest:
        yield f"An index without a value of its month counts by the latest it has of the {months(rule.latest)} before."
    for part in rule.parts:
        yield from _successors(part)
    if rule.share != 1:
        yield f"{percent(rule.share)} of the price moves."
    if rule.averaged > 1:
        yield f"The mean of the {rule.averaged} months to each of these is taken, for the base too."
    if rule.cap is not None:
        yield f"Never more than {percent(rule.cap)} a year."
    if rule.collar is not None:
        yield f"Never less than {percent(rule.collar)} a year."
    if rule.cap is not None or rule.collar is not None:
        yield (
            "What a limit holds back follows in later years as far as there is room."
            if rule.carry_forward
            else "What a limit holds back is lost for good."
        )
    yield (
        "An index that is revised later is put right in the next statement. One that is no longer published, or starts again at "
        "another base, stops the indexation until a successor and its link are agreed."
    )


def _when(rule: Indexation) -> str:
    month = MONTHS[rule.uplift_month - 1]
    if rule.every == 12:
        return f"Each {month}"
    return "Every month" if rule.every == 1 else f"Every {rule.every} months, counted from {month},"


def _successors(part: IndexPart) -> Iterator[str]:
    before = part.index
    for one in part.successors:
        how = (
            f"multiplied by the published link of {number(one.factor)}"
            if one.factor is not None
            else f"multiplied so that both stand at the same level in {(one.linked or one.starts).in_words()}"
        )
        yield f"From {one.starts.in_words()} {before} goes on as {one.index}, {how}."
        before = one.index


def _availability(rule: Availability, m: Mechanism) -> Iterator[str]:
    charge = next((line.title for line in m.prices if line.id == rule.charge), rule.charge)
    units = ", ".join(f"{unit} {number(weight)}" for unit, weight in rule.units)
    yield (
        f"A day of {charge} is its year's sum, as indexed, ÷ {rule.days}. Each place carries its weight of the day: {units}. "
        f"A day has {number(rule.sessions)} session{'' if rule.sessions == 1 else 's'}; a session lost costs that part of it."
    )
    yield (
        f"A session in which a place cannot be used for any time is lost. A session lost on paper but used all the same costs "
        f"{percent(rule.used)} of it."
    )
    yield (
        f"What is put right within {number(rule.hours)} hour{'' if rule.hours == 1 else 's'} of the contractor being told "
        f"counts as available throughout; otherwise a failure counts from {_FROM[rule.starts]}."
    )
    yield f"At most all of {in_pounds(Decimal(_year(rule, m)))} a year, at base prices, is at stake."


_FROM = {
    "failure": "its beginning",
    "notification": "when the contractor was told",
    "end of rectification": "when the time to put it right ran out",
}


def _year(rule: Availability, m: Mechanism) -> int:
    line = next((line for line in m.prices if line.id == rule.charge), None)
    return 0 if line is None else line.pence * (12 if line.per == "month" else 1)
