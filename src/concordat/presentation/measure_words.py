"""A measure's definition as people read it: what is counted, by which clock, and by which rules, a line each."""

from concordat.domain.kernel.periods import day_in_words
from concordat.domain.performance.inputs import Clock, Measure
from concordat.domain.performance.rating import said_with

_POLARITY = {"higher": "Higher is better", "lower": "Lower is better", "band": "Best within its band"}
_COHORT = {
    "due": "What was due in the period; what is open and overdue counts as a failure",
    "completed": "What was finished in the period",
}
_INTERVAL = {
    "share": "95% interval of a share (Wilson)",
    "count": "95% interval of a count (Byar)",
    "rate": "95% interval of a rate (Byar)",
    "ratio": "95% interval of an average or a ratio of sums (Cochran’s variance, Student’s t)",
    "none": "None: what is a sum is told from noise by its limits over time",
}


def definition_lines(measure: Measure) -> tuple[tuple[str, str], ...]:
    """(what, in words), nothing that the measure does not say."""
    lines = [
        ("Definition", measure.definition),
        ("Outcome it serves", measure.serves),
        ("Which way is better", _POLARITY[measure.polarity]),
        ("What counts", _COHORT.get(measure.cohort, f"What has its {_column(measure.cohort)} in the period")),
        ("Clock", clock_in_words(measure.clock) if measure.clock else ""),
        ("Taken every", measure.frequency),
        ("Baseline", _baseline(measure)),
        ("Fewest to judge by", str(measure.fewest) if measure.fewest else ""),
        ("What chance could do", _INTERVAL[measure.interval_method]),
        ("Judged after", f"{measure.matures_after_days} days" if measure.matures_after_days else ""),
        ("Final after", f"{measure.final_after_days} days"),
        ("Rows that come later", _late(measure)),
        ("In force", _in_force(measure)),
        ("Owner", measure.owner or "Nobody"),
        ("Checked by", measure.verifier),
        ("Targets last reviewed", day_in_words(measure.reviewed_on) if measure.reviewed_on else "Never"),
        ("Source", measure.source),
    ]
    return tuple((what, said) for what, said in lines if said)


def clock_in_words(clock: Clock) -> str:
    """``From ordered to completed, in working hours (08:00 to 17:00, Monday to Friday, …)``."""
    said = f"From {_column(clock.starts)} to {_column(clock.stops)}, in {clock.calendar}"
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    if clock.calendar.startswith("working"):
        hours = f"{clock.opens[:5]} to {clock.closes[:5]}, " if clock.calendar == "working hours" else ""
        names = ", ".join(days[day] for day in clock.weekdays)
        said += f" ({hours}{names}, without the bank holidays of {clock.nation})"
    if clock.due:
        said += f"; due when the contract says ({_column(clock.due)})"
    else:
        said += "; due after " + ", ".join(_allowed(clock))
    if clock.extended:
        said += f", or when an extension says ({_column(clock.extended)})"
    return f"{said}. Times are London's; done exactly when due is on time."


def _allowed(clock: Clock) -> list[str]:
    found = []
    for priority, length in clock.allowed:
        if clock.counts_days:
            said = f"{length} day{'' if length == 1 else 's'}"
        elif length % 3600:
            said = f"{length // 60} minutes"
        else:
            said = f"{length // 3600} hour{'' if length == 3600 else 's'}"
        found.append(f"{said} ({priority})" if priority else said)
    return found


def _column(name: str) -> str:
    return name.removesuffix("_at").replace("_", " ")


def _baseline(measure: Measure) -> str:
    if measure.baseline is None:
        return ""
    how = f" ({measure.baseline.method})" if measure.baseline.method else ""
    return f"{said_with(measure.baseline.value, measure.unit)} in {measure.baseline.period}{how}"


def _late(measure: Measure) -> str:
    return (
        "Change nothing: the figure is frozen"
        if measure.late_rows == "freeze"
        else "Restate the figure, and it says so"
    )


def _in_force(measure: Measure) -> str:
    parts = []
    if measure.effective_from:
        parts.append(f"from {day_in_words(measure.effective_from)}")
    if measure.effective_to:
        parts.append(f"to {day_in_words(measure.effective_to)}")
    return " ".join(parts)
