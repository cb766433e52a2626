"""What is missing, doubtful or at odds in what people gave an appraisal. Never raises; does not stop at the first."""

from collections.abc import Iterator

from concordat.domain.appraisal.inputs import Appraisal, Score, StatementKind
from concordat.domain.appraisal.results import ViewResult
from concordat.domain.kernel.findings import Finding, Where, error, note, warning

_MONEY = ("saving", "cost", "financ", "money", "value for money", "afford")


def check_appraisal(appraisal: Appraisal, joint: ViewResult | None = None) -> tuple[Finding, ...]:
    found = [
        *_options(appraisal),
        *_scores(appraisal),
        *_statements(appraisal),
        *_counted_twice(appraisal),
        *_tree(appraisal),
    ]
    if joint is not None:
        found += [*_missing(appraisal, joint), *_clashes(joint), *_knocked_out(appraisal, joint)]
    return tuple(found)


def _options(appraisal: Appraisal) -> Iterator[Finding]:
    if not appraisal.options:
        yield error(
            Where(item=appraisal.title),
            "No option is compared.",
            "Name the options, or add some.",
            code="appraisal.empty",
        )
    elif not any(option.is_business_as_usual for option in appraisal.options):
        yield warning(
            Where(item=appraisal.title),
            "Business as usual is not among the options compared.",
            "Keep it in, so that the others can be held against what happens if nothing changes.",
            code="appraisal.no_business_as_usual",
        )


def _scores(appraisal: Appraisal) -> Iterator[Finding]:
    leaves = {leaf.id for leaf in appraisal.leaves}
    for score in appraisal.scores:
        where = Where(table="Scores", item=score.fact.id if score.fact else "", column=score.criterion)
        if score.criterion not in leaves:
            yield warning(
                where,
                f"“{score.criterion}” is not a criterion that is scored.",
                f"Use one of: {', '.join(sorted(leaves))}.",
                code="appraisal.score_of_nothing",
            )
            continue
        leaf = appraisal.by_id[score.criterion]
        if score.category and score.category not in (leaf.function.categories or {}) and score.likely is None:
            words = ", ".join(leaf.function.categories or {}) or "none: give a figure"
            yield error(
                where,
                f"“{score.category}” is not one of the words for {leaf.title}.",
                f"The words are {words}.",
                code="appraisal.unknown_word",
            )
        yield from _order(score, where)
        if score.is_given and not score.evidence:
            yield note(where, "The score has no evidence.", "Say what it rests on.", code="appraisal.no_evidence")
        if leaf.takes and score.option in appraisal.figures.get(leaf.takes, {}):
            yield note(
                where,
                f"{leaf.title} takes its figure from {leaf.takes}; this score is not used.",
                "Leave it out.",
                code="appraisal.score_not_used",
            )


def _order(score: Score, where: Where) -> Iterator[Finding]:
    given = [figure for figure in (score.low, score.likely, score.high) if figure is not None]
    if given != sorted(given):
        yield error(
            where,
            "Low, likely and high are not in this order.",
            "Put the smallest figure under low and the largest under high.",
            code="appraisal.score_order",
        )


def _statements(appraisal: Appraisal) -> Iterator[Finding]:
    for item in appraisal.statements:
        where = Where(table="What matters more", item=item.id)
        unknown = [id for id in (item.criterion, item.than) if id and id not in appraisal.by_id]
        if unknown:
            yield warning(
                where,
                f"“{unknown[0]}” is not a criterion.",
                "Use the short name of a criterion in the set.",
                code="appraisal.statement_of_nothing",
            )
        if item.kind is StatementKind.MATTERS_MORE and not item.than:
            yield error(
                where, "It does not say what it matters more than.", "Fill in “Than”.", code="appraisal.than_missing"
            )
        if item.least is not None and item.most is not None and item.least > item.most:
            yield error(where, "The least is above the most.", "Swap them.", code="appraisal.least_above_most")


