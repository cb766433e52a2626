"""Whether price lines, indexation and availability can be worked out as they are written."""

from collections import Counter

from concordat.domain.payment.checker import NOUGHT, ONE, Checker
from concordat.domain.payment.in_words import number, percent
from concordat.domain.payment.inputs import Indexation, IndexPart, Mechanism, PriceLine
from concordat.domain.payment.orders import both_pay


def check_prices(about: Checker, found: Mechanism) -> None:
    for line in found.prices:
        if line.kind in {"lump sum", "target cost"} and line.pence < 0:
            about.say("price", line.id, "Its sum is below nought.", "Write it like “£1,000”.")
        for name, value in (
            ("avoidable", line.avoidable), ("fee", line.fee), ("surplus_of_substitutes_to_client", line.surplus)
        ):  # fmt: skip
            about.share("price", line.id, name, value)
        if line.kind == "schedule of rates":
            _rates(about, line)
        if line.kind == "volume bands":
            _volumes(about, line)
        if line.kind == "target cost":
            about.bands("price", line.id, line.bands)
            for band in line.bands:
                if not about.share("price", line.id, "share", band.value):
                    break
        if line.kind == "cost plus fee" and line.indexed_by:
            about.say("price", line.id, "Cost is already at today's prices; an index would raise it twice.",
                      "Leave out indexed_by.", code="mechanism.index")  # fmt: skip
    _orders(about, found)


def _orders(about: Checker, found: Mechanism) -> None:
    """Each order is paid once. An entry that bears the name of a line pays that line, and whichever has it as its service."""
    for place, line in enumerate(found.prices):
        for other in found.prices[:place]:
            alike = both_pay(found, line, found, other)
            named = line.kind == other.kind == "orders" and (line.service == other.id or other.service == line.id)
            if not (alike or named) or line.id == other.id:
                continue
            said = f"It pays for the same orders as “{other.title}”: each would be paid twice."
            fix = "Keep one of them, or say in both which lot each pays for, by the lot's name in the job records."
            about.say("price", line.id, said, fix if alike else "Give the line an id that is not the other's service.",
                      code="mechanism.twice")  # fmt: skip
            break


def _rates(about: Checker, line: PriceLine) -> None:
    if not line.rates:
        about.say("price", line.id, "It has no rates.", "Add rate = [{ item = “…”, rate = “£…” }].")
    for item, times in Counter(rate.item for rate in line.rates).items():
        if times > 1:
            about.say("price", line.id, f"“{item}” has {times} rates.", "Keep one.", code="mechanism.twice")
    for rate in line.rates:
        if rate.pence <= 0:
            about.say(
                "price", line.id, f"“{rate.item}” has no rate above nought.", "Agree a rate, or leave the item out."
            )


def _volumes(about: Checker, line: PriceLine) -> None:
    low, high = line.minimum, line.maximum
    if low is not None and high is not None and low > high:
        about.say("price", line.id, f"The minimum of {number(low)} is more than the maximum of {number(high)}.",
                  "Change one of them.", code="mechanism.limits")  # fmt: skip
        return
    if about.bands("price", line.id, line.bands, until=high) and low is None and line.surplus is not None:
        about.say("price", line.id, "It says what substitutes bring, but no minimum for them to make up.",
                  "Add minimum = …, or leave out surplus_of_substitutes_to_client.", code="mechanism.unused")  # fmt: skip


def check_indexation(about: Checker, found: Mechanism) -> None:
    for rule in found.indexation:
        weights = sum((part.weight for part in rule.parts), NOUGHT)
        if not rule.parts:
            about.say("indexation", rule.id, "Its basket is empty.", "Add part = [{ index = “CPI”, weight = 1 }].")
        elif any(part.weight <= 0 for part in rule.parts):
            about.say("indexation", rule.id, "A weight is not above nought.", "Leave out what does not move prices.")
        elif weights > ONE:
            about.say("indexation", rule.id, f"The weights of its basket add up to {percent(weights)}.",
                      "They may add up to 100% at most; what is missing does not move.", code="mechanism.share")  # fmt: skip
        for part in rule.parts:
            _successors(about, rule, part)
        about.share("indexation", rule.id, "share", rule.share, above_nought=True)
        for name, value in (("cap", rule.cap), ("collar", rule.collar)):
            if value is not None and abs(value) >= ONE:
                about.say("indexation", rule.id, f"{name} is {percent(value)} a year.", f"Write it like {name} = “5%”.",
                          code="mechanism.share")  # fmt: skip
                break
        else:
            _limits(about, rule)
        for name, number_of, low, high in (
            ("uplift_month", rule.uplift_month, 1, 12), ("lag_months", rule.lag, 0, 36),
            ("averaged_over_months", rule.averaged, 1, 36), ("places", rule.places, 0, 12),
            ("latest_within_months", rule.latest, 0, 12),
        ):  # fmt: skip
            if not low <= number_of <= high:
                about.say("indexation", rule.id, f"{name} is {number_of}.", f"Write a number from {low} to {high}.")
        if rule.last is not None and rule.last <= rule.base:
            about.say("indexation", rule.id, f"Prices last change in {rule.last.in_words()}, not after their base of "
                      f"{rule.base.in_words()}.", "Change last_change, or leave it out.", code="mechanism.dates")  # fmt: skip
        if rule.every not in PARTS_OF_A_YEAR:
            about.say("indexation", rule.id, f"adjusts_every_months is {rule.every}, which does not divide a year.",
                      f"Write one of {', '.join(str(part) for part in PARTS_OF_A_YEAR)}.")  # fmt: skip


