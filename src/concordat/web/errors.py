"""The pages for what went wrong. None says more than its reader may know."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concordat.web.page import public


@public
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/bad_request.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/forbidden.html", status=403)


@public
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/not_found.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    # Rendered without the request: whatever broke may be in its context.
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("errors/server_error.html"), status=500)
