"""Ledgers taken over after an edit are the very ledgers that opening them anew gives."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.ledgers import Corner, Ledgers, Step
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.work_out import work_out
from concordat.domain.kernel.case import Case, Document, Fact


def line(number: int, **more: Any) -> Fact:
    values = {
        "title": f"Line {number}",
        "kind": ("saving", "cost", "income")[number % 3],
        "partner": f"council-{number % 2}" if number % 5 else "",
        "low": 1_000_001 + 37 * number,
        "likely": 1_500_003 + 41 * number,
        "high": 1_900_007 + 53 * number,
        "start": date(2025 + number % 3, 4 + number % 8, 1),
        "ramp_up_months": number % 7,
        "evidence_grade": str(number % 6 + 1),
        **more,
    }
    return Fact("case_lines", f"line-{number}", values, organisation="council-0", revision=1 + bool(more))


def case(*facts: Fact, years: int = 8, **said: Any) -> Case:
    document = Document("business-case", "made", {"base_year": "2025/26", "years": years, **said})
    return Case("made", "Made", documents=(document,), facts=facts)


BEFORE = tuple(line(number) for number in range(12))


def opened(given: Case, like: Ledgers | None = None) -> Ledgers:
    held = read_business_case(given, reference=load_reference(), like=like.business_case if like else None)
    return open_ledgers(held, like=like)


def same(one: Ledgers, other: Ledgers) -> bool:
    cells = all((one.cells(s, c) == other.cells(s, c)).all() for s in Step for c in Corner)
    return cells and work_out(one.business_case, ledgers=one).hash == work_out(other.business_case, ledgers=other).hash


def all_worked_out(ledgers: Ledgers) -> Ledgers:
    for step in Step:
        for corner in Corner:
            ledgers.cells(step, corner)
    return ledgers


@given(
    changed=st.dictionaries(
        st.integers(0, 14),
        st.fixed_dictionaries(
            {"likely": st.integers(1_600_000, 1_800_000), "partner": st.sampled_from(["council-0", "council-1", "council-2"])},
            optional={"vat": st.just("not recoverable"), "probability": st.just(Decimal("0.4"))},
        ),
        max_size=5,
    ),
    withdrawn=st.sets(st.integers(0, 11), max_size=4),
)  # fmt: skip
def test_an_edit_taken_over_is_the_same_as_opened_anew(changed: dict[int, dict[str, Any]], withdrawn: set[int]) -> None:
    facts = [replace(fact, revision=2, withdrawn=True) for place, fact in enumerate(BEFORE) if place in withdrawn]
    facts += [line(number, **values) for number, values in changed.items() if number not in withdrawn]
    after = case(*BEFORE, *facts)
    assert same(opened(after, all_worked_out(opened(case(*BEFORE)))), opened(after))


@pytest.mark.parametrize(
    "said", [{"years": 9}, {"discounting": "health"}, {"price_index": "fixed"}, {"vehicle": "llp"}]
)
def test_other_assumptions_are_worked_out_anew(said: dict[str, Any]) -> None:
    after = case(*BEFORE, **said)
    assert same(opened(after, all_worked_out(opened(case(*BEFORE)))), opened(after))


def test_what_did_not_change_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = all_worked_out(opened(case(*BEFORE)))
    seen: list[int] = []
    honest = Ledgers._worked_out
    monkeypatch.setattr(
        Ledgers, "_worked_out", lambda self, s, c, rows: seen.append(len(rows)) or honest(self, s, c, rows)
    )
    after = opened(case(*BEFORE, line(3, likely=1_700_000)), before)
    work_out(after.business_case, ledgers=after)
    assert set(seen) == {1}
