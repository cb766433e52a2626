"""A new password, typed once: people can look at what they type in any browser's own way, and paste one."""

from django import forms

from concordat.application.errors import NotAccepted
from concordat.web.forms.widgets import PasswordInput


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label="New password",
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words that do not belong together are easy to keep in mind",
        error_messages={"required": "Enter a new password"},
    )


def add_findings(form: forms.Form, problem: NotAccepted, *, otherwise: str) -> None:
    """Each finding beside the field it is about."""
    for finding in problem.findings:
        named = finding.where.column
        form.add_error(named if named in form.fields else otherwise, f"{finding.message} {finding.fix}")
