"""The answer in words a member understands. The method's name never comes first."""

from concordat.domain.appraisal.flips import WeightFlip
from concordat.domain.appraisal.inputs import Appraisal
from concordat.domain.appraisal.results import Disagreement, ViewResult


def in_a_hundred(share: float) -> str:
    """``83 in 100``; never 0 or 100 unless it is exactly so."""
    if 0 < share < 0.005:
        return "fewer than 1 in 100"
    if 0.995 < share < 1:
        return "more than 99 in 100"
    return f"{round(share * 100)} in 100"


def headline(appraisal: Appraisal, joint: ViewResult, flips: tuple[WeightFlip, ...]) -> str:
    """Who leads, how surely, and the smallest move of one weight that makes another lead."""
    options = appraisal.options
    if not options:
        return "There is no option to compare yet."
    if not joint.open_to.any():
        return "No option reaches every level it must reach."
    if len(options) == 1:
        return f"Only one option is compared: {options[0].title}. There is nothing to choose between."
    if len(joint.tied) == int(joint.open_to.sum()) and joint.is_tied:
        return "Nothing tells these options apart: they all come to the same."
    if joint.is_tied:
        names = [options[i].title for i in joint.tied]
        return f"{', '.join(names[:-1])} and {names[-1]} come to the same, ahead of the others."
    assert joint.leader is not None
    lead = options[joint.leader].title
    often = ""
    if joint.shares is not None:
        often = f" in {in_a_hundred(float(joint.shares.first[joint.leader]))} views of what matters"
    return f"{lead} leads{often}{_first_flip(appraisal, flips)}."


def _first_flip(appraisal: Appraisal, flips: tuple[WeightFlip, ...]) -> str:
    if not flips:
        return "; no single weight, however large or small, puts another option first"
    flip = flips[0]
    return f"; {flip_in_words(appraisal, flip)}"


def flip_in_words(appraisal: Appraisal, flip: WeightFlip) -> str:
    """``Integrated services leads if Staff counts for more than 41 of 100 (now 25)``."""
    rival, criterion = appraisal.options[flip.rival].title, appraisal.by_id[flip.criterion].title
    more = "more" if flip.change > 0 else "less"
    return f"{rival} leads if {criterion} counts for {more} than {_points(flip.at)} of 100 (now {_points(flip.now)})"


def _points(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0")


def disagreement_in_words(appraisal: Appraisal, item: Disagreement) -> str:
    criterion = appraisal.by_id[item.criterion].title
    worth = f"up to {item.effect:.1f} points of the total hang on it"
    if item.option:
        option = next(option.title for option in appraisal.options if option.id == item.option)
        return (
            f"{item.high_partner} puts {option} at {item.high:.0f} on {criterion}, {item.low_partner} at {item.low:.0f}: "
            f"{worth}."
        )
    return (
        f"{item.high_partner} gives {criterion} {item.high * 100:.0f} of 100, {item.low_partner} {item.low * 100:.0f}: "
        f"{worth}."
    )
