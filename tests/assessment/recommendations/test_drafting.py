"""Drafts, the fixed text, amendments, and recommendations that are made again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessment.models import Recommendation, RecommendationText
from assessment.recommendations import drafting
from assessment.recommendations.access import public_recommendations
from surveys.exceptions import Refused
from surveys.models import Round
from tests.assessment.builders import small_round
from tests.assessment.recommendations.conftest import day

AMENDMENT = {
    "text_en": "Hold no child or family.",
    "text_fr": "Ne retenez ni enfant ni famille.",
    "reason_en": "Families were forgotten.",
    "reason_fr": "Les familles manquaient.",
}


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"text_fr": " "}, "in English and in French"),
        ({"text_en": ""}, "in English and in French"),
        ({"authorities": ()}, "at least one authority"),
        ({"standards": ()}, "at least one standard"),
        ({"do_by": day(0)}, "must be after the day of issue"),
        ({"respond_by": day(0)}, "must be after the day of issue"),
        ({"do_by": day(366 * 40)}, "too far away"),
    ],
)
def test_only_a_whole_recommendation_is_issued(drafted, members, missing, sentence):
    row = drafted(**missing)
    with pytest.raises(Refused, match=sentence):
        drafting.issue_recommendation(recommendation=row, by=members["leila"])
    row.refresh_from_db()
    assert row.is_draft


@pytest.mark.parametrize("name", ["sam", "rita", "cora"])
def test_nobody_but_the_body_writes_one(round, members, content, drafted, name):
    with pytest.raises(Refused, match="review body"):
        drafting.draft_recommendation(round=round, content=content(), by=members[name])
    with pytest.raises(Refused, match="review body"):
        drafting.issue_recommendation(recommendation=drafted(), by=members[name])


def test_an_issued_text_is_fixed_and_an_amendment_is_a_new_version(
    issued, members, content
):
    row = issued()
    with pytest.raises(Refused, match="Amend it instead"):
        drafting.change_draft(
            recommendation=row, content=content(text_en="x"), by=members["leila"]
        )
    with pytest.raises(Refused, match="Withdraw it instead"):
        drafting.delete_draft(recommendation=row, by=members["leila"])
    drafting.amend_recommendation(recommendation=row, by=members["noor"], **AMENDMENT)
    texts = row.texts.values_list("version", "text_en")
    assert list(texts) == [(2, "Hold no child or family."), (1, "Hold no child.")]
    with pytest.raises(Refused, match="same as before"):
        drafting.amend_recommendation(
            recommendation=row, by=members["noor"], **AMENDMENT
        )


@pytest.mark.parametrize("missing", AMENDMENT)
def test_an_amendment_has_text_and_reason_in_both_languages(issued, members, missing):
    row = issued()
    values = AMENDMENT | {missing: ""}
    with pytest.raises(Refused, match="English and in French"):
        drafting.amend_recommendation(recommendation=row, by=members["leila"], **values)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        RecommendationText.objects.create(
            recommendation=row,
            version=2,
            by=members["leila"],
            at=row.made_at,
            **values,
        )
    assert "recommendation_amendment_has_texts_and_a_reason" in str(refused.value)


def test_a_draft_is_written_anew_and_may_be_thrown_away(drafted, members, content):
    row = drafted()
    drafting.change_draft(
        recommendation=row,
        content=content(text_en="Other", authorities=("justice", "police")),
        by=members["noor"],
    )
    row = Recommendation.objects.get()
    assert row.newest.text_en == "Other"
    assert row.texts.count() == 1
    assert {str(a) for a in row.addressees.all()} == {"Ministry of Justice", "Police"}
    drafting.delete_draft(recommendation=row, by=members["noor"])
    assert not Recommendation.objects.exists()


def test_drafts_and_confidential_ones_are_not_public(round, drafted, issued):
    drafted()
    issued(confidential=True)
    public = issued()
    assert list(public_recommendations(round)) == [public]


@pytest.fixture
def later(round, members):
    later = small_round.make_round("later")
    Round.objects.filter(pk=later.pk).update(
        starts_on=round.starts_on + timedelta(days=20)
    )
    later.refresh_from_db()
    small_round.make_person("leila", "reviewer", later, "review")
    return later


def test_one_that_is_made_again_closes_the_earlier_one_when_it_is_issued(
    issued, members, later
):
    row = issued()
    draft = drafting.reiterate_recommendation(
        recommendation=row, round=later, by=members["leila"]
    )
    row.refresh_from_db()
    assert row.is_open
    assert (draft.parent, draft.newest.text_fr) == (row, "Ne retenez aucun enfant.")
    drafting.issue_recommendation(recommendation=draft, by=members["leila"])
    row.refresh_from_db()
    assert row.state == "reiterated"
    assert row.follow_ups.last().evidence == "later 1"
    assert drafting.times_made_again(draft) == 1
    with pytest.raises(Refused, match="closed"):
        drafting.reiterate_recommendation(
            recommendation=row, round=later, by=members["leila"]
        )


def test_one_is_made_again_in_a_later_round_only_and_once(issued, members, later):
    row = issued()
    with pytest.raises(Refused, match="later round"):
        drafting.reiterate_recommendation(
            recommendation=row, round=row.round, by=members["leila"]
        )
    drafting.reiterate_recommendation(
        recommendation=row, round=later, by=members["leila"]
    )
    with pytest.raises(Refused, match="already"):
        drafting.reiterate_recommendation(
            recommendation=row, round=later, by=members["leila"]
        )
