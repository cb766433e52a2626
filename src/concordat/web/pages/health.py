"""For a monitor: is the process alive, and may traffic be sent to it? Neither says anything about what is held."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from concordat.application.readiness import problems
from concordat.web.page import public


@public
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"live": True})


@public
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """503 while the service should get no traffic. The reasons are in the operator's own check, not here."""
    fit = not any(problem.stops for problem in problems())
    return JsonResponse({"ready": fit}, status=200 if fit else 503)


urlpatterns = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
]
