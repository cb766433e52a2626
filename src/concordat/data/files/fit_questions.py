"""The questions each partner answers about each other one, from ``definitions/questions``."""

from functools import cache

from concordat.data.files.definitions import load_definition
from concordat.domain.sharing.fit import Question

NAME = "fit_between_partners"


@cache
def fit_questions() -> tuple[Question, ...]:
    given = load_definition("questions", NAME)["questions"]
    return tuple(Question(one["id"], one["asks"], one["about"]) for one in given)
