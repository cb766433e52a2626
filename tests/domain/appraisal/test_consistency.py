from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.inputs import Statement, StatementKind
from concordat.domain.appraisal.views import fitted_of
from concordat.domain.appraisal.weight_statements import limits_from
from concordat.domain.appraisal.work_out import work_out
from tests.domain.appraisal.made import appraisal, said, swings

MADE = appraisal({"x": (80, 20, 50, 50), "y": (20, 80, 50, 50)}, "a", "b", "c", "d")


def more(one: str, than: str, times: float | None = None) -> Statement:
    extra = {} if times is None else {"least": times}
    return said(StatementKind.MATTERS_MORE, one, than=than, id=f"{one}>{than}", **extra)


def test_statements_that_go_round_in_a_ring_are_told_with_the_repair() -> None:
    clash = fitted_of(MADE, (more("a", "b"), more("b", "c"), more("c", "a"), more("d", "a"))).clash
    assert clash is not None
    assert set(clash.statements) == {"a>b", "b>c", "c>a"}
    assert any("matter the same" in repair for repair in clash.repair)


def test_shares_that_add_to_more_than_the_whole_are_told_with_what_would_fit() -> None:
    statements = (said(StatementKind.INTERVAL, "a", least=60), said(StatementKind.INTERVAL, "b", least=50))
    clash = fitted_of(MADE, statements).clash
    assert clash is not None
    assert "make it 50%" in clash.repair[0] or "make it 40%" in clash.repair[0]


def test_each_statement_of_a_clash_is_needed_for_it() -> None:
    limits = limits_from(MADE, (more("a", "b", 3), more("b", "a", 2), more("c", "d")))
    clash = fit(limits, 4).clash
    assert clash is not None
    for out in clash.words:
        assert fit(tuple(limit for limit in limits if limit.words != out), 4).clash is None


def test_statements_that_fit_are_left_alone() -> None:
    assert fitted_of(MADE, (more("a", "b"), more("b", "c", 2))).clash is None
    assert fitted_of(MADE, swings(a=100, b=0)).clash is None


def test_a_clash_still_gets_an_answer_and_a_finding() -> None:
    said_round = (more("a", "b"), more("b", "a"))
    result = work_out(appraisal({"x": (80, 20), "y": (20, 80)}, "a", "b", statements=said_round), draws=1024)
    assert "appraisal.clash" in {finding.code for finding in result.findings}
    assert abs(float(result.joint.weights.centre.sum()) - 1) < 1e-9