def _successors(about: Checker, rule: Indexation, part: IndexPart) -> None:
    names, starts = [part.index], [rule.base]
    for one in part.successors:
        if one.index in names:
            about.say("indexation", rule.id, f"“{one.index}” would take its own place: the values of one base would stand for "
                      "those of another.", f"Give the new series a name of its own, like “{one.index} (2023 = 100)”.",
                      code="mechanism.twice")  # fmt: skip
        elif one.starts <= starts[-1]:
            after = "the base" if len(starts) == 1 else "the change before it"
            about.say("indexation", rule.id, f"“{one.index}” takes over in {one.starts.in_words()}, not after {after} "
                      f"({starts[-1].in_words()}).", "Change the months round, or leave out what never counts.",
                      code="mechanism.dates")  # fmt: skip
        elif one.factor is not None and one.factor <= 0:
            about.say(
                "indexation", rule.id, f"The link factor of “{one.index}” is not above nought.", "Write it like 1.273."
            )
        names.append(one.index)
        starts.append(one.starts)


PARTS_OF_A_YEAR = (1, 2, 3, 4, 6, 12)


def _limits(about: Checker, rule: Indexation) -> None:
    id, cap, collar = rule.id, rule.cap, rule.collar
    if cap is not None and collar is not None and cap < collar:
        about.say("indexation", id, f"The cap of {percent(cap)} is below the collar of {percent(collar)}.",
                  "Change one of them.", code="mechanism.limits")  # fmt: skip
    elif cap is None and collar is None:
        if rule.carry_forward:
            about.say("indexation", id, "carry_forward has nothing to carry: there is neither a cap nor a collar.",
                      "Leave it out, or add the limit.", code="mechanism.limits")  # fmt: skip
    elif rule.every in PARTS_OF_A_YEAR[:-1]:
        about.say("indexation", id, f"A limit is a yearly one, and prices move {_often(rule.every)}.",
                  "Leave out adjusts_every_months, or the limit.", code="mechanism.limits")  # fmt: skip
    elif rule.method == "from base":
        about.say("indexation", id, "A limit is a yearly one, and this indexation goes from the base in one step.",
                  "Write method = “chained”.", code="mechanism.limits")  # fmt: skip


def check_availability(about: Checker, found: Mechanism) -> None:
    kinds = {line.id: line.kind for line in found.prices if line.kind}
    for rule in found.availability:
        if kinds.get(rule.charge, "lump sum") != "lump sum":
            about.say("availability", rule.id, f"“{rule.charge}” is not a lump sum, so a day of it has no price.",
                      "Name a lump sum in charge.")  # fmt: skip
        if not rule.units or any(weight <= 0 for _, weight in rule.units):
            about.say("availability", rule.id, "It needs places, each with a weight above nought.",
                      "Write unit = [{ id = “…”, weight = 30 }].")  # fmt: skip
        for unit, times in Counter(unit for unit, _ in rule.units).items():
            if times > 1:
                about.say("availability", rule.id, f"The place “{unit}” stands there {times} times.", "Keep one.",
                          code="mechanism.twice")  # fmt: skip
        if rule.sessions <= 0 or rule.days <= 0:
            about.say("availability", rule.id, "sessions_a_day and days_a_year are above nought.", "Write 1 and 365.")
        elif rule.sessions != int(rule.sessions) or rule.hours < 0:
            about.say("availability", rule.id, "A day has a whole number of sessions, and rectification_hours is nought or more.",
                      "Write sessions_a_day = 3 and rectification_hours = 8.")  # fmt: skip
        about.share("availability", rule.id, "used_counts", rule.used)


def _often(every: int) -> str:
    return "every month" if every == 1 else f"every {every} months"
