from concordat.domain.kernel.audience import ORGANISATION, PUBLIC
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.web.who_sees import who_sees


def row(id: str, **said: object) -> Fact:
    return Fact("options", id, {"title": id}, organisation="northmoor", **said)  # type: ignore[arg-type]


def test_one_audience_is_one_sentence() -> None:
    assert (
        who_sees(Case("c", "C", facts=(row("a", audience=PUBLIC), row("b", audience=PUBLIC))), "options")
        == "Everybody."
    )


def test_several_audiences_are_counted() -> None:
    words = who_sees(Case("c", "C", facts=(row("a", audience=PUBLIC), row("b"), row("c"))), "options")
    assert words.startswith(
        "It depends on the row: every partner; not the contractor, not observers (2); everybody (1)."
    )


def test_only_the_tables_and_documents_asked_for_count() -> None:
    note = Document("note", "n", {}, organisation="northmoor", audience=ORGANISATION)
    case = Case("c", "C", documents=(note,), facts=(row("a", audience=PUBLIC),))
    assert who_sees(case, "options") == "Everybody."
    assert who_sees(case, documents=("note",)) == "Only people acting for Northmoor."
    assert who_sees(case).startswith("It depends")


def test_nothing_yet_says_who_will_decide() -> None:
    assert who_sees(Case("c", "C"), "options").startswith("Nothing is here yet.")
