from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case, Document, Fact, Withheld
from concordat.domain.kernel.findings import Finding, Severity, Where, error
from concordat.domain.kernel.references import check_references, known_rows, not_said_already, probably_meant

CATALOGUE = load_catalogue()
HOME = Fact("organisations", "home", {"name": "Home District Council"}, "home")
NORTH = Fact("organisations", "north", {"name": "North Borough Council"}, "home")


def line(**values: object) -> Fact:
    return Fact("case_lines", "vans", {"title": "Vans", **values}, "home")  # type: ignore[arg-type]


def found(*facts: Fact, documents: tuple[Document, ...] = (), withheld: tuple[Withheld, ...] = ()) -> list[Finding]:
    return check_references(Case("c", "C", facts=facts, documents=documents, withheld=withheld), CATALOGUE)


def test_a_name_that_stands_for_nothing_is_an_error_that_says_where_and_what_was_probably_meant() -> None:
    [finding] = found(HOME, NORTH, line(partner="North Borough Council"))
    assert finding.severity is Severity.ERROR
    assert finding.where == Where(table="case_lines", column="partner", item="vans")
    assert "no organisation called “North Borough Council”" in finding.message
    assert "Use “north” (North Borough Council)" in finding.fix


def test_a_name_that_stands_for_something_is_no_finding() -> None:
    assert found(HOME, NORTH, line(partner="north")) == []


def test_every_name_of_a_list_is_looked_at() -> None:
    options = Fact("options", "alone", {"title": "Alone"}, "home")
    [finding] = found(HOME, options, line(option=("alone", "together", "alone")))
    assert "“together”" in finding.message
    assert finding.where.column == "option"


def test_a_row_that_was_withdrawn_is_not_there_any_more() -> None:
    gone = Fact("organisations", "north", {"name": "North"}, "home", revision=2, withdrawn=True)
    [finding] = found(HOME, NORTH, gone, line(partner="north"))
    assert "“north”" in finding.message


def test_a_withdrawn_row_is_asked_nothing() -> None:
    gone = Fact("case_lines", "vans", {"title": "Vans", "partner": "nobody"}, "home", revision=2, withdrawn=True)
    assert found(HOME, line(partner="nobody"), gone) == []


def test_an_extract_that_withholds_rows_of_the_table_only_notes_it() -> None:
    [finding] = found(HOME, line(partner="north"), withheld=(Withheld("organisations", "f" * 64),))
    assert finding.severity is Severity.NOTE


def test_whose_rows_there_are_is_known_without_a_table_of_organisations() -> None:
    assert found(line(partner="home")) == []
    [finding] = found(line(partner="elsewhere"))
    assert finding.severity is Severity.ERROR


def test_a_table_without_rows_is_a_warning_to_fill_it_first() -> None:
    [finding] = found(HOME, Fact("baseline", "b", {"service": "waste"}, "home"))
    assert finding.severity is Severity.WARNING
    assert "has no rows yet" in finding.fix


def test_words_in_a_free_column_are_remarked_upon_only_where_there_is_a_list() -> None:
    assert found(HOME, line(service="Winter maintenance")) == []
    waste = Fact("services", "waste", {"title": "Waste"}, "home")
    assert found(HOME, waste, line(service="Waste")) == []
    [finding] = found(HOME, waste, line(service="Winter maintenance"))
    assert finding.severity is Severity.WARNING


def test_a_slip_of_the_finger_is_recognised_and_another_word_is_not() -> None:
    known = {"forest-of-dean": "Forest of Dean District Council"}
    assert probably_meant("forest-of-deen", known) == "forest-of-dean"
    assert probably_meant("FOREST OF DEAN DISTRICT COUNCIL", known) == "forest-of-dean"
    assert probably_meant("cheltenham", known) == ""


def test_organisations_at_the_table_need_no_row_of_their_own() -> None:
    known = known_rows(Case("c", "C", facts=(line(partner="south"),)), CATALOGUE, organisations={"south": "South"})
    assert known["organisations"] == {"home": "home", "south": "South"}


def test_what_a_package_says_itself_is_not_said_twice() -> None:
    named = found(HOME, line(partner="nobody"))
    own = error(
        Where(table="case_lines", column="partner"), "“nobody” is not an organisation of this case.", "Mend it."
    )
    other = error(Where(table="case_lines", column="title"), "“nobody” is odd.", "Mend it.")
    assert not_said_already(named, [own]) == []
    assert not_said_already(named, [other]) == named
