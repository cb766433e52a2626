"""What people give an appraisal: a tree of criteria, scores with their range, and statements about what matters.

Levels are in each criterion's own unit; values run from 0 (worst) to 100 (best); weights add to 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from concordat.domain.appraisal.value_functions import ValueFunction
from concordat.domain.kernel.case import Document, Fact
from concordat.domain.kernel.provenance import InputUsed


class Group(StrEnum):
    OFFICERS = "officers"
    MEMBERS = "members"
    STAFF = "staff"
    CONTRACTOR = "contractor"


class StatementKind(StrEnum):
    SWING = "swing"
    ORDER = "order"
    DIRECT = "direct"
    INTERVAL = "interval"
    MATTERS_MORE = "matters more"


class SpeaksFor(StrEnum):
    PERSON = "person"
    PARTNER = "partner"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Criterion:
    """A node of the tree. Only a criterion without others below it is scored.

    `takes` names figures worked out elsewhere (``savings``); `relative` sets the scale by the options' own range.
    """

    id: str
    title: str
    meaning: str = ""
    parent: str = ""
    function: ValueFunction = field(default_factory=ValueFunction)
    knock_out: Decimal | None = None  # the least level (most, where less is better) an option must reach
    takes: str = ""
    relative: bool = False
    worst_words: str = ""
    best_words: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """One person for one organisation and group; `person` is an identifier."""

    organisation: str
    person: str
    group: Group = Group.OFFICERS


@dataclass(frozen=True)
class Score:
    """Low, likely and high in the criterion's unit, or a word of its scale. All empty: begun and not scored."""

    criterion: str
    option: str
    judge: Judge
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    category: str = ""
    service_area: str = ""
    evidence: str = ""
    reference_site: str = ""
    confidence: str = ""
    fact: Fact | None = field(default=None, repr=False)

    @property
    def is_given(self) -> bool:
        return bool(self.category) or any(figure is not None for figure in (self.low, self.likely, self.high))


@dataclass(frozen=True)
class AgreedScore:
    criterion: str
    option: str
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    category: str = ""
    service_area: str = ""
    reason: str = ""
    held_out: tuple[str, ...] = ()
    fact: Fact | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Statement:
    """`points`, `least` and `most` are swing points, a place in the order, per cents, or times as much (see `kind`)."""

    id: str
    kind: StatementKind
    criterion: str
    judge: Judge
    than: str = ""
    points: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    speaks_for: SpeaksFor = SpeaksFor.PERSON
    reason: str = ""
    fact: Fact | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Figure:
    """A level worked out elsewhere, with its range and what it rests on."""

    low: Decimal
    likely: Decimal
    high: Decimal
    used: InputUsed


@dataclass(frozen=True)
class OptionJudged:
    """An option as the appraisal needs it: what it is for is told by `is_business_as_usual` alone."""

    id: str
    title: str
    short_title: str = ""
    is_business_as_usual: bool = False
    fact: Fact | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.short_title or self.title


@dataclass(frozen=True)
class Area:
    """A service area; `share` is how much it counts beside the others (any positive number)."""

    id: str
    title: str
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class Appraisal:
    """Everything one appraisal rests on, cut to what one viewer may see."""

    name: str
    title: str
    question: str
    criteria: tuple[Criterion, ...]
    options: tuple[OptionJudged, ...]
    scores: tuple[Score, ...] = ()
    agreed: tuple[AgreedScore, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)  # what a criterion takes → option → level
    areas: tuple[Area, ...] = ()
    each_further_option_costs: Decimal = Decimal(0)  # points lost for each option beyond the first in a combination
    organisations: Mapping[str, str] = field(default_factory=dict)  # identifier → name
    seed: int = 1
    document: Document | None = field(default=None, repr=False)

    @cached_property
    def by_id(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria that are scored, in the order of the tree."""
        parents = {criterion.parent for criterion in self.criteria}
        return tuple(criterion for criterion in self.criteria if criterion.id not in parents)

    @cached_property
    def scores_of(self) -> Mapping[tuple[str, str], tuple[Score, ...]]:
        """Everybody's scores by criterion and option."""
        found: dict[tuple[str, str], tuple[Score, ...]] = {}
        for score in self.scores:
            key = (score.criterion, score.option)
            found[key] = (*found.get(key, ()), score)
        return found

    def under(self, id: str) -> tuple[int, ...]:
        """The numbers of the leaves at or below a criterion."""
        return tuple(number for number, leaf in enumerate(self.leaves) if id in self._line(leaf))

    def _line(self, criterion: Criterion) -> tuple[str, ...]:
        line = [criterion.id]
        parent = criterion.parent
        while parent in self.by_id and parent not in line:
            line.append(parent)
            parent = self.by_id[parent].parent
        return tuple(line)

    def depth(self, criterion: Criterion) -> int:
        return len(self._line(criterion)) - 1

    @cached_property
    def judges(self) -> tuple[Judge, ...]:
        """Everybody who scored or weighed for themselves, in the order they first did."""
        own = (said.judge for said in self.statements if said.speaks_for is SpeaksFor.PERSON)
        return tuple(dict.fromkeys([*(score.judge for score in self.scores), *own]))

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """Whose people scored or weighed, or who weighed as an organisation."""
        own = (said.judge.organisation for said in self.statements if said.speaks_for is SpeaksFor.PARTNER)
        return tuple(dict.fromkeys([*(judge.organisation for judge in self.judges), *own]))

    def partner_name(self, id: str) -> str:
        return self.organisations.get(id, id.replace("-", " ").title() if id else "Somebody")
