"""For whom the signed-in person acts. Somebody with two organisations chooses; the choice is kept in the session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from concordat.application.queries.partnerships import organisations_of
from concordat.data.records.row_security import become_nobody

SESSION_KEY = "acting_for"


class ActingForMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        become_nobody()  # connections are kept between requests: the last viewer's sight must not be
        request.organisations = ()  # type: ignore[attr-defined]
        request.acting_for = None  # type: ignore[attr-defined]
        if request.user.is_authenticated and not request.path.startswith("/static/"):
            mine = organisations_of(request.user.code)
            request.organisations = mine  # type: ignore[attr-defined]
            chosen = request.session.get(SESSION_KEY)
            found = next((item for item in mine if item.id == chosen), None)
            request.acting_for = found or (mine[0] if len(mine) == 1 else None)  # type: ignore[attr-defined]
        return self.get_response(request)
