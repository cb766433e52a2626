"""The long list typed in at once: one option a line, with a few words after a colon where there are some."""

import re
from collections.abc import Iterable

from django import forms

from concordat.application.actions import RowGiven
from concordat.domain.kernel.audience import Audience
from concordat.web.forms.table_form import AUDIENCES
from concordat.web.forms.widgets import Radios, Textarea, TextInput


class SeveralOptionsForm(forms.Form):
    lines = forms.CharField(
        label="Options, one a line",
        widget=Textarea(rows=12),
        help_text="After a colon you can say what it means. For example, Joint committee: the councils run one service together",
        error_messages={"required": "Enter at least one option"},
    )
    source = forms.CharField(
        label="Source", required=False, widget=TextInput(), help_text="Where the list was published, or who drew it up"
    )
    audience = forms.ChoiceField(label="Who can see this", choices=AUDIENCES, widget=Radios(), initial="partners")

    def rows(self, *, taken: Iterable[str]) -> list[RowGiven]:
        """A new row for each line that says something; its identifier is made from its title."""
        used, rows = set(taken), []
        audience = Audience.from_text(self.cleaned_data["audience"])
        for line in self.cleaned_data["lines"].splitlines():
            title, _, description = (part.strip() for part in line.strip(" •*-\t").partition(":"))
            if not title:
                continue
            id = identifier_from(title, taken=used, otherwise="option")
            used.add(id)
            values = {
                "title": title,
                "description": description or None,
                "kind": "option",
                "origin": "long list",
                "published": True,
                "stands_for": 1,
            }
            rows.append(RowGiven(id, values, self.cleaned_data["source"], audience=audience, new=True))
        return rows


def identifier_from(title: str, *, taken: Iterable[str], otherwise: str) -> str:
    """``Joint committee`` → ``joint-committee``, or ``joint-committee-2`` where that is taken."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or otherwise
    used = set(taken)
    names = (base, *(f"{base}-{number}" for number in range(2, len(used) + 3)))
    return next(name for name in names if name not in used)
