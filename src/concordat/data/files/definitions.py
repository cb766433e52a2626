"""What ships in ``definitions/``: tables, parameters and other dated, sourced reference data, read from TOML.

Floats are read as Decimal: a rate of 3.5% is 0.035 exactly.
"""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from concordat.domain.kernel.parameters import DatedValue, Parameter
from concordat.domain.kernel.tables import Catalogue, Column, ColumnType, TableDefinition


class DefinitionMistake(ValueError):
    """A file in ``definitions/`` does not say what it must; the message names the file."""


def read_toml(text: str) -> dict[str, Any]:
    """TOML → plain values, with Decimal for every number that has a decimal point."""
    return tomllib.loads(text, parse_float=Decimal)


def definition_names(folder: str) -> tuple[str, ...]:
    """The names (without ``.toml``) of the definitions in a folder, in alphabetical order."""
    return tuple(name for name, _ in _files_in(folder))


def load_definition(folder: str, name: str) -> dict[str, Any]:
    """One definition as plain values, e.g. ``load_definition("criteria", "five-case")``."""
    return read_toml(definition_text(folder, name))


def definition_text(folder: str, name: str) -> str:
    """The same as its authors wrote it, comments and all."""
    return (_root() / folder / f"{name}.toml").read_text(encoding="utf-8")


@cache
def load_catalogue() -> Catalogue:
    """Every table we accept, from ``definitions/tables``."""
    return load_tables("tables")


@cache
def load_tables(folder: str) -> Catalogue:
    """The tables declared in one folder of ``definitions/``: ``tables`` for rows people fill, ``evidence`` for records."""
    tables = [_table(name, read_toml(text)) for name, text in _files_in(folder)]
    return Catalogue({table.name: table for table in tables})


@cache
def load_parameters() -> Mapping[str, Parameter]:
    """Every dated parameter, by its dotted identifier, from ``definitions/parameters``.

    A file holds ``[[parameters]]`` with id, title, unit and ``[[parameters.values]]`` with value, valid_from, valid_to,
    source and perhaps a note.
    """
    found: dict[str, Parameter] = {}
    for name, text in _files_in("parameters"):
        for given in read_toml(text).get("parameters", []):
            parameter = _parameter(name, given)
            if parameter.id in found:
                raise DefinitionMistake(f"parameters/{name}.toml defines {parameter.id} a second time.")
            found[parameter.id] = parameter
    return found


def _root() -> Traversable:
    return files("concordat") / "definitions"


def _files_in(folder: str) -> Iterator[tuple[str, str]]:
    place = _root() / folder
    if not place.is_dir():
        return
    for file in sorted(place.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), file.read_text(encoding="utf-8")


def _table(file: str, given: Mapping[str, Any]) -> TableDefinition:
    try:
        return TableDefinition(
            name=given["name"],
            title=given["title"],
            meaning=given["meaning"],
            stage=given["stage"],
            columns=tuple(_column(column) for column in given["columns"]),
            row_called=given.get("row_called", "row"),
        )
    except (KeyError, ValueError) as problem:
        raise DefinitionMistake(f"definitions/tables/{file}.toml: {problem}") from problem


def _column(given: Mapping[str, Any]) -> Column:
    known = {"name", "title", "type", "meaning", "unit", "required", "choices", "refers_to", "minimum", "maximum"}
    unknown = set(given) - known - {"also_called", "default", "part"}
    if unknown:
        raise ValueError(f"column {given.get('name')} has settings nobody reads: {', '.join(sorted(unknown))}")
    kind = ColumnType(given["type"])
    return Column(
        name=given["name"],
        title=given["title"],
        type=kind,
        meaning=given["meaning"],
        unit=given.get("unit", ""),
        required=given.get("required", False),
        choices=tuple(given.get("choices", ())),
        refers_to=given.get("refers_to", ""),
        minimum=_limit(given, "minimum"),
        maximum=_limit(given, "maximum"),
        also_called=tuple(given.get("also_called", ())),
        default=given.get("default"),
        part=given.get("part", ""),
    )


def _limit(given: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(given[name]) if name in given else None


def _parameter(file: str, given: Mapping[str, Any]) -> Parameter:
    try:
        values = tuple(
            DatedValue(
                value=_parameter_value(value["value"]),
                unit=value.get("unit", given.get("unit", "")),
                source=value.get("source") or given["source"],
                valid_from=value.get("valid_from"),
                valid_to=value.get("valid_to"),
                note=value.get("note", ""),
            )
            for value in given["values"]
        )
        return Parameter(given["id"], given["title"], values)
    except KeyError as problem:
        raise DefinitionMistake(
            f"definitions/parameters/{file}.toml, {given.get('id')}: {problem} is missing."
        ) from problem


def _parameter_value(value: Any) -> Decimal | str:
    return value if isinstance(value, str) else Decimal(value)
