"""Everything the sections of a committee report draw on, read once."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.business_case.annual_savings import AnnualSavings, OptionSavings, savings_by_option
from concordat.domain.kernel.case import Case
from concordat.domain.options import read_recommendations, read_review, screen_options
from concordat.domain.options.inputs import Review
from concordat.domain.options.recommendation import Recommendation
from concordat.domain.options.results import Screen
from concordat.presentation.report.own_words import OwnWords, read_own_words
from concordat.presentation.report.parts import Sources


@dataclass(frozen=True)
class Held:
    """Everything the sections draw on, read once."""

    case: Case
    review: Review
    screen: Screen
    savings: AnnualSavings
    versions: tuple[Recommendation, ...]
    own: OwnWords
    sources: Sources
    on: date | None

    @property
    def latest(self) -> Recommendation | None:
        return self.versions[-1] if self.versions else None

    def screen_source(self) -> tuple[int, ...]:
        return self.sources.cite("The screen of the long list", self.screen.provenance, self.screen.hash)

    def savings_source(self, one: OptionSavings | None = None) -> tuple[int, ...]:
        if one is None:
            return self.sources.cite("Savings by option", self.savings.provenance, self.savings.hash)
        return self.sources.cite(f"Savings: {one.option.title}", one.provenance, f"{self.savings.hash}:{one.option.id}")


def read_held(case: Case, *, on: date | None, organisation: str = "") -> Held:
    review = read_review(case)
    versions = read_recommendations(case)
    own = read_own_words(case, organisation=organisation)
    return Held(
        case=case,
        review=review,
        screen=screen_options(review),
        savings=savings_by_option(case),
        versions=versions,
        own=own,
        sources=Sources(),
        on=on or own.meeting_on or (versions[-1].date if versions else None),
    )
