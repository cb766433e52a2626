"""What a measure's document and its tables may say."""

KNOWN = frozenset(
    [
        "id",
        "based_on",
        "title",
        "serves",
        "definition",
        "records",
        "unit",
        "scale",
        "polarity",
        "cohort",
        "numerator",
        "denominator",
        "only",
        "clock",
        "targets",
        "suspensions",
        "breaks",
        "baseline",
        "fewest",
        "matures_after_days",
        "final_after_days",
        "late_rows",
        "owner",
        "source",
        "side",
        "tier",
        "frequency",
        "interval",
        "reviewed_on",
        "effective_from",
        "effective_to",
        "verifier",
        "services",
        "illustrative",
    ]
)
# By table.
OF = {
    "clock": ["starts", "stops", "due", "allowed", "extended", "calendar", "opens", "closes", "nation", "weekdays"],
    "suspensions": ["from", "to", "reason", "approved_by", "areas"],
    "breaks": ["month", "reason"],
    "targets": ["year", "target", "minimum", "stretch", "tolerance", "band", "profile"],
    "baseline": ["value", "period", "method"],
}
