"""What people said about a draft, under themes people made, how it was answered and what it changed; and the decision's timeline.

Comments are grouped by people and never by a method nobody can question. Input is a `Case`; the result names for every comment
the versions of the recommendation it moved. The timeline puts everything that has a day into one order.
"""

from concordat.domain.consultation.checks import check_consultation
from concordat.domain.consultation.inputs import Dissent, Heard, Round, Theme, read_consultation
from concordat.domain.consultation.outcome import outcome_of
from concordat.domain.consultation.results import Consultation, Effect, ThemeHeard
from concordat.domain.consultation.timeline import Frozen, Moment, Timeline, timeline_of

__all__ = [
    "Consultation",
    "Dissent",
    "Effect",
    "Frozen",
    "Heard",
    "Moment",
    "Round",
    "Theme",
    "ThemeHeard",
    "Timeline",
    "check_consultation",
    "outcome_of",
    "read_consultation",
    "timeline_of",
]
