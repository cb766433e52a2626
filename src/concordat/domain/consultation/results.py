"""What came of a consultation: every comment under its theme, how it was answered, what it changed in which version."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from concordat.domain.consultation.inputs import Dissent, Heard, Round, Theme
from concordat.domain.kernel.provenance import Provenance

NOBODY_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one comment changed: in which version, which part, and what happened to it.

    `part` and `title` are empty where the version names the comment as a mover without saying which part it moved.
    """

    version: int
    date: date | None
    kind: str  # "added", "changed", "removed" or "moved"
    part: str
    title: str


@dataclass(frozen=True)
class HeardComment:
    """`answer` is the comment's own, or that of its theme (`answered_by` says which); empty where it has none."""

    heard: Heard
    answer: str
    answered_by: str  # "comment", "theme" or ""
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class ThemeHeard:
    """`theme` is None for the comments that nobody has put under one."""

    theme: Theme | None
    comments: tuple[HeardComment, ...]

    @property
    def people(self) -> int:
        return sum(one.heard.people for one in self.comments)

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """Who it came from and how many comments each, most first, then as entered."""
        return tuple(Counter(one.heard.from_group or NOBODY_SAID for one in self.comments).most_common())

    @property
    def answered(self) -> int:
        return sum(bool(one.answer) for one in self.comments)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Each once, in the order of the versions."""
        found = dict.fromkeys(effect for one in self.comments for effect in one.effects)
        return tuple(sorted(found, key=lambda effect: effect.version))


@dataclass(frozen=True)
class Consultation:
    rounds: tuple[Round, ...]
    themes: tuple[ThemeHeard, ...]
    ungrouped: ThemeHeard
    dissents: tuple[Dissent, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def every(self) -> tuple[ThemeHeard, ...]:
        """The themes, and what is under none last, where there is any."""
        return (*self.themes, self.ungrouped) if self.ungrouped.comments else self.themes

    @property
    def comments(self) -> tuple[HeardComment, ...]:
        return tuple(comment for theme in self.every for comment in theme.comments)

    @property
    def answered(self) -> int:
        return sum(theme.answered for theme in self.every)

    @property
    def moved(self) -> int:
        """How many comments changed something."""
        return sum(bool(comment.effects) for comment in self.comments)

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        return tuple(Counter(one.heard.from_group or NOBODY_SAID for one in self.comments).most_common())
