"""Of two people who edit the same thing at once, neither overwrites the other unseen.

A form says in one hidden field what it showed of each of its cells when it was opened: a short hash, nothing else. When it
comes back, each cell is looked at three ways, as shown, as it stands now, and as typed:

    it stands as it was shown                  what was typed goes in
    typed is what was shown, or stands now     what stands there now stays
    all three differ                           a conflict: nothing is saved before the person has chosen

A cell is what is chosen as one thing: a mark with its reason, a score with its evidence, one part of a text. What stands
now is read from what the person may see, so a conflict shows nobody what is kept from them.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.forms.boundfield import BoundField
from django.http import QueryDict

from concordat.application.actions import RowGiven
from concordat.application.actor import Actor
from concordat.application.queries.partnerships import people_named
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.presentation.line_changes import near_a_change
from concordat.web.naming import name_of
from concordat.web.who_sees import audience_in_words

SEEN, WHICH = "seen", "which~"
Said = tuple[str, ...]


def as_said(values: Iterable[Any]) -> Said:
    """Values as a form sends them, without what no reader sees: empty ones, the order of boxes, the kind of line end."""
    return tuple(sorted(text for value in values if (text := _text(value).replace("\r\n", "\n").strip())))


def _text(value: Any) -> str:
    return "" if value is None or value is False else "on" if value is True else str(value)


@dataclass(frozen=True)
class Part:
    """One field of a cell: its name in the form, what the page calls it, what stands in it now.

    `words` say what a value is called where it is chosen. `typed` is given where it does not stand in the form: in a file.
    `put` is what stands there now to the last space.
    """

    name: str
    title: str
    now: Said
    words: Mapping[str, str] = field(default_factory=dict)
    typed: Said | None = None
    put: Said | None = None

    def in_words(self, said: Said) -> str:
        return "; ".join(self.words.get(one, "Yes" if one == "on" else one) for one in said)


def part_of(bound: BoundField, *, title: str = "") -> Part:
    """A field of a form that nobody has filled in yet, with what it begins with."""
    value = bound.value()
    values = value if isinstance(value, list | tuple) else [value]
    chosen = dict(getattr(bound.field, "choices", ())) if hasattr(bound.field, "choices") else {}
    words = {str(key): str(label) for key, label in chosen.items() if key != ""}
    put = tuple(text for one in values if (text := _text(one)))
    return Part(bound.html_name, title or str(bound.label), as_said(values), words, put=put)


@dataclass(frozen=True)
class Cell:
    """`stands` is what stands there now, withdrawn or not: it says who wrote it, when, and who can see it. `beside` is
    whatever else a change of which the person must see."""

    key: str
    title: str
    parts: tuple[Part, ...]
    stands: Fact | Document | None = None
    beside: str = ""

    @property
    def nothing(self) -> str:
        return _hash([() for _ in self.parts])

    @property
    def now(self) -> str:
        """Of what is said, and of what counts beside it: its source, who can see it."""
        said = _hash([part.now for part in self.parts])
        held = self.stands
        if not isinstance(held, Fact) or held.withdrawn:
            return said
        return f"{said}.{_hash([(str(held.audience),), (held.source.strip(),), (self.beside,)])}"


def _hash(said: Sequence[Said]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Difference:
    """One thing that the two say differently; `lines` where it is a text of several."""

    title: str
    yours: str
    now: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        return near_a_change(self.now, self.yours) if "\n" in self.yours + self.now else []


@dataclass(frozen=True)
class Clash:
    """A cell that two people have changed: both values, who wrote what stands there, when, and the choice."""

    key: str
    title: str
    differences: tuple[Difference, ...]
    now: str
    who: str
    when: datetime | None
    withdrawn: bool
    seen_by: str = ""

    @property
    def in_a_table(self) -> list[Difference]:
        return [one for one in self.differences if not one.lines]

    @property
    def name(self) -> str:
        return f"{WHICH}{self.key}"

    @property
    def mine(self) -> str:
        return f"mine@{self.now}"

    @property
    def theirs(self) -> str:
        return f"theirs@{self.now}"


class Meanwhile:
    """A form that came back, beside what stands now. `posted` is None where the form is opened.

    data       what was typed, with what stands now wherever the person changed nothing or chose it
    conflicts  what they have to choose between before anything is saved
    taken      what others changed meanwhile and the person did not
    left       the keys of the cells in which what stands now stays

    With `look_first` the person also looks at what others changed before it goes on: where saving shows it to more people.
    """

    def __init__(
        self,
        posted: QueryDict | None,
        cells: Iterable[Cell],
        *,
        by: Actor,
        mine_is: str = "Mine, as it stands in the form below",
        look_first: bool = False,
    ) -> None:
        self.by, self.mine_is, self.look_first = by, mine_is, look_first
        self.data = posted.copy() if posted is not None else QueryDict(mutable=True)
        self.conflicts: list[Clash] = []
        self.taken: list[Cell] = []
        self.left: set[str] = set()
        before = _seen(self.data) if posted is not None else None
        after: dict[str, str] = {}
        for cell in cells:
            shown = cell.now if before is None else self._look_at(cell, before.get(cell.key, cell.nothing))
            if shown != cell.nothing:
                after[cell.key] = shown
        self.seen = json.dumps(after, separators=(",", ":"))
        self.data[SEEN] = self.seen

    def _look_at(self, cell: Cell, shown: str) -> str:
        """What the form shows from now on: what stands there, unless that is for the person to look at first."""
        chosen = str(self.data.get(f"{WHICH}{cell.key}", ""))
        typed = [self._typed(part) for part in cell.parts]
        if chosen == f"mine@{cell.now}" or (cell.now == shown and not chosen.startswith("theirs@")):
            return cell.now
        same = _hash(typed) in {shown.partition(".")[0], cell.now.partition(".")[0]}
        if same or chosen.startswith("theirs@"):
            if not chosen and _hash(typed) != cell.now.partition(".")[0]:
                self.taken.append(cell)
            self._take(cell)
            return cell.now
        self.conflicts.append(self._clash(cell, typed))
        return shown

    def _typed(self, part: Part) -> Said:
        return part.typed if part.typed is not None else as_said(self.data.getlist(part.name))

    def _take(self, cell: Cell) -> None:
        self.left.add(cell.key)
        for part in cell.parts:
            self.data.setlist(part.name, list(part.now if part.put is None else part.put))

    def _clash(self, cell: Cell, typed: Sequence[Said]) -> Clash:
        differences = [
            Difference(part.title, part.in_words(yours), part.in_words(part.now))
            for part, yours in zip(cell.parts, typed, strict=True)
            if yours != part.now
        ]
        held = cell.stands
        is_row = isinstance(held, Fact) and not held.withdrawn
        return Clash(
            cell.key,
            cell.title,
            tuple(differences),
            cell.now,
            self._who(held),
            held.entered_at if held is not None else None,
            isinstance(held, Fact) and held.withdrawn,
            audience_in_words(held.audience, held.organisation) if held is not None and is_row else "",
        )

    def _who(self, held: Fact | Document | None) -> str:
        """A colleague's name; of another organisation's people only whose they are."""
        if held is None or not held.author:
            return "Somebody"
        act = (held.author, held.organisation)
        known = people_named([act], by=self.by).get(act, "")
        return known or (f"Somebody of {name_of(held.organisation)}" if held.organisation else "Somebody")

    @property
    def waits(self) -> bool:
        """Whether there is something to choose first; or, before what stands there is shown to others, to look at."""
        return bool(self.conflicts) or (self.look_first and bool(self.taken))

    @property
    def status(self) -> int:
        return 409 if self.waits else 200


def _seen(data: QueryDict) -> dict[str, str]:
    """What the form says it showed; nothing where it does not say."""
    try:
        given = json.loads(str(data.get(SEEN, "")) or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(hash) for key, hash in given.items()} if isinstance(given, dict) else {}


def by_version(cells: Sequence[Cell], versions: Iterable[tuple[Document, Sequence[Cell]]]) -> list[Cell]:
    """The parts of a document, each with the version that brought what stands there now; `versions` newest first."""
    found = {cell.key: cell for cell in cells}
    settled: set[str] = set()
    for document, earlier in versions:
        then = {cell.key: cell.now for cell in earlier}
        for key, cell in found.items():
            if then.get(key, cell.nothing) != cell.now:
                settled.add(key)
            elif key not in settled:
                found[key] = replace(cell, stands=document)
    return list(found.values())


def standing(case: Case, table: str, *, of: Callable[[Fact], Hashable], organisation: str = "") -> dict[Hashable, Fact]:
    """What the rows of an organisation, or of all, say now, by what they are about; where one was withdrawn, the row that
    withdrew it."""
    latest: dict[tuple[str, str], Fact] = {}
    for fact in case.facts:
        if fact.table == table and organisation in {"", fact.organisation}:
            key = (fact.organisation, fact.id)
            held = latest.get(key)
            latest[key] = fact if held is None or held.revision <= fact.revision else held
    return {of(fact): fact for fact in sorted(latest.values(), key=lambda fact: not fact.withdrawn)}


def written_on(case: Case, table: str, rows: Sequence[RowGiven], *, organisation: str) -> list[RowGiven]:
    """The rows with the revision that stood in the case they were worked out from: if another has come, none goes in."""
    latest = standing(case, table, of=lambda fact: fact.id, organisation=organisation)
    return [row if row.new else replace(row, on=latest[row.id].revision if row.id in latest else 0) for row in rows]
