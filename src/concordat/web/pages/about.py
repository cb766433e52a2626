"""Pages anybody may read: accessibility, privacy, who may do what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.permissions import DUTIES, PERMISSIONS
from concordat.web.page import public


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "about/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "about/privacy.html")


@public
def who_may_do_what(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "act": permission.in_words,
            "roles": sorted(role.value.replace("-", " ") for role in permission.roles),
            "duties": [DUTIES[duty] for duty in DUTIES if duty in permission.duties]
            or ["Anybody acting for such an organisation"],
        }
        for permission in PERMISSIONS.values()
    ]
    return render(request, "about/who_may_do_what.html", {"rows": rows})


urlpatterns = [
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("who-may-do-what/", who_may_do_what, name="who-may-do-what"),
]
