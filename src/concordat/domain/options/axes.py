"""Options on the two axes of decision: where client and provider meet, and who employs the staff.

The axes are those of Herefordshire Council's Service Delivery Review (Phase 2 report, September 2008, para 37).
"""

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options.inputs import Interface, Option, Review, Staff
from concordat.domain.options.results import Axes


def place_on_axes(review: Review) -> Axes:
    """Published options by interface and staff; one that misses either is unplaced, not guessed."""
    published = [option for option in review.options if option.published]
    places: dict[tuple[Interface, Staff], tuple[Option, ...]] = {}
    for option in published:
        if option.interface is not None and option.staff is not None:
            place = (option.interface, option.staff)
            places[place] = (*places.get(place, ()), option)
    unplaced = tuple(option for option in published if option.interface is None or option.staff is None)
    provenance = Provenance.of(
        "options.axes.placed",
        "Each option stands where its interface and its staff put it.",
        [InputUsed.of_fact(option.fact, option.title) for option in published],
    )
    figures = {option.id: [option.interface, option.staff] for option in published}
    return Axes(places, unplaced, provenance, result_hash(figures, provenance))
