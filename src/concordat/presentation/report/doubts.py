"""What the checks found doubtful about figures, as a reader of the report should know it."""

from collections.abc import Iterable

from concordat.domain.kernel.findings import Finding, Severity, worst_first
from concordat.presentation.report.parts import Block, Words, bullets, paragraph, says


def doubts(findings: Iterable[Finding], source: tuple[int, ...], *, illustrative: bool) -> list[Block]:
    """Errors and warnings, how to mend them left out: that is for the authors. Each sentence once however many lines it is about. Nothing where there is none."""
    told = [item.message for item in worst_first(findings) if item.severity is not Severity.NOTE]
    if not told:
        return []
    said = [_said(message, source, illustrative=illustrative) for message in dict.fromkeys(told)]
    return [paragraph("What is doubtful about these figures:"), bullets(said)]


def _said(message: str, source: tuple[int, ...], *, illustrative: bool) -> list[Words]:
    has_figure = "£" in message
    return [
        says(message, sources=source if has_figure else (), illustrative=illustrative and has_figure),
    ]
