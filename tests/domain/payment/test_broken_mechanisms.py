"""Mechanisms broken on purpose, one mistake each: one finding that names the place and the mend, and nothing is paid."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from concordat.domain.payment.reading import read_mechanism

GOOD: dict[str, Any] = {
    "title": "Contract", "client": "council", "contractor": "firm", "starts": "2026-04-01",
    "price": [
        {"id": "core", "title": "Core", "kind": "lump sum", "amount": "£120,000", "indexed_by": "cpi"},
        {"id": "works", "title": "Works", "kind": "schedule of rates", "rate": [{"item": "m2", "rate": "£21.40"}]},
        {"id": "tonnes", "title": "Tonnes", "kind": "volume bands", "minimum": 50, "maximum": 200,
         "band": [{"above": 0, "to": 100, "rate": "£10"}, {"above": 100, "to": 200, "rate": "£8"}]},
        {"id": "target", "title": "Target", "kind": "target cost", "target": "£1,000", "fee": "8%",
         "band": [{"above": 0, "to": 1, "share": "50%"}, {"above": 1, "share": "20%"}]},
    ],
    "indexation": [
        {"id": "cpi", "title": "CPI", "base": "2025-11", "lag_months": 5, "cap": "5%", "collar": "0%",
         "part": [{"index": "CPI", "weight": "0.7"}, {"index": "pay", "weight": "0.3"}]},
    ],
    "availability": [
        {"id": "rooms", "title": "Rooms", "charge": "core", "unit": [{"id": "hall", "weight": 1}]},
    ],
    "measure": [
        {"id": "time", "title": "On time", "service": "highways", "weight": 1, "minimum": 80, "target": 95, "gate": True,
         "points": [{"at_least": 95, "points": 0}, {"at_least": 80, "points": 10}, {"points": 30}],
         "ratchet": [{"kind": "in a window", "after": 2, "within": 6, "multiplier": 2}],
         "suspended": [{"first": "2026-08-01", "last": "2026-08-31", "reason": "Flood"}]},
        {"id": "missed", "title": "Missed", "points_for_each_failure": 2, "not_with": "rooms"},
        {"id": "lead", "title": "Lead time", "side": "client", "minimum": 70, "relieves": ["time"], "relief": "50%"},
    ],
    "deduction": [
        {"id": "points", "title": "Points", "kind": "bands", "measures": ["time"], "value_of_a_point": "£3", "cap": "10%",
         "band": [{"above": 0, "to": 20, "multiple": 0}, {"above": 20, "multiple": 1}]},
        {"id": "steps", "title": "Steps", "kind": "steps", "measures": ["missed"], "cap_amount": "£900",
         "step": [{"points": 100, "amount": "£625"}]},
    ],
    "score": {"service": [{"service": "highways", "weight": 1}]},
    "profit_at_risk": [
        {"id": "fee", "title": "Fee", "fee": "8%", "at_risk": "50%", "from_score": "0.4", "full_score": "0.9"},
    ],
    "reward": [
        {"id": "stretch", "title": "Stretch", "measure": "time", "base": 60, "target": 70, "amount": "£500"},
    ],
    "gain_share": [
        {"id": "gain", "title": "Gain", "guaranteed": [{"year": "2026/27", "amount": "£100"}],
         "band": [{"above": "£0", "share": "50%"}]},
    ],
    "retention": {"rate": "3%", "halved_on": "2030-04-01", "released_on": "2031-04-01"},
    "extension": {"initial_months": 60, "minimum_months": 48, "maximum_months": 120, "lead_months": 12,
                  "award": [{"score_at_least": "0.8", "months": 12}, {"months": -6}]},
    "ratings": {"good": 1, "approaching_target": "0.6", "requires_improvement": "0.2"},
    "threshold": [
        {"id": "limit", "title": "Limit", "window": [{"months": 6, "more_than": 100, "then": "It may end"}]},
        {"id": "level", "title": "Level", "counts": "level", "measures": ["time"],
         "window": [{"months": 6, "less_than": 75, "in_at_least_months": 2, "then": "It may end"}]},
        {"id": "capped", "title": "Capped", "counts": "months at a cap", "deductions": ["points"],
         "window": [{"months": 6, "more_than": 1, "then": "It may end"}]},
    ],
}  # fmt: skip


def test_the_mechanism_they_are_made_from_has_nothing_wrong() -> None:
    read = read_mechanism(GOOD, name="good")
    assert read.findings == ()
    assert read.mechanism is not None


Path = tuple[str | int, ...]
GONE = object()

# (what is changed, to what, the part it is in, words of the one finding)
MISTAKES: list[tuple[Path, Any, str, str]] = [
    (("colour",), "blue", "", "“colour” is not something"),
    (("price", 0, "ammount"), "£5", "price core", "Did you mean “amount”"),
    (("price", 0, "minimum"), 5, "price core", "changes nothing in a price line of the kind lump sum"),
    (("price", 0, "kind"), "lumpsum", "price core", "Did you mean “lump sum”"),
    (("price", 0, "kind"), GONE, "price core", "“kind” is missing"),
    (("price", 0, "amount"), "12000000p", "price core", "amount"),
    (("price", 0, "amount"), "£120,000.005", "price core", "part of a penny"),
    (("price", 0, "amount"), "£-5", "price core", "below nought"),
    (("price",), {"id": "core"}, "", "double brackets"),
    (("price", 0, "indexed_by"), "rpi", "price core", "indexation “rpi”"),
    (("price", 1, "rate"), [], "price works", "no rates"),
    (("price", 1, "rate", 0, "rate"), "£0", "price works", "no rate above nought"),
    (("price", 1, "rate"), [{"item": "m2", "rate": "£1"}, {"item": "m2", "rate": "£2"}], "price works", "2 rates"),
    (("price", 2, "band", 1, "above"), 90, "price tonnes", "overlap between 90 and 100"),
    (("price", 2, "band", 1, "above"), 110, "price tonnes", "Nothing is said between 100 and 110"),
    (("price", 2, "band", 0, "above"), 10, "price tonnes", "nothing is said of what lies below"),
    (("price", 2, "band", 1, "to"), 150, "price tonnes", "Nothing is said above 150"),
    (("price", 2, "maximum"), GONE, "price tonnes", "Nothing is said above 200"),
    (("price", 2, "minimum"), 250, "price tonnes", "minimum of 250 is more than the maximum of 200"),
    (("price", 2, "surplus_of_substitutes_to_client"), 50, "price tonnes", "more than the whole"),
    (("price", 0, "surplus_of_substitutes_to_client"), "50%", "price core", "changes nothing in a price line of the kind lump sum"),
    (("price", 2), {"id": "tonnes", "title": "T", "kind": "volume bands", "surplus_of_substitutes_to_client": "50%",
                    "band": [{"above": 0, "rate": "£10"}]}, "price tonnes", "no minimum for them to make up"),
    (("price", 2, "avoidable"), 40, "price tonnes", "more than the whole"),
    (("price", 3, "fee"), 8, "price target", "fee is 800%, more than the whole"),
    (("price", 3, "band", 0, "share"), 50, "price target", "share is 5,000%"),
    (("price", 3, "band", 1, "to"), 2, "price target", "Nothing is said above 2"),
    (("indexation", 0, "cap"), "-1%", "indexation cpi", "cap of -1% is below the collar of 0%"),
    (("indexation", 0, "cap"), 5, "indexation cpi", "cap is 500% a year"),
    (("indexation", 0, "part", 1, "weight"), "0.4", "indexation cpi", "add up to 110%"),
    (("indexation", 0, "part"), [], "indexation cpi", "basket is empty"),
    (("indexation", 0, "base"), "November 2025", "indexation cpi", "2026-04"),
    (("indexation", 0, "uplift_month"), 13, "indexation cpi", "uplift_month is 13"),
    (("indexation", 0, "last_change"), "2025-11", "indexation cpi", "not after their base of November 2025"),
    (("indexation", 0, "adjusts_every_months"), 5, "indexation cpi", "does not divide a year"),
    (("indexation", 0, "adjusts_every_months"), 1, "indexation cpi", "A limit is a yearly one, and prices move every month"),
    (("indexation", 0, "latest_within_months"), 13, "indexation cpi", "latest_within_months is 13"),
    (("indexation", 0, "lag_months"), "2.5", "indexation cpi", "not a whole number"),
    (("indexation", 0, "method"), "from base", "indexation cpi", "A limit is a yearly one"),
    (("indexation", 0, "carry_forward"), "maybe", "indexation cpi", "neither true nor false"),
    (("indexation", 0, "part", 0, "successor"), [{"index": "CPI", "from": "2030-02", "linked_at": "2030-01"}], "indexation cpi", "take its own place"),
    (("indexation", 0, "part", 0, "successor"), [{"index": "CPIH", "from": "2025-11", "link_factor": 1}], "indexation cpi", "not after the base"),
    (("indexation", 0, "part", 0, "successor"), [{"index": "CPIH", "from": "2030-02", "link_factor": 0}], "indexation cpi", "not above nought"),
    (("indexation", 0, "part", 0, "successor"), [{"index": "CPIH", "from": "2030-02"}], "indexation cpi: part 1: successor 1", "either linked_at"),
    (("indexation", 0, "part", 0, "successor"), [{"index": "CPIH", "from": "2030-02", "linked_at": "January 2030"}], "indexation cpi: part 1: successor 1", "2026-04"),
    (("indexation", 0, "part", 0, "successor"), [{"index": "CPIH", "from": "2030-02", "linked_at": "2030-01", "link_factor": 1}], "indexation cpi: part 1: successor 1", "either linked_at"),
    (("availability", 0, "charge"), "works", "availability rooms", "not a lump sum"),
    (("availability", 0, "unit"), [], "availability rooms", "needs places"),
    (("availability", 0, "sessions_a_day"), "2.5", "availability rooms", "whole number of sessions"),
    (("availability", 0, "counts_from"), "the start", "availability rooms", "end of rectification"),
    (("measure", 0, "minimum"), 97, "measure time", "better than its target"),
    (("measure", 0, "minimum"), GONE, "measure time", "no minimum and target to score it by"),
    (("measure", 0, "points", 1, "at_least"), 96, "measure time", "overlap"),
    (("measure", 0, "points", 2, "at_least"), 70, "measure time", "do not end with one band for everything worse"),
    (("measure", 0, "points", 2, "points"), 5, "measure time", "A worse band gives fewer points"),
    (("measure", 0, "points", 0), {"at_most": 95, "points": 0}, "measure time: points 1", "at_most"),
    (("measure", 0, "ratchet", 0, "within"), 2, "measure time", "cannot fall in 2 months"),
    (("measure", 0, "suspended", 0, "last"), "2026-07-01", "measure time", "which is before"),
    (("measure", 1, "not_with"), "cells", "measure missed", "availability “cells”"),
    (("measure", 1, "not_put_right_by"), "missed", "measure missed", "round in a circle"),
    (("measure", 2, "gate"), True, "measure lead", "cannot be a gate"),
    (("measure", 2, "relieves"), ["lead"], "measure lead", "relieves itself: that goes round in a circle"),
    (("measure", 2, "minimum"), GONE, "measure lead", "What the client promised is not said"),
    (("deduction", 0, "cap"), 10, "deduction points", "cap is 1,000%, more than the whole"),
    (("deduction", 0, "measures"), ["timely"], "deduction points", "measure “timely”"),
    (("deduction", 0, "band", 1, "above"), 15, "deduction points", "overlap between 15 and 20"),
    (("deduction", 0, "value_of_a_point"), GONE, "deduction points", "A point costs nothing"),
    (("deduction", 0, "earn_back"), {"months": 12, "within_contract_year": True}, "deduction points", "after 12 months within one"),
    (("deduction", 0, "cap_by_twelve_months"), {"share_of_charges": "10%"}, "cap_by_twelve_months", "“first_twelve_months” is missing"),
    (("deduction", 0, "cap_by_twelve_months"), {"share_of_charges": 10, "first_twelve_months": "£9"}, "deduction points", "more than the whole"),
    (("deduction", 0, "cap_by_twelve_months"), {"share_of_charges": "1%", "first_twelve_months": "£-9"}, "deduction points", "below nought"),
    (("deduction", 1, "cap_amount"), "£500", "deduction steps", "cap of £500 is below its first step of £625"),
    (("deduction", 1, "id"), "points", "deduction points", "2 parts are called “points”"),
    (("score", "service", 0, "service"), "grounds", "score", "have a weight, but the service has none"),
    (("profit_at_risk", 0, "at_risk"), "120%", "profit_at_risk fee", "at_risk is 120%"),
    (("profit_at_risk", 0, "from_score"), "0.9", "profit_at_risk fee", "not above the 0.9"),
    (("reward", 0, "target"), 60, "reward stretch", "Its target is its base"),
    (("gain_share", 0, "band", 0, "share"), "150%", "gain_share gain", "share is 150%"),
    (("gain_share", 0, "guaranteed", 0, "year"), "2026", "gain_share gain", "“2026” is not one year"),
    (("retention", "released_on"), "2029-04-01", "retention", "released_on (2029-04-01) is not after halved_on"),
    (("year_begins",), "Septembre", "", "Did you mean “September”"),
    (("year_begins",), 9, "", "Use one of: April, May"),
    (("short_first_year",), "pro rata", "", "Use one of: in full, in proportion"),
    (("short_first_year",), "in full", "", "the first contract year has all its twelve months"),
    (("gain_share", 0, "guaranteed"), [{"year": "2026/27"}, {"year": "2026-27"}], "gain_share gain", "given once"),
    (("gain_share", 0, "guaranteed", 0, "year"), "September 2026 to August 2027", "gain_share gain", "Write it like 2026/27"),
    (("starts",), "1 April 2026", "", "not a date"),
    (("applies_from",), "2025-04-01", "", "before the contract starts"),
    (("extension", "minimum_months"), 72, "extension", "that cannot be"),
    (("extension", "award", 1, "score_at_least"), "0.5", "extension", "do not end with one for every lower score"),
    (("extension", "award", 1, "months"), 24, "extension", "A lower score gives more months"),
    (("ratings", "approaching_target"), "0.1", "ratings", "do not fall"),
    (("threshold", 0, "window", 0, "months"), 0, "threshold limit: window 1", "at least one month"),
    (("threshold", 2, "deductions"), ["credits"], "threshold capped", "deduction “credits”"),
    (("threshold", 2, "window", 0, "more_than"), 6, "threshold capped", "More than 6 months cannot fall in 6"),
    (("deduction", 0, "cap"), GONE, "threshold capped", "None of the deductions it counts has a cap"),
    (("threshold", 0, "deductions"), ["points"], "threshold limit", "changes nothing where points are counted"),
    (("threshold", 1, "measures"), ["time", "missed"], "threshold level", "A level is that of one measure"),
    (("threshold", 1, "measures"), [], "threshold level", "A level is that of one measure"),
    (("threshold", 1, "measures"), ["timely"], "threshold level", "measure “timely”"),
    (("threshold", 1, "window", 0, "less_than"), 85, "threshold level", "follow at 85, though 80 is acceptable"),
    (("threshold", 1, "window", 0, "less_than"), "75%", "threshold level: window 1", "not a share"),
    (("threshold", 1, "window", 0, "less_than"), GONE, "threshold level: window 1", "either less_than or more_than"),
    (("threshold", 1, "window", 0, "more_than"), 75, "threshold level: window 1", "either less_than or more_than"),
    (("threshold", 1, "window", 0), {"months": 1, "more_than": 75, "then": "x"}, "threshold level", "Write less_than = 75"),
    (("threshold", 1, "window", 0, "in_at_least_months"), 7, "threshold level: window 1", "7 months do not lie within 6"),
    (("threshold", 0, "window", 0, "less_than"), 5, "threshold limit: window 1", "“less_than” is not something"),
    (("vat",), 20, "", "vat is 2,000%"),
    (("contractor",), "council", "", "are the same"),
]  # fmt: skip


def changed(path: Path, to: Any) -> dict[str, Any]:
    content = deepcopy(GOOD)
    inside: Any = content
    for step in path[:-1]:
        inside = inside[step]
    if to is GONE:
        del inside[path[-1]]
    else:
        inside[path[-1]] = to
    return content


@pytest.mark.parametrize(
    ("path", "to", "part", "words"),
    MISTAKES,
    ids=[f"{p}={'left out' if to is GONE else to}"[:60] for p, to, *_ in MISTAKES],
)
def test_one_mistake_is_one_finding_with_its_place_and_its_mend(path: Path, to: Any, part: str, words: str) -> None:
    read = read_mechanism(changed(path, to), name="broken")
    errors = [finding for finding in read.findings if finding.is_error]
    if path == ("price",):  # what the lost lines were named by is lost too
        errors = errors[:1]
    assert len(errors) == 1, [str(finding) for finding in errors]
    assert read.mechanism is None
    assert words in f"{errors[0].message} {errors[0].fix}"
    assert errors[0].fix
    assert f"{errors[0].where.table} {errors[0].where.item}".strip() == part


WARNINGS: list[tuple[Path, Any, str]] = [
    (("price", 0, "amount"), 12_000_000, "it is read as £12,000,000.00"),
    (("starts",), "2025-09-15", "The first contract year has only 7 months, to 31 March 2026, and nothing says how"),
    (("year_begins",), "October", "how what is agreed for a year counts in it: Tonnes, Target, Stretch, months of term"),
    (("deduction", 1, "measures"), ["missed", "time"], "one failure is paid for twice"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "to", "words"), WARNINGS)
def test_what_may_be_meant_is_only_doubted(path: Path, to: Any, words: str) -> None:
    read = read_mechanism(changed(path, to), name="doubtful")
    assert read.mechanism is not None
    assert [words in finding.message for finding in read.findings] == [True]


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        (["2026-05-10 2026-05-20"], ["no month is suspended, and May 2026 counts in full"]),
        (["2026-07-01 2026-07-02"], ["all of July 2026 is suspended."]),
        (["2026-05-10 2026-08-31"], ["all of June 2026 to August 2026 is suspended, and May 2026 counts in full"]),
        (["2026-05-10 2026-07-01"], ["all of June 2026 to July 2026 is suspended, and May 2026 counts in full"]),
        (["2026-02-01 2026-02-28", "2028-02-01 2028-02-29"], []),
        (["2026-05-01 2026-05-20", "2026-05-21 2026-06-30"], []),  # two that are one
        (["2026-07-01 2026-07-15", "2026-07-16 2026-07-20"], ["all of July 2026 is suspended."]),
        (["2026-07-01 2026-07-02", "2026-07-10 2026-07-12"], ["all of July 2026 is suspended."] * 2),
        (["2028-02-01 2028-02-28"], ["all of February 2028 is suspended."]),
    ],
)
def test_a_suspension_of_some_days_of_a_month_says_which_months_it_suspends(
    windows: list[str], words: list[str]
) -> None:
    given = [dict(zip(("first", "last"), one.split(), strict=True)) | {"reason": "Flood"} for one in windows]
    read = read_mechanism(changed(("measure", 0, "suspended"), given), name="doubtful")
    assert read.mechanism is not None
    assert len(read.findings) == len(words)
    for finding, said in zip(read.findings, words, strict=True):
        assert said in finding.message
        assert (finding.code, finding.where.item, finding.is_error) == ("mechanism.dates", "time", False)
        assert "Suspend whole months" in finding.fix
    counted = [
        day.month for day in (date(2026, n, 1) for n in range(4, 10)) if read.mechanism.measures[0].counts_on(day)
    ]
    for n in range(4, 10):  # what is said is what counts
        if words and f"{date(2026, n, 1):%B} 2026 counts in full" in words[0]:
            assert n in counted
        if words and words[0].startswith(f"all of {date(2026, n, 1):%B} 2026"):
            assert n not in counted


def test_a_file_of_nonsense_is_findings_and_never_a_crash() -> None:
    for nonsense in (5, "x", True, [], {}, [5], [[]], {"a": 1}, None):
        for name in (*GOOD, "names", "lot", "applies_from", "year_begins", "short_first_year", "cap_on_all_deductions"):
            read = read_mechanism(GOOD | {name: nonsense}, name="nonsense")
            assert all(finding.fix for finding in read.findings)
        for part in ("price", "measure", "deduction", "indexation", "availability", "reward", "threshold"):
            for key in [*GOOD[part][0], "id"]:
                content = deepcopy(GOOD)
                content[part][0][key] = nonsense
                assert all(finding.fix for finding in read_mechanism(content, name="nonsense").findings)


@pytest.mark.parametrize("starts", ["9999-12-31", "0001-01-01", date(9999, 12, 31)])
def test_a_contract_that_starts_where_the_calendar_ends_is_a_finding(starts: object) -> None:
    read = read_mechanism(GOOD | {"starts": starts}, name="contract")
    assert read.mechanism is None
    assert "when no contract runs" in " ".join(finding.message for finding in read.findings)


def test_a_year_that_begins_in_no_month_begins_in_april() -> None:
    read = read_mechanism(GOOD | {"year_begins": ""}, name="contract")
    assert read.mechanism is not None
    assert read.mechanism.year_begins == 4
