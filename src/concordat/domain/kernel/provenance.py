"""Where a result comes from: what went in, the rule, the engine's version and the seed. Part of every result."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from concordat.domain.kernel.case import Document, Fact
from concordat.domain.kernel.hashing import content_hash


@cache
def engine_version() -> str:
    """The installed version of Concordat, or ``0`` where the source is run without being installed."""
    try:
        return version("concordat")
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class InputUsed:
    """One thing a result rests on. The hash names it; the rest is for people."""

    kind: str  # "fact", "document" or "parameter"
    name: str  # "saving_lines/managing-agent-staff", "criteria/herefordshire", "discounting.standard"
    hash: str
    says: str = ""  # what it says, in a few words, e.g. "£400,000 to £650,000"
    organisation: str = ""
    author: str = ""
    entered_at: datetime | None = None
    source: str = ""
    illustrative: bool = False

    @classmethod
    def of_fact(cls, fact: Fact, says: str = "") -> "InputUsed":
        return cls(
            "fact",
            f"{fact.table}/{fact.id}",
            fact.hash,
            says,
            fact.organisation,
            fact.author,
            fact.entered_at,
            fact.source,
            fact.illustrative,
        )

    @classmethod
    def of_document(cls, document: Document, says: str = "") -> "InputUsed":
        return cls(
            "document",
            f"{document.kind}/{document.name}",
            document.hash,
            says or f"version {document.version}",
            document.organisation,
            document.author,
            document.entered_at,
            str(document.content.get("source", "")),
            document.illustrative,
        )

    @classmethod
    def of_parameter(cls, id: str, value: Any, *, source: str, says: str = "") -> "InputUsed":
        return cls("parameter", id, content_hash({"parameter": id, "value": value}), says or str(value), source=source)


@dataclass(frozen=True)
class Provenance:
    """`rule` is a stable dotted name (``options.savings.total``); `explanation` is one plain sentence."""

    rule: str
    explanation: str
    inputs: tuple[InputUsed, ...] = ()
    seed: int | None = None
    engine: str = ""

    @classmethod
    def of(cls, rule: str, explanation: str, inputs: Iterable[InputUsed], *, seed: int | None = None) -> "Provenance":
        return cls(rule, explanation, tuple(inputs), seed, engine_version())

    @property
    def illustrative(self) -> bool:
        """True where anything the result rests on is made up to fill a gap."""
        return any(item.illustrative for item in self.inputs)

    @cached_property
    def inputs_hash(self) -> str:
        return content_hash(sorted((item.kind, item.name, item.hash) for item in self.inputs))


def result_hash(figures: Any, provenance: Provenance) -> str:
    """The name of a result: its figures, its rule, what went in and the seed. Not the engine's version, so that a
    later engine can show that it comes to the same."""
    return content_hash(
        {"figures": figures, "rule": provenance.rule, "inputs": provenance.inputs_hash, "seed": provenance.seed}
    )
