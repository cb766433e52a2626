"""Savings against what is wanted; where the case holds a business case, each council's position and how likely its promise is."""

from concordat.domain.business_case.annual_savings import AnnualSavings, SavingsRange
from concordat.domain.business_case.annual_savings_checks import check_annual_savings
from concordat.domain.kernel.findings import Finding, Severity, worst_first
from concordat.presentation.charts import savings_chart
from concordat.presentation.report.business_case_part import business_case_blocks
from concordat.presentation.report.held import Held
from concordat.presentation.report.parts import Block, Picture, Table, Words, bullets, paragraph, says


def financial(held: Held) -> list[Block]:
    found = held.savings
    if not found.options:
        return business_case_blocks(held)
    source = held.savings_source()
    chart = savings_chart(found)
    made_up = {
        (line.source_of_saving or line.title, line.kind) for one in found.options for line in one.lines if line.fact.illustrative
    }
    blocks: list[Block] = _thresholds(found, source)
    if chart is not None:
        blocks.append(Picture(chart, source))
    rows = [
        (
            says(
                (row.source or "No source of saving given").capitalize() + _kind(row.kind.value),
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
    doubts = [item for item in worst_first(check_annual_savings(held.case)) if item.severity is not Severity.NOTE]
    if doubts:
        blocks.append(paragraph("What is doubtful about these figures:"))
        blocks.append(bullets([_doubt(held, item, source) for item in doubts]))
    return blocks + business_case_blocks(held)


def _kind(kind: str) -> str:
    return "" if kind == "saving" else f" ({kind})"


def _range(found: SavingsRange | None) -> str:
    return "–" if found is None else found.words


def _doubt(held: Held, doubt: Finding, source: tuple[int, ...]) -> list[Words]:
    return [
        says(doubt.message, sources=source if "£" in doubt.message else (), illustrative=held.savings.illustrative),
        says(f" {doubt.fix}"),
    ]


def _thresholds(found: AnnualSavings, source: tuple[int, ...]) -> list[Block]:
    tested = [(one, test) for one in found.options for test in one.tests]
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
