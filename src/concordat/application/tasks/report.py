"""The committee report, made beside the page that asks for it and kept as a file."""

from collections.abc import Callable
from typing import Any

from concordat.application.actor import Actor
from concordat.application.files import keep_file
from concordat.application.queries.cases import case_for


def make(actor: Actor, arguments: dict[str, Any], progress: Callable[[float, str], None]) -> dict[str, Any]:
    """The committee report as a kept file: ``arguments["ending"]`` is ``docx`` or ``pdf``."""
    from concordat.presentation.report import committee_report, to_pdf, to_word

    ending = arguments.get("ending", "docx")
    progress(0.1, "Reading what you may see")
    case = case_for(actor)
    progress(0.3, "Working out the figures")
    report = committee_report(case, organisation=actor.organisation)
    progress(0.6, "Writing the file")
    content = to_word(report) if ending == "docx" else to_pdf(report)
    progress(0.9, "Keeping the file")  # the last moment to cancel: after it the file is kept whole
    file = keep_file(by=actor, name=f"{actor.partnership}-committee-report.{ending}", purpose="report", content=content)
    return {"file": file, "case": report.case_hash}
