"""How large a share is, in one word: nearly all, most, about half, few …

1. Cuts lie on the ends of bands of 1, 2, 5 and 10 points, so that a word follows from
   the published band, and is the word of the exact share as well.
2. Bands of halves and fifths have their own words: one of these would tell more.
3. Places are counted: "6 of 12".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.presentation import bands, number_texts
from assessment.presentation.group_names import OF_THINGS, GroupName, who

if TYPE_CHECKING:
    from assessment.reading.reader_figures import ReaderFigure

Text = str | Promise
WIDEST = 10  # points of a band that one of the words may follow from
# From so many points on, of a hundred: the word alone, then with a group.
CUTS = (90, 60, 40, 20, 10, 0)
ALONE: tuple[Text, ...] = (
    pgettext_lazy("of people", "nearly all"),
    pgettext_lazy("of people", "most"),
    pgettext_lazy("of people", "about half"),
    pgettext_lazy("of people", "fewer than half"),
    pgettext_lazy("of people", "few"),
    pgettext_lazy("of people", "almost nobody"),
)
OF_GROUP: tuple[Text, ...] = (
    _("nearly all %(who)s"),
    _("most %(who)s"),
    _("about half of %(who)s"),
    _("fewer than half of %(who)s"),
    _("few %(who)s"),
    _("almost nobody among %(who)s"),
)
OF_MEN: tuple[Text, ...] = (
    pgettext_lazy("masculine", "nearly all %(who)s"),
    *OF_GROUP[1:],
)


def share_word(share: float, group: GroupName | None = None) -> str:
    """The word of an exact share, from 0 to 1."""
    return _word(share * 100 + number_texts.TINY, group)


def band_word(low: int, high: int, group: GroupName | None = None) -> str:
    """The word of a published band; the band itself where it is a half or a fifth."""
    if high - low > WIDEST:
        return _band(low, high, group)
    return _word(low, group)


def missing_word(share: float, group: GroupName | None = None) -> str:
    """The word of those who do not have what a share has, by the cuts of that share."""
    return _missing(share * 100 + number_texts.TINY, group)


def missing_band_word(low: int, high: int, group: GroupName | None = None) -> str:
    if high - low > WIDEST:
        return _band(100 - high, 100 - low, group)
    return _missing(low, group)


def size(figure: ReaderFigure) -> str:
    """How many have what the figure counts: "few women", "6 of 12 places visited".

    "" where no share may be shown.
    """
    return _size(figure, missing=False)


def gap_size(figure: ReaderFigure) -> str:
    """How many the standard fails: those without what it asks, or with what it bans."""
    return _size(figure, missing=figure.direction == "at_least")


def _size(figure: ReaderFigure, *, missing: bool) -> str:
    name = who(figure.source, figure.group_var, figure.group_code)
    if figure.source in OF_THINGS:
        return _counted(figure, name, missing)
    if figure.is_exact:
        share = figure.exact.estimate
        if share is None or not figure.indicator.is_share:
            return ""
        return (missing_word if missing else share_word)(share, name)
    low, high = figure.published.band_low, figure.published.band_high
    if low is None:
        return ""
    return (missing_band_word if missing else band_word)(low, high, name)


def _counted(figure: ReaderFigure, name: GroupName, missing: bool) -> str:
    """Numbers of places, programmes and laws are not rounded for anybody."""
    row = figure.exact if figure.is_exact else figure.published
    n = row.n if figure.is_exact else row.base_low
    if row.k is None or n is None:
        return ""
    return str(_("%(k)s of %(n)s %(who)s")) % {
        "k": number_texts.whole_number(n - row.k if missing else row.k),
        "n": number_texts.whole_number(n),
        "who": name.name,
    }


def _word(points: float, group: GroupName | None) -> str:
    position = next(place for place, cut in enumerate(CUTS) if points >= cut)
    return _text(position, group)


def _missing(points: float, group: GroupName | None) -> str:
    """Of a share below 10 nearly all are missing, below 40 most, and so on."""
    ends = [100 - cut for cut in CUTS[:-1]]
    position = next((p for p, end in enumerate(ends) if points < end), len(ends))
    return _text(position, group)


def _text(position: int, group: GroupName | None) -> str:
    if group is None:
        return str(ALONE[position])
    texts = OF_MEN if group.masculine else OF_GROUP
    return str(texts[position]) % {"who": group.name}


def _band(low: int, high: int, group: GroupName | None) -> str:
    if group is None:
        return bands.share(low, high)
    text = bands.share_of(low, high, group.name)
    return text[:1].lower() + text[1:]
