from concordat.domain.cost_sharing.case_checks import check_cost_sharing
from concordat.domain.kernel.case import Case, Document
from tests.domain.cost_sharing.recharge.schemes import cost, scheme_content
from tests.domain.cost_sharing.test_reading import beside, content


def test_a_case_without_shared_costs_has_no_findings():
    assert check_cost_sharing(Case("c", "C")) == []


def test_every_question_and_every_year_is_looked_at():
    documents = (
        Document("cost_game", "g", content(council=beside(calls=(1, -2, 3)))),
        Document("recharge_scheme", "s", scheme_content()),
    )
    case = Case("c", "C", documents=documents, facts=(cost("team", "budget", 1), cost("tame", "budget", 1)))
    codes = {finding.code for finding in check_cost_sharing(case)}
    assert {"split.negative_count", "recharge.unknown_pool", "recharge.missing_driver"} <= codes
