from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.presentation.charts.savings_range import savings_chart
from tests.domain.options.cases import make_case, options


def test_two_objectives_that_ask_for_the_same_saving_are_said_once() -> None:
    million = {"least_annual_saving": 100_000_000}
    case = make_case(
        options=options("a", decision="carried forward"),
        objectives=[{"id": "save", "title": "Save", **million}, {"id": "pay", "title": "Pay", **million}],
        case_lines=[{"id": "l", "title": "L", "option": ("a",), "kind": "saving", "low": 100, "high": 200}],
    )
    chart = savings_chart(savings_by_option(case))
    assert chart is not None
    assert chart.headings == ("Option", "Low", "High", "Against £1,000,000")
    assert [len(row) for row in chart.rows] == [4]
    assert chart.text_alternative.count("£1,000,000") == 1
