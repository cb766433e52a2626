"""Read a case from whatever form it has: a folder, or one workbook."""

from pathlib import Path

from concordat.data.files.case_folder import read_case_folder
from concordat.data.files.reading import CaseRead
from concordat.data.files.workbook_reading import WORKBOOK_ENDINGS, read_workbook
from concordat.domain.kernel.findings import Where, error


def read_case(path: Path) -> CaseRead:
    """A case folder or an Excel/ODS workbook → the case and its findings. Nothing raises for what people gave us."""
    if path.is_dir():
        return read_case_folder(path)
    if path.name == "case.toml" and path.is_file():
        return read_case_folder(path.parent)
    if not path.exists():
        return CaseRead(
            None,
            (
                error(
                    Where(str(path)),
                    "There is nothing at this path.",
                    "Check the spelling, or list the folder.",
                    code="case.absent",
                ),
            ),
        )
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        return read_workbook(path)
    return CaseRead(
        None,
        (
            error(
                Where(path.name),
                "This is neither a case folder nor a workbook.",
                "Give a folder that holds case.toml, or a workbook (.xlsx, .xls or .ods).",
                code="case.kind",
            ),
        ),
    )
