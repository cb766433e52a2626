"""What the frame of every page needs: the name, the navigation, for whom one acts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from concordat.application.queries.partnerships import title_of

STAGES = (
    ("partnership", "Partnership"),
    ("design", "Design"),
    ("decide", "Decide"),
    ("run", "Run"),
    ("review", "Review"),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    frame: dict[str, Any] = {
        "acting_for": getattr(request, "acting_for", None),
        "organisations": getattr(request, "organisations", ()),
    }
    if actor is None:
        return frame
    frame["actor"] = actor
    frame["partnership_title"] = title_of(actor)
    parts = request.path.strip("/").split("/")
    stage = parts[2] if len(parts) > 2 else "partnership"
    frame["stages"] = [
        {"title": title, "href": reverse(f"{name}-stage", kwargs={"slug": actor.partnership}), "current": name == stage}
        for name, title in STAGES
    ]
    return frame