def _counted_twice(appraisal: Appraisal) -> Iterator[Finding]:
    """Money that is a criterion here and is judged in the business case as well."""
    taken = [leaf for leaf in appraisal.leaves if leaf.takes]
    for leaf in taken:
        if appraisal.figures and leaf.takes not in appraisal.figures:
            yield error(
                Where(item=leaf.title),
                f"{leaf.title} takes its figure from “{leaf.takes}”, which nothing works out.",
                f"Use one of: {', '.join(sorted(appraisal.figures))}; or leave it out and score.",
                code="appraisal.takes_unknown",
            )
            continue
        yield warning(
            Where(item=leaf.title),
            f"{leaf.title} takes its figure from the {leaf.takes}, which the business case also weighs up.",
            "Count it once: take it out here, or compare the options here on everything but money. "
            "Scoring does not replace the economic appraisal.",
            code="appraisal.counted_twice",
        )
    if len(taken) > 1:
        yield warning(
            Where(item=taken[0].title),
            f"{' and '.join(leaf.title for leaf in taken)} take figures from the same lines of the business case.",
            "The same money counts more than once: keep one of them.",
            code="appraisal.money_twice",
        )
    if not taken:
        return
    for leaf in appraisal.leaves:
        if not leaf.takes and any(word in leaf.title.lower() for word in _MONEY):
            yield warning(
                Where(item=leaf.title),
                f"{leaf.title} may count the same money as {taken[0].title}.",
                "Make sure that no benefit is in two criteria.",
                code="appraisal.money_twice",
            )


def _tree(appraisal: Appraisal) -> Iterator[Finding]:
    for criterion in appraisal.criteria:
        children = [item for item in appraisal.criteria if item.parent == criterion.id]
        if len(children) == 1:
            yield note(
                Where(item=criterion.title),
                f"{criterion.title} has only {children[0].title} below it.",
                "One criterion would do.",
                code="appraisal.only_child",
            )
    if len(appraisal.leaves) > 12:
        yield note(
            Where(item=appraisal.title),
            f"There are {len(appraisal.leaves)} criteria to score.",
            "People keep an overview of about a dozen. Ask whether each could change the answer.",
            code="appraisal.many_criteria",
        )


def _missing(appraisal: Appraisal, joint: ViewResult) -> Iterator[Finding]:
    cells = joint.performance.cells
    for k, leaf in enumerate(appraisal.leaves):
        without = [option.title for option, row in zip(appraisal.options, cells, strict=True) if row[k].is_missing]
        if not without:
            continue
        nobody = len(without) == len(appraisal.options)
        yield warning(
            Where(item=leaf.title),
            f"Nobody has scored {leaf.title}." if nobody else f"{leaf.title} has no score for {', '.join(without)}.",
            "Until somebody does, it counts as anything from worst to best, never as nought.",
            code="appraisal.not_scored",
        )


def _clashes(joint: ViewResult) -> Iterator[Finding]:
    for clash in joint.weights.clashes:
        yield warning(
            Where(table="What matters more", item=", ".join(clash.statements)),
            f"These cannot all hold: {'; '.join(clash.words)}.",
            f"The least change that mends it: {' '.join(clash.repair)} Until then the nearest weights that fit are used.",
            code="appraisal.clash",
        )


def _knocked_out(appraisal: Appraisal, joint: ViewResult) -> Iterator[Finding]:
    for option, row in zip(appraisal.options, joint.performance.cells, strict=True):
        for cell in row:
            title = appraisal.by_id[cell.criterion].title
            if cell.knocked_out:
                yield warning(
                    Where(item=option.title),
                    f"{option.title} does not reach the level it must on {title}, so it cannot lead.",
                    "Check the level, or mend the option.",
                    code="appraisal.knocked_out",
                )
            elif cell.may_be_knocked_out:
                yield note(
                    Where(item=option.title),
                    f"At its worst {option.title} would not reach the level it must on {title}.",
                    "Find out more before deciding.",
                    code="appraisal.may_be_knocked_out",
                )
