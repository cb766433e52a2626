"""Whether measures, the points they give and the deductions that follow can be worked out as they are written."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.checker import NOUGHT, ONE, Checker
from concordat.domain.payment.in_words import number
from concordat.domain.payment.inputs import Deduction, MeasureRule, Mechanism, Suspended
from concordat.domain.performance.periods import Month


def check_measures(about: Checker, found: Mechanism) -> None:
    sides = {rule.id: rule.side for rule in found.measures}
    for rule in found.measures:
        _levels(about, rule)
        _points(about, rule)
        _ratchets(about, rule)
        _windows(about, rule)
        if rule.side == "client":
            _client(about, rule, sides)
        else:
            _contractor(about, rule)


def _levels(about: Checker, rule: MeasureRule) -> None:
    low, high = rule.minimum, rule.target
    if low is not None and high is not None and (low > high if rule.polarity == "higher" else low < high):
        about.say("measure", rule.id, f"Its minimum of {number(low)} is better than its target of {number(high)}.",
                  "Change one of them, or the polarity.", code="mechanism.limits")  # fmt: skip
    elif rule.weight and (low is None or high is None):
        about.say("measure", rule.id, "It has a weight, but no minimum and target to score it by.",
                  "Add minimum and target.", code="mechanism.unused")  # fmt: skip
    elif rule.weight < 0:
        about.say("measure", rule.id, "Its weight is below nought.", "Write it like 0.25.")
    elif rule.gate and low is None:
        about.say("measure", rule.id, "It is a gate without a minimum, so nothing can fall below it.",
                  "Add minimum = ….", code="mechanism.unused")  # fmt: skip
    if rule.bonus and rule.bonus_from is None and high is None:
        about.say("measure", rule.id, "Its bonus has no level to be earned at.", "Add bonus_from or target.")


def _points(about: Checker, rule: MeasureRule) -> None:
    ways = [bool(rule.points), bool(rule.per_failure), bool(rule.per_unit_short)]
    if sum(ways) > 1:
        about.say("measure", rule.id, "It gives points in more than one way.",
                  "Keep points, points_for_each_failure or points_for_each_unit_short.", code="mechanism.twice")  # fmt: skip
        return
    if rule.per_unit_short and rule.target is None:
        about.say("measure", rule.id, "It gives points for falling short, but has no target.", "Add target = ….")
    if rule.if_not_put_right and not rule.per_failure:
        about.say("measure", rule.id, "Points again need points for the first failure.", "Add points_for_each_failure.")
    if rule.not_with and not rule.per_failure:
        about.say("measure", rule.id, "Only single failures can be matched with lost availability.",
                  "Give points_for_each_failure, or leave out not_with.", code="mechanism.unused")  # fmt: skip
    if rule.not_put_right_by == rule.id and rule.id:
        about.say("measure", rule.id, "It goes round in a circle: it names itself as what was not put right.",
                  "Name the measure that counts failures not put right.", code="mechanism.circle")  # fmt: skip
    if rule.points:
        _bands(about, rule)


def _bands(about: Checker, rule: MeasureRule) -> None:
    edges, points = [edge for edge, _ in rule.points], [given for _, given in rule.points]
    better = "at_least" if rule.polarity == "higher" else "at_most"
    if None in edges[:-1] or edges[-1] is not None:
        about.say("measure", rule.id, "Its points do not end with one band for everything worse.",
                  f"Let the last, and only the last, leave out {better}.", code="mechanism.bands")  # fmt: skip
        return
    given = [edge for edge in edges if edge is not None]
    for one, after in zip(given, given[1:], strict=False):
        if one == after or (one < after if rule.polarity == "higher" else one > after):
            about.say("measure", rule.id, f"The bands of its points overlap: {number(after)} comes after {number(one)}.",
                      "Begin with the best and let each be worse than the one before.", code="mechanism.bands")  # fmt: skip
            return
    if any(after < one for one, after in zip(points, points[1:], strict=False)):
        about.say("measure", rule.id, "A worse band gives fewer points than a better one.", "Let points rise as it gets worse.",
                  code="mechanism.bands")  # fmt: skip


def _ratchets(about: Checker, rule: MeasureRule) -> None:
    for ratchet in rule.ratchets:
        if ratchet.multiplier < ONE:
            about.say(
                "measure", rule.id, "A ratchet makes a failure that comes again cheaper.", "Write multiplier = 2."
            )
        elif ratchet.after < 1:
            about.say("measure", rule.id, "A ratchet begins after no failure at all.", "Write after = 2.")
        elif ratchet.kind == "in a window" and ratchet.within <= ratchet.after:
            about.say("measure", rule.id, f"More than {ratchet.after} failures cannot fall in {ratchet.within} months.",
                      "Let within be more months than after.", code="mechanism.limits")  # fmt: skip


def _windows(about: Checker, rule: MeasureRule) -> None:
    for window in rule.suspended:
        if window.first > window.last:
            about.say("measure", rule.id, f"It is suspended from {window.first} to {window.last}, which is before.",
                      "Change the dates round.", code="mechanism.dates")  # fmt: skip
        elif said := _in_part(window, rule.suspended):
            about.say("measure", rule.id, f"It is suspended from {day_in_words(window.first)} to {day_in_words(window.last)}, but a "
                      f"month counts or not by its first day: {said}.",
                      f"Suspend whole months, such as first = {window.first.replace(day=1)} and last = {_closes(window.last)}. For some "
                      "days alone let the clock stand still where the measure is defined.", code="mechanism.dates", only_warn=True)  # fmt: skip


def _in_part(window: Suspended, every: Sequence[Suspended]) -> str:
    """What a window does that begins or ends within a month, where no other completes it; empty for whole months."""

    def held(day: date) -> bool:
        return any(one.first <= day <= one.last for one in every)

    opens, closes = Month(window.first.year, window.first.month), Month(window.last.year, window.last.month)
    late = not held(opens.first_day)
    short = window.last != _closes(window.last) and not held(window.last + timedelta(1))
    if not (late or short):
        return ""
    begins = opens.later(1) if late else opens
    if begins > closes:
        return f"no month is suspended, and {opens.in_words()} counts in full"
    span = closes.in_words() if begins == closes else f"{begins.in_words()} to {closes.in_words()}"
    return f"all of {span} is suspended" + (f", and {opens.in_words()} counts in full" if late else "")


def _closes(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _client(about: Checker, rule: MeasureRule, sides: dict[str, str]) -> None:
    if rule.gate:
        about.say("measure", rule.id, "A measure of the client cannot be a gate of the contractor's score.",
                  "Leave out gate, or let the measure relieve or pay.", code="mechanism.unused")  # fmt: skip
    for name in rule.relieves:
        if sides.get(name) == "client":
            what = "itself" if name == rule.id else f"“{name}”, which is the client's too"
            about.say("measure", rule.id, f"It relieves {what}: that goes round in a circle.",
                      "Name measures of the contractor.", code="mechanism.circle")  # fmt: skip
            return
    if (rule.relieves or rule.pays) and rule.minimum is None:
        about.say(
            "measure", rule.id, "What the client promised is not said.", "Add minimum = ….", code="mechanism.unused"
        )
    elif bool(rule.relieves) != bool(rule.relief):
        about.say(
            "measure", rule.id, "relieves and relief belong together.", "Write relieves = [“…”] and relief = “50%”."
        )
    about.share("measure", rule.id, "relief", rule.relief)


def _contractor(about: Checker, rule: MeasureRule) -> None:
    for name, given in (("relieves", rule.relieves), ("pays_contractor", rule.pays)):
        if given:
            about.say("measure", rule.id, f"{name} is for measures of the client.", "Write side = “client”.",
                      code="mechanism.circle" if rule.id in rule.relieves else "mechanism.unused")  # fmt: skip


def check_deductions(about: Checker, found: Mechanism) -> None:
    rules = {rule.id: rule for rule in found.measures}
    for rule in found.deductions:
        measures = [rules[name] for name in rule.measures if name in rules]
        if not rule.measures:
            about.say("deduction", rule.id, "It adds up the points of no measure.", "Add measures = [“…”].")
        if rule.trailing_cap is not None:
            about.share("deduction", rule.id, "share_of_charges", rule.trailing_cap.share, above_nought=True)
            if rule.trailing_cap.first < 0:
                about.say("deduction", rule.id, "first_twelve_months is below nought.", "Write it like “£50,000”.")
        for one in measures:
            if not one.gives_points:
                about.say("deduction", rule.id, f"{one.title or one.id} gives no points.",
                          "Give it points, or leave it out here.", code="mechanism.unused")  # fmt: skip
            elif one.side == "client":
                about.say("deduction", rule.id, f"{one.title} shows the client's work: the contractor does not pay for it.",
                          "Use pays_contractor or relieves.", code="mechanism.unused")  # fmt: skip
        _money_of(about, rule)
        if rule.each_unit and any(not one.per_failure for one in measures):
            about.say("deduction", rule.id, "each_unit needs measures with points_for_each_failure.",
                      "Only single failures are known by place.", code="mechanism.unused")  # fmt: skip
        about.share("deduction", rule.id, "cap", rule.cap)
        if rule.earn_back and rule.earn_back.months < 1:
            about.say("deduction", rule.id, "A deduction is earned back in no months at all.", "Write months = 3.")
        if rule.earn_back and rule.earn_back.within_year and rule.earn_back.months > 11:
            about.say("deduction", rule.id, f"Nothing deducted could come back after {rule.earn_back.months} months within one "
                      "contract year.", "Write fewer months, or leave out within_contract_year.", code="mechanism.limits")  # fmt: skip
        about.share("deduction", rule.id, "limit", rule.earn_back.limit if rule.earn_back else None)
    _once(about, found)


def _money_of(about: Checker, rule: Deduction) -> None:
    if rule.kind == "bands":
        if rule.value <= 0:
            about.say("deduction", rule.id, "A point costs nothing.", "Add value_of_a_point = “£3”.")
        about.bands("deduction", rule.id, rule.bands)
    elif rule.kind == "steps":
        sums = [pence for _, pence in rule.steps]
        if not sums or len({points for points, _ in rule.steps}) < len(sums) or sums != sorted(sums):
            about.say("deduction", rule.id, "Its steps do not rise, each from more points to a larger sum.",
                      "Write step = [{ points = 5000, amount = “£625” }, …].", code="mechanism.bands")  # fmt: skip
        elif rule.cap_pence is not None and rule.cap_pence < sums[0]:
            about.say("deduction", rule.id, f"Its cap of {format_pounds(rule.cap_pence)} is below its first step of "
                      f"{format_pounds(sums[0])}.", "Change one of them.", code="mechanism.limits")  # fmt: skip
    elif rule.share <= 0 or rule.share > ONE:
        about.share("deduction", rule.id, "share_for_a_point", rule.share, above_nought=True)


def _once(about: Checker, found: Mechanism) -> None:
    """One failure, one consequence: a measure of two deductions is paid for twice; points that nothing adds up cost nothing."""
    times = Counter(name for rule in found.deductions for name in dict.fromkeys(rule.measures))
    counted = [rule for rule in found.thresholds if rule.counts not in {"level", "months at a cap"}]
    limits = {name for rule in counted for name in rule.measures}
    all_counted = any(not rule.measures and rule.counts != "deductions" for rule in counted)
    for rule in found.measures:
        if times[rule.id] > 1:
            about.say("measure", rule.id, f"{times[rule.id]} deductions add up its points: one failure is paid for twice.",
                      "Leave it in one of them.", code="mechanism.twice", only_warn=True)  # fmt: skip
        elif rule.gives_points and not times[rule.id] and rule.id not in limits and not all_counted:
            about.say("measure", rule.id, "Its points cost nothing: no deduction adds them up.",
                      "Name it in a deduction.", code="mechanism.unused", only_warn=True)  # fmt: skip


def check_score(about: Checker, found: Mechanism) -> None:
    agreed = [name for name, _ in found.scoring.services]
    if not agreed:
        return
    if len(set(agreed)) < len(agreed) or any(weight <= 0 for _, weight in found.scoring.services):
        about.say("score", "", "Each service has one agreed weight, above nought.", "Write each service once.")
        return
    weighed = {rule.service for rule in found.measures if rule.weight > NOUGHT and rule.side == "contractor"}
    for service in sorted(weighed - set(agreed)):
        about.say("score", "", f"Measures of “{service or 'no service'}” have a weight, but the service has none.",
                  "Add the service, or leave out the weights of its measures.", code="mechanism.unused")  # fmt: skip
    for service in sorted(set(agreed) - weighed) if weighed <= set(agreed) else ():
        about.say("score", "", f"“{service}” has an agreed weight, but no measure of it has one.",
                  "Give one of its measures a weight, or leave the service out.", code="mechanism.unused")  # fmt: skip
