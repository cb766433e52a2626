"""The catalogue of measures that ships in ``definitions/measures``."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from concordat.data.files.definitions import DefinitionMistake, definition_names, load_definition
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.reading import read_measure


@cache
def load_measure_catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Each measure's content by its dotted identifier."""
    found = [load_definition("measures", name) for name in definition_names("measures")]
    return {str(content["id"]): content for content in found}


@cache
def evidence_columns() -> Mapping[str, frozenset[str]]:
    """The columns of each evidence table."""
    found = [load_definition("evidence", name) for name in definition_names("evidence")]
    return {str(table["name"]): frozenset(str(column["name"]) for column in table["columns"]) for table in found}


@cache
def catalogue_measures() -> tuple[Measure, ...]:
    """Every measure of the catalogue, without targets: those are agreed contract by contract."""
    made = []
    for content in load_measure_catalogue().values():
        measure, findings = read_measure(content, name=str(content["id"]))
        if measure is None:
            raise DefinitionMistake(f"definitions/measures: {content['id']}: {findings[0].message}")
        made.append(measure)
    return tuple(made)
