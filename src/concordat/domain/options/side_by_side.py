"""The short list side by side: what each option does for each driver of benefit, and what speaks for and against."""

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options.evidence import Driver, ForOrAgainst
from concordat.domain.options.inputs import Option, Review
from concordat.domain.options.results import DriverRow, OptionArguments, Screen, SideBySide


def set_side_by_side(review: Review, *, screen: Screen) -> SideBySide:
    """Options on the short list across; drivers, pros, cons and reference sites down. An empty place stays empty."""
    options = tuple(screened.option for screened in screen.short_list)
    drivers = tuple(_driver_row(review, driver, options) for driver in review.drivers)
    arguments = tuple(_arguments(review, option) for option in options)
    provenance = Provenance.of(
        "options.side_by_side",
        "What was written for each option on the short list.",
        [
            *(InputUsed.of_fact(effect.fact, effect.effect) for row in drivers for effect in row.effects.values()),
            *(
                InputUsed.of_fact(point.fact)
                for point in review.points
                if point.option in {option.id for option in options}
            ),
        ],
    )
    figures = {option.id: option.title for option in options}
    return SideBySide(options, drivers, arguments, provenance, result_hash(figures, provenance))


def _driver_row(review: Review, driver: Driver, options: tuple[Option, ...]) -> DriverRow:
    ids = {option.id for option in options}
    return DriverRow(
        driver,
        {effect.option: effect for effect in review.effects if effect.driver == driver.id and effect.option in ids},
    )


def _arguments(review: Review, option: Option) -> OptionArguments:
    points = [point for point in review.points if point.option == option.id]
    return OptionArguments(
        option,
        tuple(point.statement for point in points if point.kind is ForOrAgainst.PRO),
        tuple(point.statement for point in points if point.kind is ForOrAgainst.CON),
        tuple(site for site in review.sites if site.option == option.id),
    )
