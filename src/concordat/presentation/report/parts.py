"""What a report is made of. Plain values: a renderer needs nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from concordat.domain.kernel.provenance import Provenance
from concordat.presentation.charts import Chart
from concordat.presentation.words import count_of, moment_in_words


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text; `sources` are the numbers of the annex its figures rest on."""

    text: str
    sources: tuple[int, ...] = ()
    illustrative: bool = False
    strong: bool = False
    exact: bool = False  # an identifier: no hyphen of ours is put into it


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Words, ...]
    quiet: bool = False  # a remark beside the text, such as “Nothing is held about this.”

    @property
    def leads_in(self) -> bool:
        """Ends in a colon, so it must not be parted from what follows."""
        return bool(self.runs) and self.runs[-1].text.endswith(":")


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[tuple[Words, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names the row. `figures` are the columns that stand to the right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    figures: frozenset[int] = frozenset()
    last_is_total: bool = False

    @property
    def widths(self) -> tuple[float, ...]:
        """Shares of the page's width: more for long sentences, and never less than the longest word needs."""
        columns = [[heading, *(row[place].text for row in self.rows)] for place, heading in enumerate(self.headings)]
        wanted = [min(max(*map(len, column), 5), 120) ** 0.6 for column in columns]
        needed = [min((_longest_word(column) + 3) / _LETTERS_ON_A_LINE, 0.25) for column in columns]
        return _share_out(wanted, needed)


_LETTERS_ON_A_LINE = 100


def _longest_word(column: Sequence[str]) -> int:
    return max((len(word) for text in column for word in re.split(r"[\s\u200b-]+", text)), default=0)


def _share_out(wanted: Sequence[float], needed: Sequence[float]) -> tuple[float, ...]:
    """The whole among columns as wanted, but none below what it needs while there is room for that."""
    if sum(needed) >= 1:
        return tuple(share / sum(needed) for share in needed)
    fixed: set[int] = set()
    while True:
        left = 1 - sum(needed[place] for place in fixed)
        free = sum(share for place, share in enumerate(wanted) if place not in fixed)
        shares = [needed[at] if at in fixed else share / free * left for at, share in enumerate(wanted)]
        short = {place for place, share in enumerate(shares) if place not in fixed and share < needed[place]}
        if not short:
            return tuple(shares)
        fixed |= short


@dataclass(frozen=True, slots=True)
class Picture:
    chart: Chart
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


Block = Paragraph | Bullets | Table | Picture | Heading


@dataclass(frozen=True, slots=True)
class Section:
    """`exempt` is the paragraph of Schedule 12A to the Local Government Act 1972 it is exempt under, or empty."""

    title: str
    blocks: tuple[Block, ...]
    exempt: str = ""
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the annex: what the figure is, the rule, what went in. `hash` is the result's; empty where the result is
    a part of something that has one hash as a whole, such as a line of a statement."""

    number: int
    title: str
    provenance: Provenance
    hash: str

    @property
    def told(self) -> str:
        """The rule, and each hash by what it is of."""
        result = f"Hash of the result: {self.hash[:16]}. " if self.hash else ""
        return f"Rule: {self.provenance.rule}. {result}Hash of what went in: {self.provenance.inputs_hash[:16]}."


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]  # meeting, date, author …: the block at the head
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    case_hash: str
    engine: str
    dated: date | None = None
    withheld: tuple[str, ...] = field(default=())  # titles of exempt sections left out of an open version
    is_statement: bool = False  # then `case_hash` is the statement's
    hash_covers: str = ""  # of a case: the part of it that the report's readers see
    names: Mapping[str, str] = field(default_factory=dict)  # of organisations, for the annex

    @property
    def made_from(self) -> str:
        """For the foot of each page."""
        if self.is_statement:
            return f"Made with Concordat {self.engine}. Hash of the statement: {self.case_hash[:12]}."
        return f"Made with Concordat {self.engine} from case {self.case_hash[:12]}."

    @property
    def made_with(self) -> str:
        """How the same figures are found again, for the head of the annex."""
        if self.is_statement:
            return (
                f"Made with Concordat {self.engine}. Hash of the statement: {self.case_hash}. "
                "The same records and rules give the same lines and the same hash."
            )
        covers = f" Its hash covers {self.hash_covers}." if self.hash_covers else ""
        return f"Made with Concordat {self.engine} from case {self.case_hash}.{covers} The same case gives the same figures and hashes."

    def with_the_same_inputs(self, source: Source) -> Source | None:
        """An earlier entry of the annex into which the same went, so that it is listed once; None where there is none."""
        if not source.provenance.inputs:
            return None
        earlier = self.sources[: self.sources.index(source)]
        return next((one for one in earlier if one.provenance.inputs == source.provenance.inputs), None)

    @property
    def illustrative(self) -> bool:
        return any(source.provenance.illustrative for source in self.sources)


class Sources:
    """Numbers sources as they are first named, so that the annex follows the text."""

    def __init__(self) -> None:
        self._found: dict[str, Source] = {}

    def cite(self, title: str, provenance: Provenance, hash: str) -> tuple[int, ...]:
        """One entry for each result; without a hash, for each rule and what went into it."""
        key = hash or f"{provenance.rule}/{provenance.explanation}/{provenance.inputs_hash}"
        if key not in self._found:
            self._found[key] = Source(len(self._found) + 1, title, provenance, hash)
        return (self._found[key].number,)

    @property
    def listed(self) -> tuple[Source, ...]:
        return tuple(self._found.values())


def input_rows(source: Source, names: Mapping[str, str]) -> tuple[tuple[Words, ...], ...]:
    """What went into a source, one row each, for the annex: for whom it was entered, never by which person.

    A report is handed on, and the same for every reader; `names` are those of organisations.
    """
    return tuple(
        (
            Words(
                re.sub(r"([._/-])", "\\1\u200b", item.name.split("/", 1)[-1]),
                illustrative=item.illustrative,
                exact=True,
            ),
            Words(item.says or "Read as it stands"),
            Words(
                ", ".join(
                    part
                    for part in (
                        names.get(item.organisation) or item.organisation.replace("-", " ").title(),
                        moment_in_words(item.entered_at) if item.entered_at else "",
                    )
                    if part
                )
            ),
            Words(item.source),
            Words(item.hash[:12]),
        )
        for item in source.provenance.inputs
    )


def same_inputs_in_words(source: Source) -> str:
    return f"The same {count_of(len(source.provenance.inputs), 'input')} went into this as is listed above:"


INPUT_HEADINGS = ("Input", "What it says", "Entered for, when", "Source", "Hash")


def says(text: str, *, sources: tuple[int, ...] = (), illustrative: bool = False, strong: bool = False) -> Words:
    return Words(text, sources, illustrative, strong)


def paragraph(*runs: Words | str, quiet: bool = False) -> Paragraph:
    return Paragraph(tuple(Words(run) if isinstance(run, str) else run for run in runs), quiet)


def bullets(items: Sequence[Words | str | Sequence[Words]], *, numbered: bool = False) -> Bullets:
    made: list[tuple[Words, ...]] = []
    for item in items:
        if isinstance(item, str):
            made.append((Words(item),))
        else:
            made.append((item,) if isinstance(item, Words) else tuple(item))
    return Bullets(tuple(made), numbered)
