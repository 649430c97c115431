"""The list of recommendations: its rows, its filters and the sentence over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext, ngettext_lazy
from django.utils.translation import gettext as _

from assessment.models import (
    Authority,
    Concerned,
    Kind,
    Progress,
    Recommendation,
    RecommendationState,
    Response,
    Standard,
    Status,
)
from assessment.recommendations import cells
from assessment.recommendations.sight import Sight
from assessment.recommendations.states import UNANSWERED, Answer, answers

MIXED = "mixed"
TO_ANSWER = "to_answer"
COUNTED = {
    Response.ACCEPTED: ngettext_lazy("%(n)d is accepted", "%(n)d are accepted", "n"),
    Response.PARTLY_ACCEPTED: ngettext_lazy(
        "%(n)d is partly accepted", "%(n)d are partly accepted", "n"
    ),
    Response.NOTED: ngettext_lazy("%(n)d is noted", "%(n)d are noted", "n"),
    Response.REJECTED: ngettext_lazy("%(n)d is rejected", "%(n)d are rejected", "n"),
    MIXED: ngettext_lazy(
        "%(n)d is answered differently by its authorities",
        "%(n)d are answered differently by their authorities",
        "n",
    ),
    Response.NO_RESPONSE: ngettext_lazy(
        "%(n)d has had no response in time", "%(n)d have had no response in time", "n"
    ),
    TO_ANSWER: ngettext_lazy(
        "%(n)d is still to be answered", "%(n)d are still to be answered", "n"
    ),
}


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One row of the list, as its reader may see it."""

    recommendation: Recommendation
    answers: Sequence[Answer]

    @property
    def codes(self) -> str:
        return ", ".join(s.pk for s in self.recommendation.standards.all())

    @property
    def rows(self) -> list[tuple[Authority, cells.Cell, cells.Cell]]:
        """(authority, cell of axis 1, cell of axis 2), one each."""
        return [
            (
                answer.addressee.authority,
                cells.response_cell(answer, self.recommendation),
                cells.status_cell(answer),
            )
            for answer in self.answers
        ]

    @property
    def progress(self) -> cells.Cell:
        return cells.progress_cell(self.recommendation)

    @property
    def response(self) -> str:
        """The one response of all its authorities, or that they differ."""
        every = {
            TO_ANSWER if answer.response in UNANSWERED else answer.response
            for answer in self.answers
        }
        return every.pop() if len(every) == 1 else MIXED

    @property
    def is_closed(self) -> bool:
        state = self.recommendation.state
        return state not in (RecommendationState.DRAFT, RecommendationState.ISSUED)


def lines(
    recommendations: Iterable[Recommendation],
    sight: Sight,
    now: datetime,
    today: date,
) -> list[RecommendationLine]:
    rows = []
    for recommendation in recommendations:
        shown, hidden = sight.lines(recommendation, now)
        rows.append(
            RecommendationLine(
                recommendation, answers(recommendation, shown, today, hidden)
            )
        )
    return rows


def sentence(rows: Sequence[RecommendationLine]) -> str:
    """ "Of 7 recommendations 2 are accepted, 1 is noted and 4 are still to be …"."""
    issued = [row for row in rows if not row.recommendation.is_draft]
    if not issued:
        return _("No recommendation has been issued yet.")
    counts = Counter(row.response for row in issued)
    parts = [
        str(words % {"n": counts[response]})
        for response, words in COUNTED.items()
        if counts[response]
    ]
    total = ngettext("Of %(n)d recommendation", "Of %(n)d recommendations", len(issued))
    return f"{total % {'n': len(issued)}} {_listed(parts)}."


def _listed(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s") % {
        "first": ", ".join(parts[:-1]),
        "last": parts[-1],
    }


# -- looking for some of them ----------------------------------------------------------


def _choice(label: Any, every: Any, choices: Iterable[tuple[str, Any]]) -> Any:
    return forms.ChoiceField(
        label=label, choices=[("", every), *choices], required=False
    )


class FilterForm(forms.Form):
    """What somebody looks for; a value that is not of the list is left out."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=100,
        required=False,
    )

    def __init__(self, rows: Sequence[RecommendationLine], *args: Any):
        super().__init__(*args)
        standards = {s for row in rows for s in row.recommendation.standards.all()}
        themes = {s.domain_en: s.domain for s in sorted(standards, key=_place)}
        to = {a.code: a.name for row in rows for a, _first, _second in row.rows}
        self.fields |= {
            "theme": _choice(_("Theme"), _("All themes"), themes.items()),
            "to": _choice(_("Addressed to"), _("Everybody"), sorted(to.items())),
            "response": _choice(
                _("Response"),
                _("All"),
                [
                    *((r.value, r.label) for r in Response if r not in UNANSWERED),
                    (TO_ANSWER, _("Waiting")),
                ],
            ),
            "group": _choice(_("Group concerned"), _("All groups"), Concerned.choices),
            "kind": _choice(_("Kind of measure"), _("All kinds"), Kind.choices),
            "status": _choice(_("Done, they say"), _("All"), Status.choices),
            "progress": _choice(_("Progress"), _("All"), Progress.choices),
            "since": _day(_("Issued from")),
            "until": _day(_("Issued until")),
        }

    def keep(self, rows: Sequence[RecommendationLine]) -> list[RecommendationLine]:
        self.is_valid()
        wanted = {k: v for k, v in self.cleaned_data.items() if v}
        return [
            row
            for row in rows
            if all(FITS[name](row, value) for name, value in wanted.items())
        ]


def _day(label: Any) -> Any:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"]
    )


def _place(standard: Standard) -> int:
    return int(standard.place)


def _has_words(row: RecommendationLine, words: str) -> bool:
    newest = row.recommendation.newest
    french = (get_language() or "").startswith("fr")
    texts = [newest.text_fr if french else newest.text_en, newest.text, row.codes]
    texts += [standard.title for standard in row.recommendation.standards.all()]
    everything = " ".join(texts).casefold()
    return all(word in everything for word in words.casefold().split())


FITS: dict[str, Callable[[RecommendationLine, Any], bool]] = {
    "q": _has_words,
    "theme": lambda row, theme: any(
        standard.domain_en == theme for standard in row.recommendation.standards.all()
    ),
    "to": lambda row, code: any(a.code == code for a, _first, _second in row.rows),
    "response": lambda row, response: any(
        response in (answer.response, row.response)
        or (response == TO_ANSWER and answer.response in UNANSWERED)
        for answer in row.answers
    ),
    "group": lambda row, group: any(
        concerned.group == group for concerned in row.recommendation.groups.all()
    ),
    "kind": lambda row, kind: row.recommendation.kind == kind,
    "status": lambda row, status: any(a.status == status for a in row.answers),
    "progress": lambda row, progress: row.recommendation.progress == progress,
    "since": lambda row, day: bool(
        row.recommendation.issued_on and row.recommendation.issued_on >= day
    ),
    "until": lambda row, day: bool(
        row.recommendation.issued_on and row.recommendation.issued_on <= day
    ),
}
