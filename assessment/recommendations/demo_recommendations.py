"""Follow-up of the demonstration round: findings, recommendations and answers.

Everything goes through the writers of the pages; days are counted from today.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from assessment.models import Authority, Standard
from assessment.recommendations import answers, authorities, body_findings, drafting
from assessment.recommendations import demo_texts as texts
from assessment.recommendations.body_findings import ListItem
from assessment.recommendations.drafting import Content, EvidenceLine
from assessment.recommendations.finding_pages import computed_finding
from assessment.recommendations.progress import judge_progress
from surveys.demo import seed
from surveys.models import Organisation, Party, Person, Role
from surveys.people import roles

ISSUED, LATER = 45, 5  # days ago
SHORT = 30  # days to respond of the first ones


def day(days):
    return timezone.localdate() + timedelta(days=days)


@transaction.atomic
def seed_follow_up(round, *, by):
    """What the review body of the released round wrote, and what it was answered.

    by: a member of the review body of this round and of the one before.
    """
    _authorities(round, by)
    _own_findings(round, by)
    earlier = _earlier(round, by)
    rows = {
        number: _issued(round, number, by, earlier)
        for number in sorted(texts.RECOMMENDATIONS)
    }
    _answers(rows, by)
    return rows


def _authorities(round, by):
    for code, (english, french, account) in texts.AUTHORITIES.items():
        organisation = Organisation.objects.filter(code=code, party=Party.STATE).first()
        if account:
            organisation = _organisation(round, code, english, *account)
        authorities.record_authority(
            round=round,
            name_en=english,
            name_fr=french,
            organisation=organisation,
            by=by,
        )


def _organisation(round, code, name, email, who):
    """An organisation of the State whose focal point signs in."""
    organisation = Organisation.objects.create(code=code, name=name, party=Party.STATE)
    person = Person.objects.create(
        email=email, name=who, password=make_password(seed.PASSWORD)
    )
    roles.give_role(
        person=person,
        organisation=organisation,
        role=Role.STATE_FOCAL_POINT,
        round=round,
    )
    return organisation


def _authority(code):
    return Authority.objects.get(name_en=texts.AUTHORITIES[code][0])


def _own_findings(round, by):
    for code, (finding, en, fr, reason_en, reason_fr) in texts.FINDINGS.items():
        standard = Standard.objects.get(pk=code)
        computed = computed_finding(round, standard)
        differs = computed != finding
        body_findings.record_finding(
            round=round,
            standard=standard,
            finding=finding,
            computed=computed,
            words_en=en,
            words_fr=fr,
            reason_en=reason_en if differs else "",
            reason_fr=reason_fr if differs else "",
            by=by,
        )
    body_findings.set_concerns(
        round=round,
        concerns=[
            ListItem(en, fr, list(Standard.objects.filter(pk__in=codes)))
            for en, fr, codes in texts.CONCERNS
        ],
        by=by,
    )
    body_findings.set_priorities(
        round=round,
        priorities=[
            ListItem(en, fr, [Standard.objects.get(pk=code)])
            for code, en, fr in texts.PRIORITIES
        ],
        by=by,
    )


@transaction.atomic
def seed_milestones(round, *, by):
    """What the body agreed to reach, before anything is computed."""
    for code, (value, years, en, fr) in texts.MILESTONES.items():
        body_findings.set_milestone(
            round=round,
            standard=Standard.objects.get(pk=code),
            value=value,
            year=timezone.localdate().year + years,
            words_en=en,
            words_fr=fr,
            by=by,
        )


def _earlier(round, by):
    """Two of the round before: one that is made again, one that is done."""
    release = round.figure_sets.order_by("-computed_at").first()
    before = release.earlier.round
    rows = []
    for en, fr, code, standards, kind in texts.EARLIER:
        content = Content(
            text_en=en,
            text_fr=fr,
            authorities=[_authority(code)],
            standards=list(Standard.objects.filter(pk__in=standards)),
            kind=kind,
            do_by=day(-90),
        )
        row = drafting.draft_recommendation(round=before, content=content, by=by)
        drafting.issue_recommendation(recommendation=row, by=by, on=day(-330))
        row.refresh_from_db()
        answers.record_response(
            addressee=row.addressees.get(),
            response="accepted",
            evidence="Letter 2025/114",
            on=day(-290),
            by=by,
        )
        rows.append(row)
    judge_progress(
        recommendation=rows[0],
        progress="no_meaningful_progress",
        words="Fewer people than before could tell somebody on the first day.",
        on=day(-ISSUED),
        by=by,
    )
    judge_progress(
        recommendation=rows[1],
        progress="good",
        words="Phones worked at all places that we visited.",
        on=day(-ISSUED),
        by=by,
    )
    drafting.close_recommendation(
        recommendation=rows[1],
        state="closed_implemented",
        words="The phones are repaired.",
        by=by,
    )
    return rows


def _issued(round, number, by, earlier):
    en, fr, code, standards, groups, kind, days, evidence = texts.RECOMMENDATIONS[
        number
    ]
    is_later = number in (5, 6)
    content = Content(
        text_en=en,
        text_fr=fr,
        authorities=[_authority(code)],
        standards=list(Standard.objects.filter(pk__in=standards)),
        groups=groups,
        kind=kind,
        do_by=day(days),
        respond_by=None if is_later else day(SHORT - ISSUED),
        evidence=[EvidenceLine(e, f, figure) for e, f, figure in evidence],
    )
    parent = earlier[0] if number == 6 else None
    row = drafting.draft_recommendation(
        round=round, content=content, by=by, parent=parent
    )
    return drafting.issue_recommendation(
        recommendation=row, by=by, on=day(-LATER if is_later else -ISSUED)
    )


def _answers(rows, by):
    interior = Person.objects.get(email="state@demo.test")
    justice = Person.objects.get(email="justice@demo.test")
    civil = Person.objects.get(email="reader@demo.test")
    lines = [
        answers.respond(
            addressee=rows[1].addressees.get(),
            response="partly_accepted",
            reason="Families will be moved. Children aged 16 and 17 who are alone stay"
            " until their age is known: there are too few guardians.",
            on=day(-20),
            by=interior,
        ),
        answers.report_status(
            addressee=rows[1].addressees.get(),
            status="in_progress",
            owner="Head of reception",
            next_step="contract for 40 family places",
            next_step_by=day(60),
            evidence="Contract notice 17",
            on=day(-12),
            by=interior,
        ),
        answers.observe(
            recommendation=rows[1],
            words="Some families were moved. Many still wait.",
            on=day(-9),
            by=civil,
        ),
        answers.respond(
            addressee=rows[4].addressees.get(),
            response="accepted",
            on=day(-25),
            by=justice,
        ),
        answers.report_status(
            addressee=rows[4].addressees.get(),
            status="in_progress",
            owner="Head of legal aid",
            next_step="duty lawyers at four more places",
            next_step_by=day(45),
            evidence="Circular 8",
            on=day(-14),
            by=justice,
        ),
    ]
    for line in lines:
        answers.mark_read(line=line, by=by)
    authorities.plan_action(
        round=rows[4].round,
        authority=_authority("justice"),
        recommendations=[rows[4]],
        title="Duty lawyers at every place",
        steps="Call for lawyers\nTraining of two days\nA room at each place",
        owner="Head of legal aid",
        due_on=day(120),
        by=justice,
    )
    _answers_by_letter(rows, by)
    judge_progress(
        recommendation=rows[1],
        progress="insufficient",
        words="Some families were moved, most are still without a place. Children of 16"
        " and 17 are children too.",
        on=day(-3),
        by=by,
    )
    judge_progress(
        recommendation=rows[4],
        progress="reasonable",
        words="Lawyers come to half of the places now. Rooms are still missing.",
        on=day(-3),
        by=by,
    )
    answers.record_passed_deadlines(today=timezone.localdate())


def _answers_by_letter(rows, by):
    """What authorities without an account wrote, recorded by the body."""
    for number, response, reason in (
        (3, "accepted", ""),
        (7, "noted", "It depends on the budget of next year."),
    ):
        answers.record_response(
            addressee=rows[number].addressees.get(),
            response=response,
            reason=reason,
            evidence=f"Letter 2026/{number}1",
            on=day(-22),
            by=by,
        )
