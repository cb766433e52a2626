"""What a simulation assumes, in sentences that stand beside its figures."""

from concordat.domain.business_case.inputs import Assumptions, BiasInSimulation, Dependence, Shape
from concordat.domain.business_case.ledgers import Ledgers


def said_assumptions(ledgers: Ledgers) -> tuple[str, ...]:
    """What the simulation assumes, in sentences that stand beside its figures."""
    business_case, said = ledgers.business_case, []
    assumptions = business_case.assumptions
    ranged = [line for line in ledgers.lines if line.has_range]
    said.append(f"{len(ranged)} of {len(ledgers.lines)} lines have a range; the others stand at their figure.")
    said.append(f"A range without a shape of its own is {_SHAPES[assumptions.shape]}.")
    no_likely = [line for line in ranged if line.likely is None]
    if no_likely:
        said.append(f"{len(no_likely)} of them had no likely figure published: the middle of the range is taken.")
    no_low = [line for line in ledgers.lines if line.low is None and line.likely is None and line.high is not None]
    if no_low:
        said.append(f"{len(no_low)} were given as “up to”: they are drawn from nought.")
    said.append(_dependence_words(assumptions))
    said.append(_BIAS[assumptions.bias_in_simulation])
    said.append("Starts and durations are taken as planned: only amounts vary.")
    return tuple(said)


_SHAPES = {
    Shape.PERT: "PERT: figures near the likely one are most likely",
    Shape.TRIANGULAR: "triangular: straight from the likely figure to the ends",
    Shape.UNIFORM: "uniform: every figure between low and high as likely as another",
    Shape.NORMAL: "normal: low and high are exceeded one time in twenty each",
}
_BIAS = {
    BiasInSimulation.WHERE_NO_RANGE: "Corrections and optimism bias are left off lines that have a range, so that nothing is counted twice.",
    BiasInSimulation.ALWAYS: "Corrections and optimism bias apply to drawn lines too: measured risk may be counted twice.",
    BiasInSimulation.NEVER: "Corrections and optimism bias are left off every line.",
}


def _dependence_words(assumptions: Assumptions) -> str:
    match assumptions.dependence:
        case Dependence.NONE:
            return "Lines vary independently of each other: if they go badly together, the true spread is wider."
        case Dependence.COMMON_FACTOR:
            return f"Every two lines go well or badly together with a correlation of {assumptions.correlation}."
        case Dependence.NAMED_GROUPS:
            return (
                "Lines of named groups go well or badly together by the correlations given; others vary independently."
            )
