"""The price lines of a month, and how they move with indices."""

from dataclasses import dataclass, replace
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.payment import price as pricing
from concordat.domain.payment.costs import is_entered, months_settled
from concordat.domain.payment.in_words import in_pounds, number, percent, rate_in_pounds
from concordat.domain.payment.indexation import rise_of_target, to_base
from concordat.domain.payment.inputs import PriceLine
from concordat.domain.payment.orders import orders_of
from concordat.domain.payment.units import agreed
from concordat.domain.payment.working import (
    INDEX,
    NOUGHT,
    PRICE,
    Carried,
    Made,
    Working,
)


@dataclass
class YearToDate:
    """Of the year to date, by price line."""

    volumes: dict[str, Decimal]
    refused: dict[str, Decimal]
    substitutes: dict[str, Decimal]
    income: dict[str, Decimal]
    paid: dict[str, int]
    costs: dict[str, Decimal]
    targets: dict[str, Decimal]


def price_lines(work: Working, before: Carried) -> YearToDate:
    after = YearToDate(
        dict(before.volumes), dict(before.refused), dict(before.substitutes), dict(before.income), dict(before.paid),
        dict(before.costs), dict(before.targets),
    )  # fmt: skip
    for line in work.mechanism.prices:
        amount = _PRICES[line.kind](work, line, after)
        work.charges[line.id] = amount
        if line.indexed_by and amount and line.kind != "target cost":
            work.charges[line.id] += _indexed(work, line, amount)
        if line.surplus is not None:
            work.charges[line.id] += settle_substitutes(work, line, after)
    return after


def _lump_sum(work: Working, line: PriceLine, after: YearToDate) -> int:
    if line.per == "month":
        pence, says = line.pence, f"{format_pounds(line.pence)} a month"
    else:
        pence = pricing.twelfth(line.pence, month=work.of_year)
        says = f"{format_pounds(line.pence)} a year, month {work.of_year} of 12"
    return work.add(
        Made(f"price/{line.id}", line.title, pence, PRICE, "payment.lump_sum", says, line.id, base=line.pence)
    )


def _schedule(work: Working, line: PriceLine, after: YearToDate) -> int:
    total = 0
    for rate in line.rates:
        entries = [entry for entry in work.entries("quantity", line.id) if entry.item == rate.item]
        quantity = sum((entry.quantity for entry in entries), NOUGHT)
        total += work.add(
            Made(
                f"price/{line.id}/{rate.item}", f"{line.title}: {rate.title}", round_to_pence(quantity * rate.pence),
                PRICE, "payment.schedule_of_rates",
                f"{number(quantity)} {rate.unit} at {rate_in_pounds(rate.pence)}".replace("  ", " "), line.id, quantity=quantity,
                unit=rate.unit, inputs=tuple(used for entry in entries for used in entry.inputs),
            )
        )  # fmt: skip
    return total


def _orders(work: Working, line: PriceLine, after: YearToDate) -> int:
    """Orders finished in the month at what the client certified for each; one line for each item, however many entries it has."""
    entries = orders_of(work.mechanism, line, work.evidence, work.month)
    total = 0
    for item in dict.fromkeys(entry.item for entry in entries):
        own = [entry for entry in entries if entry.item == item]
        count = "; ".join(entry.note for entry in own if entry.note)
        total += work.add(
            Made(
                f"price/{line.id}{f'/{item}' if item else ''}", f"{line.title}: {item}" if item else line.title,
                round_to_pence(sum((entry.quantity for entry in own), NOUGHT)), PRICE, "payment.orders",
                f"{f'{count}: ' if count else ''}certified value of orders finished in {work.month.in_words()}", line.id,
                inputs=tuple(used for entry in own for used in entry.inputs),
            )
        )  # fmt: skip
    return total


