"""Every comment under its theme, how it was answered, and what it changed in which version of the recommendation."""

from collections.abc import Sequence
from itertools import pairwise

from concordat.domain.consultation.inputs import Asked, Heard, Theme, read_consultation
from concordat.domain.consultation.results import Consultation, Effect, HeardComment, ThemeHeard
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options import Recommendation, compare, read_recommendations
from concordat.domain.options.inputs import Review


def outcome_of(case: Case) -> Consultation:
    """Every comment under its theme, with what it changed in which version of the recommendation."""
    asked = read_consultation(case)
    versions = read_recommendations(case)
    effects = effects_of(versions, asked.review)
    themes = {theme.id: theme for theme in asked.themes}
    found = [_heard(one, themes, effects) for one in asked.heard]
    under = tuple(
        ThemeHeard(theme, tuple(one for one in found if one.heard.theme == theme.id)) for theme in asked.themes
    )
    ungrouped = ThemeHeard(None, tuple(one for one in found if one.heard.theme not in themes))
    provenance = Provenance.of(
        "consultation.outcome",
        "Comments under the themes people gave them; what each changed is what a version of the recommendation says it did.",
        [*_inputs(asked), *(InputUsed.of_document(version.document, version.label) for version in versions)],
    )
    told = [(one.heard.id, one.heard.theme, one.answered_by, one.effects) for one in found]
    return Consultation(asked.rounds, under, ungrouped, asked.dissents, provenance, result_hash(told, provenance))


def effects_of(versions: Sequence[Recommendation], review: Review) -> dict[str, tuple[Effect, ...]]:
    """By comment: the parts of later versions that name it, and the versions that name it as a mover and no part."""
    found: dict[str, list[Effect]] = {}
    for before, after in pairwise(versions):
        for change in compare(before, after, review=review).changes:
            for comment in change.because:
                effect = Effect(after.version, after.date, change.kind.value, change.part, change.title)
                found.setdefault(comment.id, []).append(effect)
        for id in after.moved_by:
            if not any(effect.version == after.version for effect in found.get(id, ())):
                found.setdefault(id, []).append(Effect(after.version, after.date, "moved", "", ""))
    return {id: tuple(effects) for id, effects in found.items()}


def _heard(one: Heard, themes: dict[str, Theme], effects: dict[str, tuple[Effect, ...]]) -> HeardComment:
    changed = effects.get(one.id, ())
    if one.comment.answer:
        return HeardComment(one, one.comment.answer, "comment", changed)
    theme = themes.get(one.theme)
    if theme is not None and theme.answer:
        return HeardComment(one, theme.answer, "theme", changed)
    return HeardComment(one, "", "", changed)


def _inputs(asked: Asked) -> list[InputUsed]:
    return [
        *(InputUsed.of_fact(one.fact, one.title) for one in asked.rounds),
        *(InputUsed.of_fact(theme.fact, theme.title) for theme in asked.themes),
        *(InputUsed.of_fact(one.comment.fact, one.comment.title) for one in asked.heard),
        *(InputUsed.of_fact(dissent.fact, dissent.body) for dissent in asked.dissents),
    ]
