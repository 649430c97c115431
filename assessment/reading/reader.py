"""Who reads a set of figures, in which version, and at which addresses.

A set is reached in three ways, over the same pages:

1. `/review/figures/<number>/`: people with a role in the round, signed in. The review
   body and analysts read exact figures there, which is logged.
2. `/r/<language>/<round>/<release>/`: everybody, where the review body opened it.
3. `/shared/<token>/<language>/`: whoever was given a link, until it expires.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessment import access, audit_trail
from assessment.models import FigureSet
from assessment.reading import page_list, page_version, reader_figures
from assessment.reading.notices import notices
from assessment.reading.release_lines import release_line
from surveys.models import Organisation, Party, Person

SECONDS_KNOWN = 5  # how long a process believes that nothing was written meanwhile
SIGNED_IN, RELEASED, SHARED = "assessment", "released", "shared"


@dataclass(frozen=True)
class Reader:
    """person: None without an account. space, address: where the pages lie for them.

    exact: whether exact figures are read, beside the published ones.
    """

    figure_set: FigureSet
    person: Person | None = None
    exact: bool = False
    space: str = SIGNED_IN
    address: tuple[Any, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.person is None

    @property
    def round(self) -> Any:
        return self.figure_set.round

    @cached_property
    def review_body(self) -> str:
        """The name of the body whose members are reviewers of the round."""
        bodies = Organisation.objects.filter(
            memberships__round=self.round, party=Party.REVIEW
        )
        body = bodies.order_by("name").first()
        return body.name if body else ""

    @cached_property
    def is_member(self) -> bool:
        """Whether the person sits on the review body of the round."""
        return self.person is not None and access.sits_on_the_body(
            self.person, self.round
        )

    def figures(
        self, exact_of: Sequence[str] = (), **only: Any
    ) -> list[reader_figures.ReaderFigure]:
        return reader_figures.figures(self.figure_set, self.exact, exact_of, **only)

    def statistics(self, **only: Any) -> list[reader_figures.ReaderStatistic]:
        return reader_figures.statistics(self.figure_set, self.exact, **only)

    def frequencies(self) -> list[reader_figures.ReaderFrequency]:
        return reader_figures.frequencies(self.figure_set, self.exact)

    def url(self, page: str, *about: Any) -> str:
        """The address of a page of this set, in the reader's own way."""
        return reverse(f"{self.space}:{page}", args=[*self.address, *about])

    def release_url(self, release: FigureSet) -> str:
        """The first page of another release of the round, in the reader's own way."""
        if self.space == RELEASED:
            words = (*self.address[:2], release.release_number)
            return reverse(f"{RELEASED}:figure_set", args=words)
        return reverse(f"{SIGNED_IN}:figure_set", args=[release.pk])

    def permalink(self, page: str, *about: Any) -> str:
        """The address to cite: of the release where there is one, without the host."""
        if not self.figure_set.is_released:
            return self.url(page, *about)
        language = "fr" if (get_language() or "en").startswith("fr") else "en"
        release = (language, self.round.code, self.figure_set.release_number)
        return reverse(f"{RELEASED}:{page}", args=[*release, *about])


def reader_for(person: Person, figure_set: FigureSet | int) -> Reader:
    """A signed-in reader; Http404 for a set that the person may not open."""
    pk = figure_set if isinstance(figure_set, int) else figure_set.pk
    readable = get_object_or_404(access.figure_sets_for(person), pk=pk)
    exact = access.reads_exact(person, readable.round)
    return Reader(readable, person, exact, SIGNED_IN, (readable.pk,))


def public_reader(language: str, round_code: str, number: int) -> Reader:
    """Anybody; Http404 for a release that is not open to everybody."""
    _check_language(language)
    figure_set = get_object_or_404(
        access.public_figure_sets(), round__code=round_code, release_number=number
    )
    return Reader(
        figure_set, space=RELEASED, address=(language, round_code, int(number))
    )


def linked_reader(token: str, language: str) -> Reader:
    """Whoever has the link; Http404 for a wrong or expired one."""
    _check_language(language)
    figure_set = get_object_or_404(access.linked_figure_sets(token))
    return Reader(figure_set, space=SHARED, address=(token, language))


def _check_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Http404


def answer(
    request: Any, reader: Reader, template: str, page: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the set, with what every page of it needs."""
    context = {
        "reader": reader,
        "figure_set": reader.figure_set,
        "exact": reader.exact,
        "notices": notices(reader.figure_set, reader.exact),
        "release_line": release_line(reader.figure_set),
        "pages": page_list.links(reader, request.path),
        "more_pages": page_list.links(reader, request.path, page_list.MORE),
        "other_languages": page_list.other_languages(reader, request.resolver_match),
        **page,
    }
    return render(request, f"assessment/{template}", context, status=status)


def review_page(view: Any) -> Any:
    """A page of a set: the view is called with the reader in place of the address.

    What everybody may read is answered from the last answer as long as nothing of it
    changed, and a browser or proxy that has it already is told so.
    """

    @require_safe
    @wraps(view)
    def page(request: Any, **about: Any) -> HttpResponse:
        if "round_code" in about:
            words = [about.pop(name) for name in ("language", "round_code", "number")]
            return _released_page(request, view, public_reader(*words), about)
        if "token" in about:
            reader = linked_reader(about.pop("token"), about.pop("language"))
            return view(request, reader, **about)
        reader = reader_for(request.user, about.pop("pk"))
        if reader.exact:
            audit_trail.note_reading(
                figure_set=reader.figure_set, by=request.user, page=request.path
            )
        return view(request, reader, **about)

    return page


def _released_page(
    request: Any, view: Any, reader: Reader, about: dict[str, Any]
) -> HttpResponse:
    pages = caches["pages"]
    version = pages.get_or_set(
        f"version-{reader.figure_set.pk}",
        lambda: page_version.version(reader.figure_set),
        SECONDS_KNOWN,
    )
    etag = f'"{page_version.mark(version, request.get_full_path())}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    answered = None if request.GET else pages.get(etag)
    if answered is None:
        response = view(request, reader, **about)
        answered = response.status_code, dict(response.headers), response.content
        if response.status_code == 200 and not request.GET:
            pages.set(etag, answered)
    status, headers, content = answered
    response = HttpResponse(content, status=status, headers=headers)
    if status == 200:
        response.headers["ETag"] = etag
    return response
