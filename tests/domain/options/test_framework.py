from concordat.domain.kernel.case import Case, Fact
from concordat.domain.options.framework import Question, check_framework, read_framework


def case(*facts: Fact) -> Case:
    return Case("made", "Made", facts=facts)


def choice(id: str, **values: object) -> Fact:
    return Fact("framework_choices", id, {"title": id.title(), "question": "scope", **values})  # type: ignore[dict-item]


def codes(*facts: Fact) -> set[str]:
    return {finding.code for finding in check_framework(read_framework(case(*facts)))}


def test_choices_stand_from_least_to_most_ambitious() -> None:
    held = read_framework(case(choice("all", ambition=3), choice("none", ambition=1), choice("some", ambition=2)))
    assert [item.id for item in held.of(Question.SCOPE)] == ["none", "some", "all"]


def test_the_short_list_holds_business_as_usual_and_do_minimum() -> None:
    kept = choice("all", verdict="preferred", reason="Best")
    assert {"framework.no_business_as_usual", "framework.no_do_minimum"} <= codes(kept)
    options = [
        Fact("options", "now", {"title": "As now", "kind": "business as usual"}),
        Fact("options", "least", {"title": "Least", "kind": "do minimum"}),
    ]
    assert not codes(kept, *options)
    dropped = Fact("options", "least", {"title": "Least", "kind": "do minimum", "decision": "dropped"}, revision=2)
    assert codes(kept, *options, dropped) == {"framework.no_do_minimum"}


def test_a_verdict_needs_a_reason_and_one_choice_is_preferred() -> None:
    found = codes(choice("some", verdict="discounted"), choice("all", verdict="carried forward", reason="Fits"))
    assert {"framework.no_reason", "framework.preferred"} <= found


def test_nothing_is_asked_where_the_framework_is_not_used() -> None:
    assert codes() == set()