def _volumes(work: Working, line: PriceLine, after: YearToDate) -> int:
    line = as_the_year_counts(work, line)
    done = after.volumes.get(line.id, NOUGHT)
    here = work.sum("quantity", line.id)
    now = done + here
    refused = after.refused.get(line.id, NOUGHT) + work.sum("refused quantity", line.id)
    after.volumes[line.id], after.refused[line.id] = now, refused
    paid_before = after.paid.get(line.id, 0)
    due = round_to_pence(pricing.volume_payment(now, bands=line.bands, maximum=line.maximum))
    after.paid[line.id] = due
    if line.surplus is not None:
        count_substitutes(work, line, after)
    used = work.used(("quantity", "refused quantity"), line.id)
    total = work.add(
        Made(
            f"price/{line.id}", line.title, due - paid_before, PRICE, "payment.volume_bands",
            f"{agreed(now, line.unit)} in the year to date by marginal bands, {format_pounds(due, show_pence=True)}, "
            f"less {format_pounds(paid_before, show_pence=True)} before{work.in_proportion}", line.id, quantity=here,
            unit=line.unit, inputs=used,
        )
    )  # fmt: skip
    if work.ends_year and line.minimum is not None:
        short = pricing.shortfall(
            now, bands=line.bands, minimum=line.minimum, refused=refused, avoidable=line.avoidable,
            substitutes=after.substitutes.get(line.id, NOUGHT),
        )  # fmt: skip
        total += work.add(
            Made(
                f"price/{line.id}/minimum", f"{line.title}: guaranteed minimum", round_to_pence(short), PRICE,
                "payment.volume_minimum",
                f"{agreed(now, line.unit)} came and {agreed(refused, line.unit)} was refused; {agreed(line.minimum, line.unit)} is guaranteed"
                + _made_up(after, line) + work.in_proportion, line.id, inputs=used,
            )
        )  # fmt: skip
    return total


def as_the_year_counts(work: Working, line: PriceLine) -> PriceLine:
    """With the edges of its bands, its minimum and its maximum as they count in this contract year."""
    if work.year_counts == 12:
        return line
    part = work.of_the_year
    return replace(
        line,
        bands=tuple(
            replace(band, above=part(band.above), to=None if band.to is None else part(band.to)) for band in line.bands
        ),
        minimum=None if line.minimum is None else part(line.minimum),
        maximum=None if line.maximum is None else part(line.maximum),
    )


def _made_up(after: YearToDate, line: PriceLine) -> str:
    came = after.substitutes.get(line.id, NOUGHT)
    return f", of which substitutes make up {agreed(came, line.unit)}" if came else ""


def count_substitutes(work: Working, line: PriceLine, after: YearToDate) -> None:
    """What took the place of a shortfall, and what it brought, in the year to date."""
    for held, kind in ((after.substitutes, "substitute quantity"), (after.income, "substitute income")):
        held[line.id] = held.get(line.id, NOUGHT) + work.sum(kind, line.id)


def settle_substitutes(work: Working, line: PriceLine, after: YearToDate) -> int:
    """At the year's end, at today's prices: what substitutes brought is today's money too, so no index moves it."""
    came = after.substitutes.get(line.id, NOUGHT)
    line = as_the_year_counts(work, line)
    if not work.ends_year or not came or line.minimum is None or line.surplus is None:
        return 0
    counted = after.volumes[line.id] + after.refused[line.id]
    filled, price = pricing.substituted(counted, bands=line.bands, minimum=line.minimum, substitutes=came)
    factor = work.factors[line.indexed_by] if line.indexed_by else None
    price *= factor.value if factor is not None else 1
    income = after.income.get(line.id, NOUGHT) * filled / came
    due = pricing.for_substitutes(price, income=income, surplus=line.surplus)
    share = f"; the client's share of the surplus is {percent(line.surplus)}" if income > price else ""
    return work.add(
        Made(
            f"price/{line.id}/substitutes", f"{line.title}: substitutes", round_to_pence(due), PRICE,
            "payment.substitutes",
            f"{agreed(filled, line.unit)} of {agreed(came, line.unit)} make up the minimum; their price is {in_pounds(price)}"
            + (f" (×{factor.value})" if factor is not None else "")
            + f" and they brought {in_pounds(income)}{share}{work.in_proportion}",
            line.id, inputs=(*work.used_in_year(SUBSTITUTES, line.id), *(factor.inputs if factor is not None else ())),
        )
    )  # fmt: skip


