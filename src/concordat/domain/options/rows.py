"""Reading one value of a row whose type the catalogue has already made sure of."""

from enum import StrEnum
from typing import TypeVar

from concordat.domain.kernel.case import Fact

Kind = TypeVar("Kind", bound=StrEnum)


def text(fact: Fact, column: str) -> str:
    return str(fact.get(column, ""))


def whole_number(fact: Fact, column: str, default: int) -> int:
    value = fact.get(column, default)
    return value if isinstance(value, int) else default


def choice(kind: type[Kind], fact: Fact, column: str) -> Kind | None:
    """None where the cell is empty or says something that is not among the choices (reading the file has said so)."""
    said = text(fact, column)
    return kind(said) if said in {item.value for item in kind} else None
