"""A case file sent from the browser: a workbook, or a case folder packed as .zip."""

import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from django import forms
from django.core.files import File

from concordat.data.files import CaseRead, read_case
from concordat.domain.kernel.findings import Where, error
from concordat.web.forms.widgets import FileInput

LARGEST_MB = 50
MOST_FILES = 2_000


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Case file",
        widget=FileInput(),
        help_text="An Excel workbook (.xlsx), or a case folder packed as .zip",
        error_messages={"required": "Choose a file"},
    )


def read_upload(upload: "File[Any]") -> CaseRead:
    """What was sent, as `read_case_file` reads it; one that is too large is not even taken into memory."""
    if (upload.size or 0) > LARGEST_MB * 1_000_000:
        return _too_large(str(upload.name))
    return read_case_file(str(upload.name), upload.read())


def read_case_file(name: str, content: bytes) -> CaseRead:
    """Read it in a folder of its own that is gone afterwards. What is wrong comes back as findings."""
    name = PurePosixPath(name.replace("\\", "/")).name
    if len(content) > LARGEST_MB * 1_000_000:
        return _too_large(name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        if file.suffix.lower() != ".zip":
            return read_case(file)
        unpacked = Path(folder) / "unpacked"
        problem = _unpack(file, unpacked)
        if problem:
            return CaseRead(
                None, (error(Where(name), problem, "Pack the case folder again and send that.", code="upload.zip"),)
            )
        headers = sorted(unpacked.rglob("case.toml"), key=lambda found: len(found.parts))
        return read_case(headers[0].parent if headers else unpacked)


def _too_large(name: str) -> CaseRead:
    fix = "Leave out pictures and sheets that are not part of the case."
    return CaseRead(None, (error(Where(name), f"The file is larger than {LARGEST_MB} MB.", fix, code="upload.size"),))


def _unpack(file: Path, folder: Path) -> str:
    """Unpack small, plain archives only; say why not. Names that climb out of the folder are refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES or sum(item.file_size for item in members) > 10 * LARGEST_MB * 1_000_000:
                return "The archive unpacks to far more than a case holds."
            if any(
                PurePosixPath(item.filename).is_absolute() or ".." in PurePosixPath(item.filename).parts
                for item in members
            ):
                return "The archive holds names that point outside its folder."
            archive.extractall(folder)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return "The archive is damaged or protected by a password."
    return ""
