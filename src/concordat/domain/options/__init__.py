"""The long list of delivery options, the pass/fail screen, challenges, hybrids, and the recommendation in versions.

Input is a `Case`; marks are red, amber, green or missing; options are counted, not weighed (weighing is `appraisal`,
money is `business_case`). The method follows Herefordshire Council's Service Delivery Review of 2008: an option that
cannot meet any one criterion is not short-listed, staff challenge the list, and features of dropped options are kept.
"""

from concordat.domain.options.axes import place_on_axes
from concordat.domain.options.checks import check_options, check_review
from concordat.domain.options.conditions import condition_standings
from concordat.domain.options.hybrid import hybrids, not_gathered
from concordat.domain.options.inputs import Review, read_review
from concordat.domain.options.recommendation import Recommendation, read_recommendation, read_recommendations
from concordat.domain.options.results import Screen, Standing
from concordat.domain.options.screen import screen_options
from concordat.domain.options.side_by_side import set_side_by_side
from concordat.domain.options.versions import compare

__all__ = [
    "Recommendation",
    "Review",
    "Screen",
    "Standing",
    "check_options",
    "check_review",
    "compare",
    "condition_standings",
    "hybrids",
    "not_gathered",
    "place_on_axes",
    "read_recommendation",
    "read_recommendations",
    "read_review",
    "screen_options",
    "set_side_by_side",
]
