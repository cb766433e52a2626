"""What the options engine gives back. Every result carries its `Provenance`; a whole one also carries its hash."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from concordat.domain.kernel.provenance import Provenance
from concordat.domain.options.evidence import Comment, Condition, ConditionState, Driver, DriverEffect
from concordat.domain.options.inputs import (
    Challenge,
    Criterion,
    Feature,
    Interface,
    Mark,
    Option,
    ScreenMark,
    Site,
    Staff,
)


class Standing(StrEnum):
    """Where an option stands after the screen, the challenges and the decisions."""

    CARRIED_FORWARD = "carried forward"
    PUT_BACK = "put back after a challenge"
    ADDED = "added by a challenge"
    KEPT_TO_COMPARE = "kept to compare with"  # business as usual, whatever its marks
    DROPPED = "dropped"
    NOT_DECIDED = "not decided"
    MADE_FROM_OTHERS = "made from others"

    @property
    def is_on_short_list(self) -> bool:
        return self in {
            Standing.CARRIED_FORWARD,
            Standing.PUT_BACK,
            Standing.ADDED,
            Standing.KEPT_TO_COMPARE,
        }


@dataclass(frozen=True)
class Cell:
    """One option on one criterion. `mark` is the worst anybody gave, None where nobody gave one.

    `can_be_marked` is False where the source does not publish the option or the criterion.
    """

    option: str
    criterion: str
    mark: Mark | None
    marks: tuple[ScreenMark, ...] = ()
    can_be_marked: bool = True

    @property
    def words(self) -> str:
        if self.mark is not None:
            return self.mark.value
        return "not marked" if self.can_be_marked else "not published"

    @property
    def reason(self) -> str:
        """The reason of the mark that counts."""
        return next((mark.reason for mark in self.marks if mark.mark is self.mark and mark.reason), "")

    @property
    def is_disputed(self) -> bool:
        return len({mark.mark for mark in self.marks if mark.mark is not None}) > 1

    @property
    def illustrative(self) -> bool:
        return any(mark.fact.illustrative for mark in self.marks)


@dataclass(frozen=True)
class ScreenedOption:
    """An option, its cells in the order of the criteria, where it stands and why, in sentences."""

    option: Option
    cells: tuple[Cell, ...]
    standing: Standing
    because: tuple[str, ...]
    challenges: tuple[Challenge, ...]
    provenance: Provenance = field(repr=False)

    @property
    def not_marked(self) -> tuple[str, ...]:
        """The criteria on which a mark is missing."""
        return tuple(cell.criterion for cell in self.cells if cell.can_be_marked and cell.mark is None)

    def count(self, mark: Mark) -> int:
        return sum(cell.mark is mark for cell in self.cells)


@dataclass(frozen=True)
class ScreenCounts:
    """How many options, counting each row for as many as it stands for. The parts sum to `listed` + `added_later`."""

    listed: int  # on the long list
    not_published: int  # of those listed, the ones the source counts and does not name
    added_later: int  # came out of a challenge or were made from others
    carried_forward: int
    put_back: int
    added: int
    kept_to_compare: int
    dropped: int
    not_decided: int
    made_from_others: int

    @property
    def short_list(self) -> int:
        return self.carried_forward + self.put_back + self.added + self.kept_to_compare


@dataclass(frozen=True)
class Screen:
    """The long list against the criteria."""

    criteria: tuple[Criterion, ...]
    options: tuple[ScreenedOption, ...]
    counts: ScreenCounts
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def short_list(self) -> tuple[ScreenedOption, ...]:
        return tuple(option for option in self.options if option.standing.is_on_short_list)

    def of(self, option: str) -> ScreenedOption:
        return next(screened for screened in self.options if screened.option.id == option)

    @property
    def illustrative(self) -> bool:
        return self.provenance.illustrative


@dataclass(frozen=True)
class HarvestedFeature:
    """A feature with the names of what it comes from; `origins` is empty where nobody said."""

    feature: Feature
    origins: tuple[str, ...]
    from_dropped: bool


@dataclass(frozen=True)
class Hybrid:
    """An option made from others: what it takes, what it may take and what was looked at and left."""

    option: Option
    features: tuple[HarvestedFeature, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""


@dataclass(frozen=True)
class Axes:
    """Options by the level of the interface and by who employs the staff; `unplaced` misses one or both."""

    places: dict[tuple[Interface, Staff], tuple[Option, ...]]
    unplaced: tuple[Option, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""


@dataclass(frozen=True)
class DriverRow:
    """One driver of benefit across the options; an option without an entry has none."""

    driver: Driver
    effects: dict[str, DriverEffect]


@dataclass(frozen=True)
class OptionArguments:
    option: Option
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    sites: tuple[Site, ...]


@dataclass(frozen=True)
class SideBySide:
    """The short list side by side: drivers of benefit, and what speaks for and against each option."""

    options: tuple[Option, ...]
    drivers: tuple[DriverRow, ...]
    arguments: tuple[OptionArguments, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Wording:
    """A run of words that both versions have (`same`), or only the older (`removed`) or the newer (`added`)."""

    kind: str
    words: str


@dataclass(frozen=True)
class FieldChange:
    """What one part of a clause or answer said before and says now; empty text where it was not there."""

    name: str
    before: str
    after: str
    wording: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class Change:
    """One difference between two versions. `part` is ``area``, ``clause``, ``review`` or ``condition``."""

    kind: ChangeKind
    part: str
    key: str
    title: str
    fields: tuple[FieldChange, ...]
    because: tuple[Comment, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed from one version of a recommendation to another, and the comments that moved it."""

    before: str
    after: str
    changes: tuple[Change, ...]
    moved_by: tuple[Comment, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def is_same(self) -> bool:
        return not self.changes


@dataclass(frozen=True)
class TestedCondition:
    """A condition, where it stands, whether it is overdue on the day asked about, and what is missing to test it."""

    condition: Condition
    state: ConditionState
    overdue: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ConditionStandings:
    """The conditions a recommendation rests on. `stands` is None while any is untested."""

    conditions: tuple[TestedCondition, ...]
    stands: bool | None
    on: date | None
    provenance: Provenance = field(repr=False)
    hash: str = ""
