"""Hybrids: options made from the features of others, dropped ones included, and of places elsewhere."""

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options.inputs import Feature, Option, Origin, Review
from concordat.domain.options.results import HarvestedFeature, Hybrid, Screen, Standing


def hybrids(review: Review, *, screen: Screen) -> tuple[Hybrid, ...]:
    """Every option that is made from others, or that a feature is gathered into, with where each feature came from."""
    gathered = {feature.into for feature in review.features}
    made = [option for option in review.options if option.origin is Origin.MADE_FROM_OTHERS or option.id in gathered]
    return tuple(_hybrid(review, option, screen) for option in made)


def not_gathered(review: Review) -> tuple[Feature, ...]:
    """Features that no option has been made from yet."""
    return tuple(feature for feature in review.features if feature.into not in review.option_by_id)


def _hybrid(review: Review, option: Option, screen: Screen) -> Hybrid:
    dropped = {row.option.id for row in screen.options if row.standing is Standing.DROPPED}
    features = tuple(
        HarvestedFeature(feature, _origins(review, feature), feature.from_option in dropped)
        for feature in review.features
        if feature.into == option.id
    )
    provenance = Provenance.of(
        "options.hybrid.gathered",
        f"{option.title} is made from {len(features)} features, each with where it was found.",
        [
            InputUsed.of_fact(option.fact, option.title),
            *(InputUsed.of_fact(item.feature.fact, item.feature.taken.value) for item in features),
        ],
    )
    figures = {item.feature.id: [item.feature.taken, item.origins, item.from_dropped] for item in features}
    return Hybrid(option, features, provenance, result_hash(figures, provenance))


def _origins(review: Review, feature: Feature) -> tuple[str, ...]:
    sites = {site.id: site.title for site in review.sites}
    places = [sites[feature.from_site]] if feature.from_site in sites else []
    found_in = [review.option_by_id[feature.from_option].title] if feature.from_option in review.option_by_id else []
    return (*places, *found_in)
