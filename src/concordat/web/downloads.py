"""A file as the answer to a request: its kind of content follows from its name."""

from collections.abc import Mapping
from typing import IO

from django.http import FileResponse, HttpResponse

from concordat.domain.kernel.statement import Statement
from concordat.presentation.payment_words import BesideTheLines

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def attachment(content: bytes, *, name: str) -> HttpResponse:
    """An ending nobody knows is sent as plain bytes, which no browser opens by itself."""
    kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def file_attachment(file: IO[bytes], *, name: str) -> FileResponse:
    """A large one, sent piece by piece. The response closes the file."""
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_KINDS[name.rpartition(".")[2]])


def statement_attachment(
    statement: Statement,
    *,
    names: Mapping[str, str],
    ending: str,
    contract_year: str = "",
    beside: BesideTheLines | None = None,
) -> HttpResponse:
    """A statement of charges or of payment, as an Excel workbook or a PDF."""
    from concordat.presentation.report import to_pdf  # heavy: read only where it is used
    from concordat.presentation.statement_files import statement_report, statement_workbook

    if ending == "xlsx":
        content = statement_workbook(statement, names=names, contract_year=contract_year, beside=beside)
    else:
        content = to_pdf(statement_report(statement, names=names, contract_year=contract_year, beside=beside))
    return attachment(content, name=f"{statement.id}.{ending}")
