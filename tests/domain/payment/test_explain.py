"""What is told is all of what is paid by: there is no term of a mechanism whose change the explanation would not show."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from concordat.domain.payment.explain import explain
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.reading import read_mechanism
from tests.domain.payment.test_broken_mechanisms import GOOD


def rich() -> Mechanism:
    """Every kind of term at once."""
    content: dict[str, Any] = deepcopy(GOOD)
    content |= {
        "year_begins": "September", "short_first_year": "in full", "applies_from": "2027-04-01", "cap_on_all_deductions": "9%", "vat": "20%",
        "lot": [{"id": "a", "title": "Lot A", "record": "A1"}],
    }  # fmt: skip
    content["price"][1] |= {"lot": "a", "service": "surfacing", "indexed_by": "cpi"}
    content["price"][1]["rate"][0] |= {"title": "Square metre", "unit": "m²"}
    content["price"][2] |= {"avoidable": "40%", "surplus_of_substitutes_to_client": "50%"}
    content["price"] += [
        {"id": "open", "title": "Open", "kind": "cost plus fee", "fee": "8%"},
        {"id": "jobs", "title": "Jobs", "kind": "orders", "service": "grounds"},
    ]
    content["indexation"][0] |= {
        "share": "80%",
        "averaged_over_months": 12,
        "latest_within_months": 2,
        "last_change": "2033-04",
    }
    content["indexation"][0]["part"][0]["successor"] = [
        {"index": "CPIH", "from": "2030-02", "linked_at": "2030-01"},
        {"index": "CPIH (2030 = 100)", "from": "2032-02", "link_factor": "1.3"},
    ]
    content["measure"][0] |= {"bonus": "£500", "bonus_from": 99}
    content["measure"][0]["suspended"][0]["approved_by"] = "the Board"
    content["measure"][0]["ratchet"].append({"kind": "in a row", "after": 3, "multiplier": 3})
    content["measure"][1] |= {
        "points_again_if_not_put_right": 4, "not_put_right_by": "again", "counts_from": "2026-06-01"
    }  # fmt: skip
    content["measure"][2] |= {"pays_contractor": "£40"}
    content["measure"].append(
        {
            "id": "short",
            "title": "Short",
            "target": 98,
            "points_for_each_unit_short": 2,
            "places": 2,
            "rounding": "down",
        }
    )
    content["deduction"][0] |= {"earn_back": {"months": 3, "limit": "50%", "not_from": 4}, "carry_excess": True}
    content["deduction"].append(
        {"id": "credit", "title": "Credit", "kind": "share of charges", "measures": ["short"], "share_for_a_point": "1%",
         "cap": "5%", "charges": ["core"],
         "cap_by_twelve_months": {"share_of_charges": "12%", "first_twelve_months": "£5,000"}},
    )  # fmt: skip
    content["deduction"].append(
        {"id": "lot-a", "title": "Of lot A", "kind": "bands", "measures": ["missed"], "value_of_a_point": "£1", "lot": "a",
         "each_unit": True, "band": [{"above": 0, "multiple": 1}]},
    )  # fmt: skip
    content["profit_at_risk"][0] |= {"stretch_score": "0.95", "stretch": "1.2", "charges": ["core"]}
    content["retention"] |= {"free": "£100", "limit": "£900"}
    content["extension"] |= {"whole_months": 6, "first_year_assessed": 2}
    content["threshold"].append(
        {"id": "share", "title": "Share", "counts": "share of most points", "most_points_a_month": 50, "measures": ["time"],
         "window": [{"months": 6, "more_than": "10%", "then": "It may end"}]},
    )  # fmt: skip
    content["threshold"][1]["window"].append({"months": 3, "less_than": 70, "then": "It may end"})
    read = read_mechanism(content, name="rich")
    assert read.mechanism is not None, read.findings
    return read.mechanism


def told(mechanism: Mechanism) -> str:
    return "\n".join(f"{part.heading}: {' '.join(part.sentences)}" for part in explain(mechanism))


ALTERNATIVES = {
    "per": "month", "fee_on": "allowed cost", "assessed": "month", "method": "from base", "side": "client",
    "polarity": "lower", "rounding": "up", "decided": "discretion", "missing": "nought", "counts": "deductions", "starts": "notification",
    "short_first_year": "in proportion",
}  # fmt: skip
# What names a part for the documents and the lines of statements, and what is told elsewhere on the page.
NAMES = {"id", "name", "contract", "source", "names", "document", "earlier", "item"}


def other(value: Any, name: str) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + (100 if value >= 1000 else 1)
        case Decimal():
            return value + Decimal("0.01")
        case date():
            return value + timedelta(days=33)
        case str():
            return ALTERNATIVES.get(name, value + "x")
        case None:
            return Decimal("0.07")
    return value


def changes(thing: Any) -> Iterator[tuple[str, Any]]:
    """(field, the thing with that field changed) for every field, however deep."""
    if is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            value = getattr(thing, field.name)
            if field.name in NAMES or value is None:
                continue
            if field.name == "kind":
                continue
            if is_dataclass(value) or isinstance(value, tuple):
                for deeper, changed in changes(value):
                    named = deeper if "." in deeper else f"{type(thing).__name__}.{field.name}"
                    yield named, replace(thing, **{field.name: changed})
            else:
                yield (
                    f"{type(thing).__name__}.{field.name}",
                    replace(thing, **{field.name: other(value, field.name)}),  # type: ignore[type-var]
                )
    elif isinstance(thing, tuple):
        for place, value in enumerate(thing):
            if is_dataclass(value) or isinstance(value, tuple):
                for deeper, changed in changes(value):
                    yield deeper, (*thing[:place], changed, *thing[place + 1 :])
            elif value is not None:
                yield "", (*thing[:place], other(value, ""), *thing[place + 1 :])


def test_a_change_of_any_term_changes_what_is_told() -> None:
    mechanism = rich()
    before = told(mechanism)
    shown: dict[str, bool] = {}
    for name, changed in changes(mechanism):
        shown[name] = shown.get(name, False) or told(changed) != before
    assert len(shown) > 90
    assert sorted(name for name, seen in shown.items() if not seen) == ["Mechanism.title"]  # the heading of the page


@pytest.mark.parametrize(
    "words",
    [
        "£120,000 a year, in twelve parts that add up to the year.",
        "Square metre (m2) £21.40 a m².",
        "0 to 100 at £10.00; 100 to 200 at £8.00.",
        "At least 50 a year is paid for: in August what is missing is paid at the rates of the bands, less what the contractor refused and less 40% of the rate, which is not spent.",
        "Nothing is paid above 200 a year.",
        "Never more than 5% a year. Never less than 0% a year. What a limit holds back is lost for good.",
        "In a month in which the client's figure is below 70, 50% of that month's points are not counted against the contractor for: On time.",
        "below that 6 months fewer",
        "A score of 0.8 or more: 12 months more",
        "Contract years run from 1 September to 31 August. The first year is shorter and ends on 31 August 2026. What is agreed "
        "for a year (Tonnes, Target, Stretch) counts in it in full.",
        "Savings are guaranteed: September 2026 to August 2027 £100. It is settled each August on savings that were verified.",
        "These terms rule from 1 April 2027; earlier months keep the terms that ruled them.",
        "half of it is let go on 1 april 2030",
    ],
)
def test_the_words_are_these(words: str) -> None:
    assert words.lower() in told(rich()).lower()


def test_every_sentence_is_a_sentence() -> None:
    for part in explain(rich()):
        assert part.sentences
        for sentence in part.sentences:
            assert sentence.endswith("."), sentence
            assert "  " not in sentence
            assert ".." not in sentence
            assert "None" not in sentence
            assert sentence[0].isupper() or not sentence[0].isalpha()


def test_a_suspension_and_bedding_in_are_told_by_the_months_that_count() -> None:
    content = deepcopy(GOOD)
    content["measure"][0] |= {"counts_from": "2026-06-15"}
    read = read_mechanism(content, name="told")
    assert read.mechanism is not None
    told = " ".join(next(part for part in explain(read.mechanism) if part.about == "time").sentences)
    assert "whose first day lies in that time does not count at all, and every other counts in full" in told
    assert "counts from 15 June 2026; June 2026 began before and does not count" in told
