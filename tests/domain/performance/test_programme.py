"""The works programme, added up."""

from concordat.domain.performance.programme import ProgrammeLine, together


def test_areas_and_services_stand_in_the_order_of_their_names_in_every_programme() -> None:
    counts = dict.fromkeys(("planned", "ordered", "done", "due", "late"), 1)
    pence = dict.fromkeys(("planned_pence", "ordered_pence", "certified_pence"), 100)
    lines = [
        ProgrammeLine("2026/27", service, area, **counts, **pence)
        for service, area in (("grounds", "north"), ("highways", "hills"), ("highways", "north"))
    ]
    assert [line.area for line in together(lines, by="area")] == ["hills", "north"]
    assert [line.planned for line in together(lines, by="area")] == [1, 2]
    assert [line.service for line in together(lines, by="service")] == ["grounds", "highways"]
