from typing import Any

from concordat.domain.business_case.five_cases import CaseSection, five_cases
from concordat.domain.business_case.simulate import simulate
from concordat.domain.business_case.work_out import work_out
from tests.domain.business_case.cases import business_case_of, cost, saving


def document(stage: str, **narrative: Any) -> tuple[CaseSection, ...]:
    held = business_case_of(
        saving("rent", (50, 100, 120), partner="a"),
        cost("move", 10, recurring=False),
        stage=stage,
        five_cases=narrative,
        vehicle="owned-company",
    )
    return five_cases(held, work_out(held), simulate(held, draws=2_000))


def gaps(sections: tuple[CaseSection, ...]) -> set[str]:
    return {item.heading for section in sections for item in section.gaps}


def test_an_outline_asks_for_less_than_a_full_case():
    outline, full = gaps(document("strategic outline case")), gaps(document("full business case"))
    assert outline < full
    assert "Exit" in full - outline


def test_what_was_written_closes_its_gap():
    assert "Exit" not in gaps(document("full business case", management={"exit": "Twelve months’ notice."}))


def test_what_can_be_worked_out_is_no_gap():
    sections = document("full business case")
    value = next(item for section in sections for item in section.items if item.heading.startswith("Value"))
    assert value.paragraphs[0].startswith("Net present social value £")
    assert value.came_from == "worked out"


def test_there_are_five_cases_in_order():
    assert [section.name.split()[0] for section in document("outline business case")] == [
        "Strategic",
        "Economic",
        "Commercial",
        "Financial",
        "Management",
    ]
