"""What the frame of every page needs: the name, the navigation, for whom one acts, the steps before and after."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from concordat.application.queries.partnerships import title_of
from concordat.data.files import load_catalogue
from concordat.web.places import beside, stage_of, steps_of

STAGES = (
    ("partnership", "Partnership"),
    ("design", "Design"),
    ("decide", "Decide"),
    ("run", "Run"),
    ("review", "Review"),
)
# Documents stand outside the stages' addresses; their kind says where they belong.
_STAGE_OF_DOCUMENT = {
    "recommendation": "decide",
    "appraisal": "design",
    "business-case": "decide",
    "recharge_scheme": "run",
    "mechanism": "run",
    "statement": "run",
}


def page_frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    frame: dict[str, Any] = {
        "acting_for": getattr(request, "acting_for", None),
        "organisations": getattr(request, "organisations", ()),
        "actor": actor,
        "administers": _administers(request),
        "partnership_title": "",
        "stages": (),
    }
    if actor is None:
        return frame
    stage = _stage(request)
    title = dict(STAGES).get(stage, "")
    frame["partnership_title"] = title_of(actor)
    frame["stages"] = [
        {
            "name": name,
            "title": words,
            "href": reverse(f"{name}-stage", kwargs={"slug": actor.partnership}),
            "current": name == stage,
        }
        for name, words in STAGES
    ]
    frame["stage"] = {
        "name": stage,
        "title": title,
        "href": reverse(f"{stage}-stage", kwargs={"slug": actor.partnership}),
    }
    contract = request.GET.get("contract", "")
    frame["steps"] = steps_of(stage, slug=actor.partnership, contract=contract)
    frame["step_before"], frame["step_after"] = beside(_place(request), slug=actor.partnership, contract=contract)
    return frame


def _administers(request: HttpRequest) -> bool:
    """Does the person administer the accounts of the organisation they act for now?"""
    user, acting_for = getattr(request, "user", None), getattr(request, "acting_for", None)
    return bool(acting_for and user and getattr(user, "administrator", False) and user.home_id == acting_for.id)


def _place(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    return str(match.kwargs.get("table") if match.url_name == "table" else match.url_name)


def _stage(request: HttpRequest) -> str:
    match = request.resolver_match
    given = match.kwargs if match is not None else {}
    if given.get("table") in load_catalogue():
        return load_catalogue()[given["table"]].stage
    if given.get("kind"):
        return _STAGE_OF_DOCUMENT.get(given["kind"], "partnership")
    named = stage_of(_place(request))
    parts = request.path.strip("/").split("/")
    return named or (parts[2] if len(parts) > 2 and parts[2] in dict(STAGES) else "partnership")
