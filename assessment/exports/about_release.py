"""What every file says of the release that it is from: one record for all formats."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.computation import coverage
from assessment.reading.source_lines import citation

LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class AboutRelease:
    """moment: of the release, or of computing where nothing is released yet.

    first_day, last_day: of interviews; in public those of their months.
    """

    title: str
    code: str
    name: str
    country: str
    language: str
    version: str
    moment: datetime
    first_day: date | None
    last_day: date | None
    publisher: str
    contact: str
    citation: str
    fingerprint: str
    exact: bool
    synthetic: bool

    @property
    def stem(self):
        """The beginning of file names: which round and release, exact or not."""
        kind = "exact" if self.exact else "published"
        return f"{self.code}_{self.version}_{kind}"

    @property
    def marks(self):
        """Warnings that stand on the first page of every file."""
        texts = []
        if self.exact:
            texts.append(_("Exact figures: not for publication"))
        if self.synthetic:
            texts.append(_("Invented data for a demonstration"))
        return texts


def about_release(reader):
    figure_set = reader.figure_set
    round = figure_set.round
    moment = figure_set.released_at or figure_set.computed_at
    days = coverage.fieldwork(figure_set, reader.exact) or (None, None)
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return AboutRelease(
        title=f"{round.name}: {_('results')}",
        code=round.code,
        name=round.name,
        country=round.country,
        language="fr" if (get_language() or "en").startswith("fr") else "en",
        version=_version(figure_set),
        moment=moment,
        first_day=first,
        last_day=last,
        publisher=reader.review_body,
        contact=settings.DATA_CONTACT,
        citation=_citation(reader),
        fingerprint=figure_set.fingerprint,
        exact=reader.exact,
        synthetic=figure_set.synthetic,
    )


def _version(figure_set):
    if figure_set.release_number is None:
        return f"computed-{figure_set.fingerprint[:8]}"
    return f"release-{figure_set.release_number}"


def _citation(reader):
    """The words of the page, and the code by which a reader checks the release."""
    code = _("check code %(code)s") % {"code": reader.figure_set.fingerprint[:8]}
    return f"{citation(reader)}, {code}."
