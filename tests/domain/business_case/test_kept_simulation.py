"""What was kept is what was drawn, through JSON and back."""

import json

from concordat.domain.business_case.kept_simulation import drawn_from, simulation_as_plain, simulation_from_plain
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.simulate import simulate
from tests.domain.business_case.cases import business_case_of, cost, saving

MILLION = [{"id": "save", "title": "Save £1m", "measure": "annual saving", "amount": 100_000_000}]


def test_a_kept_simulation_is_the_one_that_was_drawn() -> None:
    lines = (saving("staff", (400_000, 500_000, 650_000)), cost("system", (90_000, 100_000, 300_000)))
    ledgers = open_ledgers(business_case_of(*lines, promises=MILLION))
    drawn = simulate(ledgers.business_case, ledgers=ledgers, draws=5_000)
    back = simulation_from_plain(json.loads(json.dumps(simulation_as_plain(drawn))), ledgers)
    assert back == drawn
    assert back.provenance == drawn.provenance


def test_another_line_gives_another_name_and_the_same_lines_the_same() -> None:
    one = open_ledgers(business_case_of(saving("staff", (400_000, 500_000, 650_000))))
    same = open_ledgers(business_case_of(saving("staff", (400_000, 500_000, 650_000))))
    other = open_ledgers(business_case_of(saving("staff", (400_000, 500_000, 650_001))))
    assert drawn_from(one) == drawn_from(same)
    assert drawn_from(one) != drawn_from(other)
