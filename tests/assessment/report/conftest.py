import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Authority, Report, Standard
from assessment.recommendations import drafting
from assessment.recommendations.drafting import Content
from assessment.report import texts
from tests.assessment.builders import small_round

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7|add:7 }} & "\u202e'
)


@pytest.fixture
def bodies(released, people):
    """The round of the released figures, and its people with a second member."""
    people["noor"] = small_round.make_person(
        "noor", "reviewer", released.round, "review"
    )
    return people


@pytest.fixture
def report_file(released, people):
    """report_file(exact=…, days_ago=…) → a report that was made, of a few bytes."""

    def make(exact=False, form="pdf", language="en", days_ago=0):
        content = f"{form} {language} {exact} {days_ago}".encode()
        return Report.objects.create(
            figure_set=released,
            form=form,
            language=language,
            exact=exact,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            pages=7,
            made_at=timezone.now() - timedelta(days=days_ago),
            made_by=people["leila"],
        )

    return make


@pytest.fixture
def write(released, bodies):
    """write(part, text) → a text of the body, the same in both languages."""

    def make(part, text, seen=0, by="leila"):
        return texts.write_text(
            round=released.round,
            part=part,
            text_en=text,
            text_fr=text,
            seen=seen,
            by=bodies[by],
        )

    return make


@pytest.fixture
def issue(released, bodies):
    """issue(text) → a recommendation on INF-05 that everybody reads."""

    def make(text="Give everybody a lawyer."):
        police, _new = Authority.objects.get_or_create(
            code="police", defaults={"name_en": "Police", "name_fr": "La police"}
        )
        draft = drafting.draft_recommendation(
            round=released.round,
            by=bodies["leila"],
            content=Content(
                text_en=text,
                text_fr=text,
                authorities=[police],
                standards=[Standard.objects.get(pk="INF-05")],
                kind="practice",
                do_by=timezone.localdate() + timedelta(days=300),
            ),
        )
        return drafting.issue_recommendation(
            recommendation=draft, by=bodies["leila"], on=timezone.localdate()
        )

    return make
