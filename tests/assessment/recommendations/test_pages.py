"""Who sees which page of a recommendation, and what is published when."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessment.models import Action, Authority, FollowUp, Recommendation
from assessment.recommendations import answers, list_page, one_page
from assessment.recommendations.access import (
    public_recommendations,
    recommendations_for,
)
from assessment.recommendations.authorities import plan_action, record_authority
from assessment.recommendations.progress import judge_progress
from assessment.recommendations.reminders import waiting_recommendations
from assessment.recommendations.sight import PUBLIC, sight_of
from surveys.exceptions import Refused
from surveys.models import Organisation
from tests.assessment.recommendations.conftest import day
from tests.signed_in import signed_in


def address(name, row, *more):
    return reverse(f"assessment:{name}", args=[row.round.code, row.pk, *more])


def shown(client, person, url, status=200):
    answer = signed_in(client, person).get(url)
    assert answer.status_code == status, url
    return html.unescape(answer.content.decode())


def public_page(row):
    """The context of the page that anybody reads without an account."""
    row = public_recommendations(row.round).get(pk=row.pk)
    now, today = timezone.now(), timezone.localdate()
    return one_page.context(row, PUBLIC, now, today, lambda *_about: "")


def response_in_public(row):
    return public_page(row)["line"].response


# -- who sees what -----------------------------------------------------------------


def test_a_ministry_sees_and_answers_what_is_addressed_to_it_alone(
    client, round, issued, members
):
    interior = issued()
    justice = issued(authorities=("justice",), text_en="Give a lawyer.")
    listed = reverse("assessment:round_recommendations", args=[round.code])
    page = shown(client, members["sam"], listed)
    assert "Hold no child." in page
    assert "Give a lawyer." not in page
    for name in ("respond", "round_recommendation"):
        assert shown(client, members["sam"], address(name, interior))
        shown(client, members["sam"], address(name, justice), 404)
        shown(client, members["ida"], address(name, interior), 404)
    answer = client.post(
        address("respond", interior), {"response": "accepted", "send": "yes"}
    )
    assert answer.status_code == 404
    assert not FollowUp.objects.filter(axis="response").exists()


def test_one_that_is_addressed_to_two_is_answered_by_each_for_itself(
    client, issued, members
):
    row = issued(authorities=("interior", "justice"))
    signed_in(client, members["sam"])
    client.post(address("respond", row), {"response": "accepted", "send": "yes"})
    states = {
        str(addressee): answers.answer_of(addressee).response
        for addressee in row.addressees.all()
    }
    assert states == {
        "Ministry of the Interior": "accepted",
        "Ministry of Justice": "waiting",
    }


def test_the_state_writes_on_its_answer_page_and_nowhere_else(client, issued, members):
    row = issued()
    addressee = row.addressees.get()
    signed_in(client, members["sam"])
    for name, more in (
        ("judge_progress", ()),
        ("amend_recommendation", ()),
        ("close_recommendation", ()),
        ("issue_recommendation", ()),
        ("edit_recommendation", ()),
        ("delete_draft", ()),
        ("reiterate", ()),
        ("observe", ()),
        ("record_response", (addressee.pk,)),
        ("read_line", (row.follow_ups.first().pk,)),
    ):
        assert client.post(address(name, row, *more), {}).status_code == 404, name


def test_drafts_and_confidential_ones_are_404_for_civil_society(
    client, drafted, issued, members
):
    for row in (drafted(), issued(confidential=True)):
        shown(client, members["rita"], address("round_recommendation", row), 404)
        shown(client, members["rita"], address("observe", row), 404)
        assert shown(client, members["leila"], address("round_recommendation", row))


def test_a_stranger_to_the_round_sees_nothing(round, issued, django_user_model):
    issued()
    nobody = django_user_model.objects.create_user("x@example.org", name="x")
    assert not recommendations_for(nobody, round).exists()


# -- answering ---------------------------------------------------------------------


def test_an_answer_is_read_once_more_before_it_is_sent(client, issued, members):
    row = issued()
    url = address("respond", row)
    page = shown(client, members["sam"], url)
    assert "Answer by" in page
    assert "60 days are left" in page
    typed = {"response": "noted", "reason": "It depends on the budget."}
    checked = html.unescape(client.post(url, typed).content.decode())
    assert "Read your answer once more" in checked
    assert "It depends on the budget." in checked
    assert not row.follow_ups.filter(axis="response").exists()
    assert client.post(url, typed | {"send": "yes"}).status_code == 302
    assert row.follow_ups.get(axis="response").words == "It depends on the budget."


def test_an_answer_without_its_reason_is_shown_again_with_what_was_typed(
    client, issued, members
):
    row = issued()
    signed_in(client, members["sam"])
    typed = {"response": "rejected", "owner": "Head of unit", "send": "yes"}
    answer = client.post(address("respond", row), typed)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Give a reason" in page
    assert 'value="Head of unit"' in page


def test_a_focal_point_says_that_it_has_received_one(client, issued, members):
    row = issued()
    signed_in(client, members["sam"])
    assert client.post(address("respond", row), {"received": "yes"}).status_code == 302
    assert answers.answer_of(row.addressees.get()).response == "acknowledged"


# -- read before it is published ---------------------------------------------------


def test_an_answer_is_published_once_the_body_has_read_it(client, issued, members):
    row = issued()
    line = answers.respond(
        addressee=row.addressees.get(), response="accepted", by=members["sam"]
    )
    assert response_in_public(row) == "to_answer"
    page = shown(client, members["leila"], address("round_recommendation", row))
    assert "Not published yet" in page
    assert client.post(address("read_line", row, line.pk)).status_code == 302
    assert response_in_public(row) == "accepted"
    line.refresh_from_db()
    assert line.read_by == members["leila"]


def test_an_answer_that_nobody_reads_is_published_after_seven_days(issued, members):
    row = issued()
    line = answers.respond(
        addressee=row.addressees.get(), response="accepted", by=members["sam"]
    )
    for days, response in ((6, "to_answer"), (7, "accepted")):
        FollowUp.objects.filter(pk=line.pk).update(
            at=timezone.now() - timedelta(days=days, minutes=1)
        )
        assert response_in_public(row) == response


def test_nobody_is_called_late_while_the_body_reads_an_answer_in_time(issued, members):
    row = issued(days_ago=30, respond_by=day(0))
    answers.respond(
        addressee=row.addressees.get(), response="accepted", by=members["sam"]
    )
    Recommendation.objects.update(respond_by=day(-1))
    assert response_in_public(row) == "to_answer"


def test_what_civil_society_knows_stands_beside_the_word_of_the_state(
    client, issued, members
):
    row = issued()
    answers.report_status(
        addressee=row.addressees.get(), status="implemented", by=members["sam"]
    )
    signed_in(client, members["rita"])
    typed = {"words": "Many still wait."}
    assert client.post(address("observe", row), typed).status_code == 302
    judge_progress(
        recommendation=row, progress="insufficient", words="w", by=members["leila"]
    )
    for line in row.follow_ups.filter(read_at__isnull=True):
        answers.mark_read(line=line, by=members["leila"])
    said = [(row.who, row.cell.word, row.words) for row in public_page(row)["said"]]
    assert said == [
        ("Ministry of the Interior", "Done", ""),
        ("Civil society", "", "“Many still wait.”"),
        ("Review body", "Insufficient progress", "w"),
    ]


def test_only_civil_society_hands_in_what_it_knows(issued, members):
    for name in ("sam", "leila"):
        with pytest.raises(Refused):
            answers.observe(recommendation=issued(), words="w", by=members[name])


# -- the list ----------------------------------------------------------------------


def listed(round, person, **typed):
    page = list_page.context(
        round,
        recommendations_for(person, round),
        sight_of(person, round),
        typed,
        figure_set=None,
        address=lambda row: "",
        files=lambda table, form: "",
    )
    return page, [line.recommendation.number for line, _address in page["rows"]]


def test_the_list_begins_with_a_sentence_that_counts(round, issued, drafted, members):
    assert listed(round, members["leila"])[0]["sentence"].startswith("No recomm")
    for response in ("accepted", "accepted", "noted"):
        answers.respond(
            addressee=issued().addressees.get(),
            response=response,
            reason="w",
            by=members["sam"],
        )
    issued(days_ago=20, respond_by=day(-1))
    issued(authorities=("interior", "justice"))
    drafted()
    page, numbers = listed(round, members["leila"])
    assert page["sentence"] == (
        "Of 5 recommendations 2 are accepted, 1 is noted, 1 has had no response in time"
        " and 1 is still to be answered."
    )
    assert numbers == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"q": "CHILD hold"}, [1]),
        ({"q": "INF-05"}, [2]),
        ({"theme": "Children"}, [1, 3]),
        ({"to": "justice"}, [2, 3]),
        ({"response": "accepted"}, [1]),
        ({"response": "to_answer"}, [2, 3]),
        ({"group": "women"}, [2]),
        ({"kind": "funding"}, [2]),
        ({"status": "in_progress"}, [1]),
        ({"progress": "reasonable"}, [1]),
        ({"since": day(-1).isoformat()}, [2, 3]),
        ({"until": day(-1).isoformat()}, [1]),
        ({"theme": "Children", "to": "justice"}, [3]),
        ({"kind": "no such kind", "since": "yesterday"}, [1, 2, 3]),
    ],
)
def test_anybody_finds_recommendations_by_what_they_are_about(
    round, issued, members, typed, numbers
):
    first = issued(days_ago=9)
    issued(
        authorities=("justice",),
        standards=("INF-05",),
        text_en="Give a lawyer.",
        groups=("women",),
        kind="funding",
    )
    issued(authorities=("justice",), text_en="Look at ages.", standards=("CHD-03",))
    answers.hand_in(
        addressee=first.addressees.get(),
        response="accepted",
        status="in_progress",
        owner="o",
        next_step="n",
        next_step_by=day(9),
        by=members["sam"],
    )
    judge_progress(
        recommendation=first, progress="reasonable", words="w", by=members["leila"]
    )
    assert listed(round, members["leila"], **typed)[1] == numbers


# -- actions, authorities, reminders -----------------------------------------------


def test_an_action_serves_several_recommendations_of_its_own_authority(
    client, round, issued, members
):
    rows = [issued(), issued()]
    foreign = issued(authorities=("justice",))
    signed_in(client, members["sam"])
    typed = {
        "title": "Open houses",
        "steps": "Rent",
        "owner": "Head of reception",
        "due_on": day(90).isoformat(),
    }
    url = reverse("assessment:actions", args=[round.code])
    wrong = typed | {"recommendations": [foreign.pk]}
    assert client.post(url, wrong).status_code == 422
    right = typed | {"recommendations": [row.pk for row in rows]}
    assert client.post(url, right).status_code == 302
    action = Action.objects.get()
    assert set(action.recommendations.all()) == set(rows)
    assert action in public_page(rows[1])["actions"]
    done = reverse("assessment:finish_action", args=[round.code, action.pk])
    assert signed_in(client, members["ida"]).post(done).status_code == 404
    assert signed_in(client, members["sam"]).post(done).status_code == 302
    action.refresh_from_db()
    assert action.done_on == timezone.localdate()


def test_nobody_plans_for_another_authority(round, issued, members):
    row = issued()
    with pytest.raises(Refused, match="contact of this authority"):
        plan_action(
            round=round,
            authority=Authority.objects.get(code="justice"),
            recommendations=[row],
            title="t",
            steps="s",
            owner="o",
            due_on=day(1),
            by=members["sam"],
        )


def test_an_authority_has_an_organisation_of_the_state_of_its_own(round, members):
    civil = Organisation.objects.get(code="org-civil")
    taken = Organisation.objects.get(code="justice")
    for organisation, sentence in ((civil, "of the State"), (taken, "already")):
        with pytest.raises(Refused, match=sentence):
            record_authority(
                round=round,
                name_en="New",
                name_fr="Nouveau",
                organisation=organisation,
                by=members["leila"],
            )


def test_a_deadline_that_is_near_stands_on_the_first_page(issued, members):
    row = issued(respond_by=day(3))
    assert waiting_recommendations(members["sam"]) == [
        ("Recommendation 1: answer within 3 days", address("respond", row))
    ]
    assert waiting_recommendations(members["ida"]) == []
    answers.respond(
        addressee=row.addressees.get(), response="accepted", by=members["sam"]
    )
    assert waiting_recommendations(members["sam"]) == []
    ((sentence, _address),) = waiting_recommendations(members["leila"])
    assert "something new to read" in sentence


def test_a_mail_goes_to_the_contacts_before_the_deadline_where_mail_is_set_up(
    issued, members, settings
):
    settings.ALLOWED_HOSTS = ["assess.example"]
    row = issued(respond_by=day(3))
    issued(respond_by=day(5))
    call_command("record_deadlines")
    assert mail.outbox == []
    settings.EMAIL_HOST = "mail.example"
    call_command("record_deadlines")
    (message,) = mail.outbox
    assert message.to == ["sam@example.org"]
    assert f"https://assess.example{address('respond', row)}" in message.body
    assert "child" not in message.body + message.subject


def test_the_nightly_command_records_deadlines_that_passed(issued, capsys):
    issued(days_ago=30, respond_by=day(-1))
    call_command("record_deadlines")
    assert "deadlines passed: 1" in capsys.readouterr().out
