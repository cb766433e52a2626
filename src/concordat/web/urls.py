"""Every address. A page module says its own; its name is the address, the template and the test."""

from importlib import import_module

from django.urls import URLPattern

_PAGES = (
    "account",
    "home",
    "about",
    "partnership.overview",
    "partnership.people",
    "partnership.releases",
    "partnership.decisions",
    "partnership.jobs",
    "partnership.case_file",
    "partnership.baseline",
    "partnership.reference_lists",
    "partnership.trail",
    "partnership.tables",
    "partnership.documents",
    "design.stage",
    "design.long_list",
    "design.several_options",
    "design.screen",
    "design.mark_options",
    "design.hybrid",
    "design.positions",
    "design.fit",
    "design.groupings",
    "decide.stage",
    "decide.savings",
    "decide.business_case",
    "decide.business_case_change",
    "decide.business_case_paste",
    "decide.side_by_side",
    "decide.consultation",
    "decide.recommendation",
    "decide.write_recommendation",
    "decide.split",
    "decide.proposals",
    "decide.report",
    "run.stage",
    "run.evidence",
    "run.measures",
    "run.programme",
    "run.fairness",
    "run.statements",
    "run.disputes",
    "run.mechanism",
    "run.extension",
    "run.anomalies",
    "run.recharge_counts",
    "run.recharge",
    "review.stage",
    "sources",
    "health",
)

urlpatterns: list[URLPattern] = [
    pattern for name in _PAGES for pattern in import_module(f"concordat.web.pages.{name}").urlpatterns
]
