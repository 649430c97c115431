"""Forms of the body's own findings, concerns, priorities and milestones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import BodyVerdict, Standard
from assessment.models.body_findings import MOST_CONCERNS, MOST_PRIORITIES
from assessment.recommendations.body_findings import ListItem
from assessment.recommendations.forms import SEPARATOR, long_text, wide


class Seen(forms.Form):
    """The version that the person had before their eyes."""

    seen = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)


class FindingForm(Seen):
    finding = forms.ChoiceField(
        label=gettext_lazy("What does the body find?"),
        choices=BodyVerdict,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    words_en = long_text(gettext_lazy("In your words, in English"), 2000)
    words_fr = long_text(gettext_lazy("In your words, in French"), 2000)
    reason_en = long_text(
        gettext_lazy("Why it differs from the figures, in English"),
        1000,
        help_text=gettext_lazy("Needed only where it differs. It is published."),
        required=False,
    )
    reason_fr = long_text(
        gettext_lazy("Why it differs from the figures, in French"), 1000, required=False
    )


class ListForm(Seen):
    """Items typed one a line in two languages, with their standards after a bar."""

    en = forms.CharField(
        label=gettext_lazy("In English"), widget=forms.Textarea(attrs={"rows": 12})
    )
    fr = forms.CharField(
        label=gettext_lazy("In French"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("The same lines in the same order."),
    )
    most = MOST_CONCERNS

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                cleaned["items"] = self._items(cleaned["en"], cleaned["fr"])
            except ValueError as problem:
                self.add_error("en", str(problem))
        return cleaned

    def _items(self, english: str, french: str) -> list[ListItem]:
        first = [line.strip() for line in english.splitlines() if line.strip()]
        second = [line.strip() for line in french.splitlines() if line.strip()]
        if len(first) != len(second):
            raise ValueError(
                _("There are %(en)d lines in English and %(fr)d in French.")
                % {"en": len(first), "fr": len(second)}
            )
        if len(first) > self.most:
            raise ValueError(_("Write %(most)d lines at most.") % {"most": self.most})
        standards = Standard.objects.in_bulk()
        return [
            _item(place, *pair, standards)
            for place, pair in enumerate(zip(first, second, strict=True), start=1)
        ]


def _item(
    place: int, english: str, french: str, standards: dict[str, Standard]
) -> ListItem:
    words, _bar, typed = (part.strip() for part in english.partition(SEPARATOR))
    keys = typed.upper().replace(",", " ").split()
    unknown = [key for key in keys if key not in standards]
    if unknown:
        raise ValueError(
            _("Line %(place)d: there is no standard “%(code)s”.")
            % {"place": place, "code": unknown[0][:20]}
        )
    if max(len(words), len(french)) > 600:
        raise ValueError(
            _("Line %(place)d: shorten it to 600 characters.") % {"place": place}
        )
    translated = french.partition(SEPARATOR)[0].strip()
    return ListItem(words, translated, [standards[key] for key in keys])


class ConcernsForm(ListForm):
    en = forms.CharField(
        label=gettext_lazy("In English"),
        help_text=gettext_lazy(
            "One concern a line, 15 at most, in your order. After a bar the standards:"
            " Children are held with adults | CHD-06"
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class PrioritiesForm(ListForm):
    most = MOST_PRIORITIES
    en = forms.CharField(
        label=gettext_lazy("In English"),
        help_text=gettext_lazy(
            "One priority a line, 3 to 6, in your order. After a bar its standard: No"
            " child is held | CHD-02"
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def typed_lines(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """(text_en, text_fr, codes) of stored rows → what the two fields show."""
    stored = list(rows)
    return {
        "en": "\n".join(
            f"{english} {SEPARATOR} {codes}" if codes else english
            for english, _french, codes in stored
        ),
        "fr": "\n".join(french for _english, french, _codes in stored),
    }


class MilestoneForm(Seen):
    """value: in 100 where the standard is a share; see `is_share`."""

    value = forms.FloatField(
        label=gettext_lazy("To reach"),
        min_value=0,
        max_value=10**6,
        error_messages={"required": gettext_lazy("Type a value.")},
    )
    year = forms.IntegerField(
        label=gettext_lazy("By the end of the year"),
        min_value=2000,
        max_value=2100,
        error_messages={"required": gettext_lazy("Type a value.")},
    )
    words_en = wide(gettext_lazy("How it was agreed, in English"), 300, required=False)
    words_fr = wide(gettext_lazy("How it was agreed, in French"), 300, required=False)

    def __init__(self, *args: Any, is_share: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_share = is_share
        if is_share:
            self.fields["value"].help_text = _("In 100 people, files or places.")

    def clean_value(self) -> float:
        value = float(self.cleaned_data["value"])
        if not self.is_share:
            return value
        if value > 100:
            raise forms.ValidationError(_("Type a number from 0 to 100."))
        return value / 100
