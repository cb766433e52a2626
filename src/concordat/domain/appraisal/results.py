"""What an appraisal comes to. Totals and values run from 0 to 100, shares and weights from 0 to 1."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.evidence import WorthKnowing
from concordat.domain.appraisal.flips import PairFlip, ScoreFlip, WeightFlip
from concordat.domain.appraisal.inputs import Appraisal
from concordat.domain.appraisal.performance import Performance
from concordat.domain.appraisal.shares import Shares
from concordat.domain.appraisal.totals import Dominated
from concordat.domain.appraisal.views import View, ViewWeights
from concordat.domain.kernel.findings import Finding
from concordat.domain.kernel.provenance import Provenance

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ViewResult:
    """One view worked through. `open_to`: the options that may lead, all but those knocked out."""

    view: View
    weights: ViewWeights = field(repr=False)
    performance: Performance = field(repr=False)
    totals: Numbers
    least: Numbers
    most: Numbers
    contributions: Numbers
    places: tuple[int, ...]
    open_to: npt.NDArray[np.bool_]
    leader: int | None
    tied: tuple[int, ...]  # options with the leader's total, the leader included
    shares: Shares | None = None

    @property
    def is_tied(self) -> bool:
        return len(self.tied) > 1


@dataclass(frozen=True)
class Disagreement:
    """Two partners furthest apart. `effect`: what it moves, in points of total, between the options it tells apart.

    On a score `low` and `high` are values (0 to 100) of `option`; on a weight they are weights (0 to 1).
    """

    criterion: str
    option: str  # empty where it is about the weight
    low_partner: str
    high_partner: str
    low: float
    high: float
    effect: float


@dataclass(frozen=True)
class Without:
    """The ranking with one option left out. `order` holds the others, best first."""

    option: int
    order: tuple[int, ...]
    leader: int | None
    changes_order: bool


@dataclass(frozen=True)
class AreaChoice:
    area: str
    best: int
    totals: Numbers


@dataclass(frozen=True)
class Combination:
    """One option for each area. Totals are points, weighted by the areas' shares; `charge` is for running several."""

    chosen: tuple[AreaChoice, ...]
    total: float
    charge: float
    single: int
    single_total: float
    how: str

    @property
    def gain(self) -> float:
        return self.total - self.charge - self.single_total


@dataclass(frozen=True)
class SecondOpinion:
    """Another way of adding up, with its order of options (best first) and whether it agrees on the leader."""

    name: str
    figures: Numbers
    order: tuple[int, ...]
    agrees: bool


@dataclass(frozen=True)
class AppraisalResult:
    appraisal: Appraisal
    joint: ViewResult
    partners: tuple[ViewResult, ...]
    groups: tuple[ViewResult, ...]
    people: tuple[ViewResult, ...]
    sentence: str
    dominated: tuple[Dominated, ...]
    weight_flips: tuple[WeightFlip, ...]
    pair_flips: tuple[PairFlip, ...]
    score_flips: tuple[ScoreFlip, ...]
    worth_knowing: tuple[WorthKnowing, ...]
    without: tuple[Without, ...]
    disagreements: tuple[Disagreement, ...]
    combination: Combination | None
    second_opinions: tuple[SecondOpinion, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance
    hash: str

    def option(self, number: int | None) -> str:
        return "" if number is None else self.appraisal.options[number].title

    def view(self, id: str) -> ViewResult | None:
        every = (self.joint, *self.partners, *self.groups, *self.people)
        return next((item for item in every if item.view.id == id), None)