SUBSTITUTES = ("substitute quantity", "substitute income")


def _cost_plus(work: Working, line: PriceLine, after: YearToDate) -> int:
    cost, disallowed = work.sum("cost", line.id), work.sum("disallowed cost", line.id)
    due = pricing.cost_plus_fee(cost, disallowed=disallowed, fee=line.fee, fee_on=line.fee_on)
    return work.add(
        Made(
            f"price/{line.id}", line.title, round_to_pence(due), PRICE, "payment.cost_plus_fee",
            f"Defined cost {in_pounds(cost)} less disallowed {in_pounds(disallowed)}, plus a fee of {percent(line.fee)} on {line.fee_on}",
            line.id, inputs=work.used(("cost", "disallowed cost"), line.id),
        )
    )  # fmt: skip


def _target(work: Working, line: PriceLine, after: YearToDate) -> int:
    cost, disallowed = work.sum("cost", line.id), work.sum("disallowed cost", line.id)
    spent = pricing.cost_plus_fee(cost, disallowed=disallowed, fee=line.fee, fee_on=line.fee_on)
    used = work.used(("cost", "disallowed cost", "change of target"), line.id)
    total = work.add(
        Made(
            f"price/{line.id}", f"{line.title}: cost and fee", round_to_pence(spent), PRICE, "payment.target_cost",
            f"Cost {in_pounds(cost)} less disallowed {in_pounds(disallowed)}, plus a fee of {percent(line.fee)}", line.id, inputs=used,
        )
    )  # fmt: skip
    after.costs[line.id] = after.costs.get(line.id, NOUGHT) + spent
    here = _change_of_target(work, line, spent)
    changed = after.targets.get(line.id, NOUGHT) + here
    after.targets[line.id] = changed
    settled = months_settled(work.mechanism, line, work.month)
    if any(is_entered(work.evidence, line, month) for month in settled):  # a cost that nobody entered is no saving
        target = (
            work.of_the_year(Decimal(line.pence)) + changed
            if line.assessed == "year end"
            else Decimal(pricing.twelfth(line.pence, month=work.of_year)) + here
        )
        whole = after.costs[line.id] if line.assessed == "year end" else spent
        share = pricing.contractors_share(target, whole, ranges=line.bands)
        total += work.add(
            Made(
                f"price/{line.id}/share", f"{line.title}: contractor's share", round_to_pence(share), PRICE,
                "payment.share_ranges",
                f"Target {in_pounds(target)}, cost {in_pounds(whole)}: the difference by share ranges"
                + (work.in_proportion if line.assessed == "year end" else "")
                + (f". {work.factors[line.indexed_by].says}" if line.indexed_by else ""),
                line.id, inputs=(*used, *(work.factors[line.indexed_by].inputs if line.indexed_by else ())),
            )
        )  # fmt: skip
    return total


def _change_of_target(work: Working, line: PriceLine, spent: Decimal) -> Decimal:
    """Changes entered in the month; with an index, brought to base prices, and the rise that goes with what was spent."""
    entered = work.sum("change of target", line.id)
    if not line.indexed_by:
        return entered
    adjustment = work.factors[line.indexed_by].value - 1
    return to_base(entered, adjustment=adjustment) + rise_of_target(spent, adjustment=adjustment)


_PRICES = {
    "lump sum": _lump_sum,
    "schedule of rates": _schedule,
    "volume bands": _volumes,
    "cost plus fee": _cost_plus,
    "target cost": _target,
    "orders": _orders,
}


def _indexed(work: Working, line: PriceLine, amount: int) -> int:
    factor = work.factors[line.indexed_by]
    return work.add(
        Made(
            f"index/{line.id}", f"Indexation: {line.title}", round_to_pence(amount * (factor.value - 1)), INDEX,
            "payment.indexation", factor.says, line.id, base=amount, share=factor.value - 1, inputs=factor.inputs,
        )
    )  # fmt: skip
