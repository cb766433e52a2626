"""Files in and out: case folders and workbooks, definitions, TOML. Runs without Django.

`read_case(path)` gives a `CaseRead` (the case, or None, and findings); `write_case_folder` and `write_workbook` write all
or nothing; `load_catalogue` and `load_parameters` read what ships in ``definitions/``.
"""

from concordat.data.files.case_folder import WouldOverwrite, read_case_folder, write_case_folder
from concordat.data.files.cases import read_case
from concordat.data.files.definitions import definition_names, load_catalogue, load_definition, load_parameters
from concordat.data.files.reading import CaseRead, Defaults, Grid
from concordat.data.files.workbook_reading import read_workbook
from concordat.data.files.workbook_writing import write_workbook

__all__ = [
    "CaseRead",
    "Defaults",
    "Grid",
    "WouldOverwrite",
    "definition_names",
    "load_catalogue",
    "load_definition",
    "load_parameters",
    "read_case",
    "read_case_folder",
    "read_workbook",
    "write_case_folder",
    "write_workbook",
]
