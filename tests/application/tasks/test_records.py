"""Made-up job records, made by a worker before anybody looks."""

from pathlib import Path
from typing import Any

import pytest

from concordat.application.actions import save_document
from concordat.application.errors import NotDone
from concordat.application.jobs import Cancelled
from concordat.application.queries.evidence import evidence_folder, store_for
from concordat.application.tasks.records import make_up
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from tests.people import Table

pytestmark = pytest.mark.django_db
RECIPE = """
title = "A quarter of made-up records"
orders = 60
seed = 5
first_month = "2025-04"
last_month = "2025-06"
by = "contract-manager"
organisation = "kerb-and-co-test"
"""


@pytest.fixture
def recipe(table: Table, settings: Any, tmp_path: Path) -> Table:
    settings.FOLDER = tmp_path
    save_document(by=table.north, kind="made_up_records", name="made-up", text=RECIPE, audience=PARTNERS_AND_CONTRACTOR)
    return table


def test_each_month_is_told_and_the_store_is_then_there(recipe: Table) -> None:
    told: list[tuple[float, str]] = []
    found = make_up(recipe.contractor, {}, lambda share, words: told.append((round(share, 2), words)))
    assert told == [
        (0.0, "April 2025, 1 of 3 months"),
        (0.33, "May 2025, 2 of 3 months"),
        (0.67, "June 2025, 3 of 3 months"),
    ]
    store = store_for(recipe.north)
    assert store is not None
    assert len(store.deliveries()) == found["deliveries"] >= 3


def test_cancelled_in_the_middle_nothing_of_it_stays(recipe: Table) -> None:
    def cancelled_in_june(share: float, words: str) -> None:
        if words.startswith("June"):
            raise Cancelled

    with pytest.raises(Cancelled):
        make_up(recipe.contractor, {}, cancelled_in_june)
    assert [place for place in evidence_folder().rglob("*") if place.is_file()] == []
    store = store_for(recipe.north)
    assert store is not None
    assert len(store.deliveries()) >= 3, "who looks at the evidence then has it made up, whole"


def test_a_partnership_without_a_recipe_is_told_so(table: Table) -> None:
    with pytest.raises(NotDone, match="made up"):
        make_up(table.contractor, {}, lambda share, words: None)
