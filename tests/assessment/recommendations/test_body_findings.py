"""The body's own findings, concerns, priorities and milestones."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.models import BodyFinding, Concern, Milestone, Priority, Standard
from assessment.recommendations import body_findings as writers
from assessment.recommendations.body_findings import ListItem, RecordedMeanwhile
from surveys.exceptions import Refused
from surveys.models.audit import AuditEntry
from tests.assessment.builders.stored_figures import figure_set
from tests.signed_in import signed_in

WORDS = {"words_en": "Few meet one.", "words_fr": "Peu en voient un."}
ENOUGH = ("CHD-02", "DTH-01", "INF-05")


def record(round, members, **changes):
    values = {
        "round": round,
        "standard": Standard.objects.get(pk="INF-05"),
        "finding": "not_met",
        "by": members["leila"],
        **WORDS,
        **changes,
    }
    return writers.record_finding(**values)


def items(*codes):
    return [
        ListItem(f"en {code}", f"fr {code}", [Standard.objects.get(pk=code)])
        for code in codes
    ]


def test_a_finding_that_differs_from_the_figures_has_a_reason(round, members):
    with pytest.raises(Refused, match="Give the reason"):
        record(round, members, computed="met")
    finding = record(
        round,
        members,
        computed="met",
        reason_en="We saw it.",
        reason_fr="Nous l’avons vu.",
    )
    assert finding.differs
    assert not record(round, members, computed="not_met", seen=1).differs
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BodyFinding.objects.filter(version=2).update(computed="met")
    assert "body_finding_that_differs_has_a_reason" in str(refused.value)


def test_the_newest_version_counts_and_none_is_lost(round, members):
    record(round, members)
    record(round, members, finding="partly", seen=1, by=members["noor"])
    newest = writers.body_findings(round)["INF-05"]
    assert (newest.finding, newest.by, newest.version) == ("partly", members["noor"], 2)
    assert BodyFinding.objects.count() == 2
    assert AuditEntry.objects.filter(act="finding_recorded").count() == 2


def test_the_second_of_two_members_sees_both_texts_and_loses_none(
    client, round, members
):
    url = reverse("assessment:body_finding", args=[round.code, "INF-05"])
    typed = {"finding": "met", "words_en": "Mine", "words_fr": "Le mien", "seen": 0}
    record(round, members, words_en="Theirs, first")
    signed_in(client, members["noor"])
    answer = client.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "leila recorded another version meanwhile" in page
    assert "Theirs, first" in page
    assert "Mine" in page
    assert BodyFinding.objects.count() == 1
    assert client.post(url, typed | {"seen": 1}).status_code == 302
    assert BodyFinding.objects.count() == 2


@pytest.mark.parametrize("missing", WORDS)
def test_a_finding_is_written_in_both_languages(round, members, missing):
    with pytest.raises(Refused, match="English and in French"):
        record(round, members, **{missing: " "})


@pytest.mark.parametrize("name", ["sam", "rita", "cora"])
def test_nobody_else_writes_findings(round, members, name):
    by = members[name]
    with pytest.raises(Refused, match="review body"):
        record(round, members, by=by)
    with pytest.raises(Refused, match="review body"):
        writers.set_priorities(round=round, priorities=items(*ENOUGH), by=by)


@pytest.mark.parametrize("codes", [(), ENOUGH[:2], (*ENOUGH, *ENOUGH, "LEG-01")])
def test_priorities_are_three_to_six(round, members, codes):
    with pytest.raises(Refused, match="from 3 to 6"):
        writers.set_priorities(
            round=round, priorities=items(*codes), by=members["leila"]
        )


def test_a_standard_is_a_priority_once(round, members):
    with pytest.raises(Refused, match="no standard comes twice"):
        writers.set_priorities(
            round=round,
            priorities=items("CHD-02", "CHD-02", "INF-05"),
            by=members["leila"],
        )


def test_priorities_and_concerns_are_written_anew_in_their_order(round, members):
    by = members["leila"]
    writers.set_priorities(round=round, priorities=items(*ENOUGH), by=by)
    writers.set_priorities(
        round=round, priorities=items(*reversed(ENOUGH)), seen=1, by=by
    )
    writers.set_concerns(round=round, concerns=items("CHD-06"), by=by)
    first = [priority.standard_id for priority in writers.priorities(round)]
    assert first == [*reversed(ENOUGH)]
    assert Priority.objects.count() == 6
    assert [str(concern) for concern in writers.concerns(round)] == ["1. en CHD-06"]
    with pytest.raises(RecordedMeanwhile):
        writers.set_concerns(round=round, concerns=items("CHD-06"), by=by)


def test_concerns_are_fifteen_at_most(round, members):
    codes = list(Standard.objects.values_list("pk", flat=True)[:16])
    with pytest.raises(Refused, match="from 1 to 15"):
        writers.set_concerns(round=round, concerns=items(*codes), by=members["leila"])


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Concern, {"place": 16}, "concern_is_of_fifteen_at_most"),
        (Concern, {"text_fr": ""}, "concern_has_words_in_both_languages"),
        (Priority, {"place": 7}, "priority_is_of_six_at_most"),
        (Priority, {"text_en": ""}, "priority_has_words_in_both_languages"),
        (BodyFinding, {"finding": "good"}, "body_finding_is_of_the_list"),
        (BodyFinding, {"words_en": ""}, "body_finding_has_words_in_both_languages"),
        (Milestone, {"value": -1}, "milestone_is_not_below_zero"),
        (Milestone, {"year": 1999}, "milestone_year_is_of_this_century"),
    ],
)
def test_the_database_refuses_what_cannot_be(round, members, model, values, constraint):
    by = members["leila"]
    record(round, members)
    writers.set_concerns(round=round, concerns=items("CHD-06"), by=by)
    writers.set_priorities(round=round, priorities=items(*ENOUGH), by=by)
    milestone(round, members)
    row = model.objects.first()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)
    assert constraint in str(refused.value)


@pytest.mark.parametrize("model", [BodyFinding, Concern, Priority, Milestone])
def test_the_database_keeps_one_row_of_a_version(round, members, model):
    """Also where two members saved in the same instant."""
    by = members["leila"]
    record(round, members)
    writers.set_concerns(round=round, concerns=items("CHD-06"), by=by)
    writers.set_priorities(round=round, priorities=items(*ENOUGH), by=by)
    milestone(round, members)
    row = model.objects.first()
    row.pk, row.by = None, members["noor"]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_keeps_a_standard_once_among_priorities(round, members):
    writers.set_priorities(round=round, priorities=items(*ENOUGH), by=members["leila"])
    first, second, _third = writers.priorities(round)
    with pytest.raises(IntegrityError), transaction.atomic():
        Priority.objects.filter(pk=first.pk).update(standard=second.standard)


def milestone(round, members, **changes):
    values = {"value": 0.6, "year": 2027, "by": members["leila"]} | changes
    standard = Standard.objects.get(pk="INF-05")
    return writers.set_milestone(round=round, standard=standard, **values)


def test_a_milestone_that_is_set_after_the_figures_says_so(client, round, members):
    assert not milestone(round, members).after_figures
    figure_set(round, members["leila"])
    signed_in(client, members["leila"])
    url = reverse("assessment:milestone", args=[round.code, "INF-05"])
    assert "says so wherever it is shown" in client.get(url).content.decode()
    assert client.post(url, {"value": 80, "year": 2028, "seen": 1}).status_code == 302
    newest = writers.milestones(round)["INF-05"]
    assert (newest.value, newest.year, newest.after_figures) == (0.8, 2028, True)
    listed = client.get(reverse("assessment:body_findings", args=[round.code]))
    assert "set after figures were computed" in listed.content.decode()
    assert AuditEntry.objects.filter(act="milestone_set").count() == 2
