"""Savings against what is wanted; where the case holds a business case, each council's position and how likely its promise is."""

from concordat.domain.business_case.annual_savings import AnnualSavings, SavingsRange
from concordat.domain.business_case.annual_savings_checks import check_annual_savings
from concordat.presentation.charts import savings_chart
from concordat.presentation.report.business_case_part import business_case_blocks
from concordat.presentation.report.doubts import doubts
from concordat.presentation.report.held import Held
from concordat.presentation.report.parts import Block, Picture, Table, bullets, paragraph, says


def financial(held: Held) -> list[Block]:
    """The business case where one is held, because it is the fuller answer; otherwise savings a year by option."""
    return business_case_blocks(held) or _annual_savings(held)


def _annual_savings(held: Held) -> list[Block]:
    found = held.savings
    if not found.options:
        return []
    source = held.savings_source()
    chart = savings_chart(found)
    made_up = {
        (line.source_of_saving or line.title, line.kind)
        for one in found.options
        for line in one.lines
        if line.fact.illustrative
    }
    blocks: list[Block] = _thresholds(found, source)
    if chart is not None:
        blocks.append(Picture(chart, source))
    rows = [
        (
            says(
                (row.source or "No source of saving given").capitalize() + _kind(row.kind.value, row.source),
                illustrative=(row.source, row.kind) in made_up,
            ),
            *(says(_range(row.ranges.get(one.option.id))) for one in found.options),
        )
        for row in found.by_source
    ]
    rows.append(
        (
            says("Total", strong=True),
            *(
                says(
                    one.total.words,
                    sources=held.savings_source(one),
                    illustrative=one.provenance.illustrative,
                    strong=True,
                )
                for one in found.options
            ),
        )
    )
    headings = ("Source of saving", *(one.option.short_title for one in found.options))
    blocks.append(
        Table(
            "Savings a year, low to high", headings, tuple(rows), frozenset(range(1, len(headings))), last_is_total=True
        )
    )
    if found.left_out:
        blocks.append(paragraph(found.left_out, quiet=True))
    if any(one.income for one in found.options):
        blocks.append(paragraph("Without income, which can fall away with the work that brings it:"))
        blocks.append(
            bullets(
                [
                    (
                        says(f"{one.option.title}: ", strong=True),
                        says(one.without_income.words, sources=held.savings_source(one)),
                    )
                    for one in found.options
                ]
            )
        )
    return blocks + doubts(check_annual_savings(held.case), source, illustrative=found.illustrative)


def _kind(kind: str, source: str) -> str:
    return "" if kind in {"saving", source.lower()} else f" ({kind})"


def _range(found: SavingsRange | None) -> str:
    return "–" if found is None else found.words


def _thresholds(found: AnnualSavings, source: tuple[int, ...]) -> list[Block]:
    # Two objectives may ask for the same saving; what is said of one is then said of both.
    tested = [(one, test) for one in found.options for test in {test.threshold: test for test in one.tests}.values()]
    if not tested:
        return []
    said = [
        [
            says(f"{one.option.title}: ", strong=True),
            says(f"{_lower(test.words)}.", sources=source, illustrative=one.provenance.illustrative),
        ]
        for one, test in tested
    ]
    return [paragraph("Against the saving that is wanted:"), bullets(said)]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
