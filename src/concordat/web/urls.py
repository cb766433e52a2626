"""Every address. A page module says its own; its name is the address, the template and the test."""

from importlib import import_module

from django.urls import URLPattern

_PAGES = (
    "account",
    "home",
    "about",
    "partnership.overview",
    "partnership.case_file",
    "partnership.trail",
    "partnership.tables",
    "partnership.documents",
    "design.stage",
    "design.long_list",
    "design.screen",
    "design.hybrid",
    "decide.stage",
    "decide.savings",
    "decide.side_by_side",
    "decide.consultation",
    "decide.recommendation",
    "decide.report",
    "run.stage",
    "review.stage",
    "sources",
    "health",
)

urlpatterns: list[URLPattern] = [
    pattern for name in _PAGES for pattern in import_module(f"concordat.web.pages.{name}").urlpatterns
]
