"""A month's payment as a picture: every step has its pence, and what is taken off a true minus."""

from concordat.domain.kernel.statement import Statement, StatementLine
from concordat.presentation.charts.payment_waterfall import waterfall_chart


def test_every_bar_says_its_sum_to_the_penny() -> None:
    lines = (
        StatementLine("price", "Price", 174_415_24, "Price"),
        StatementLine("points", "Points", -225_00, "Performance"),
    )
    chart = waterfall_chart(Statement("c-2026-04", "payment", "April", "county", "firm", "2026-04", lines))
    assert chart is not None
    labels = [row["label"] for row in chart.spec["data"]["values"]]
    assert labels == ["+£174,415.24", "−£225.00", "£174,190.24"]
