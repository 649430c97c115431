"""A round makes a figure of its own question, and somebody else confirms it."""

import io
import json

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.computation import compute
from assessment.models import Figure, Indicator, PublishedFigure
from assessment.standards import own_indicators
from assessment.standards.catalogue import load_catalogue
from config.waiting import waiting_for
from surveys.exceptions import Refused
from surveys.models import (
    AuditEntry,
    Instrument,
    InstrumentVersion,
    Membership,
    Organisation,
    Person,
    PracticeInterview,
    Role,
    Round,
)
from tests.assessment.builders.releases import release_by_two
from tests.signed_in import signed_in

ABOUT = "migrant/m_order"
TYPED = {
    "choice-yes": "yes",
    "choice-no": "no",
    "target_is": "at_least",
    "target": "90",
    "label_en": "saw a decision",
    "label_fr": "ont vu une décision",
}


def client_of(name):
    return signed_in(Client(), Person.objects.get(email=f"{name}@demo.test"))


def address(round, name, *arguments):
    return reverse(f"assessment:{name}", args=[round.code, *arguments])


def new(round, about=ABOUT):
    return f"{address(round, 'new_indicator')}?about={about}"


def practise(round, answers, code="migrant"):
    return PracticeInterview.objects.create(
        by=Person.objects.get(email="interviewer@demo.test"),
        round=round,
        version=InstrumentVersion.objects.get(instrument__code=code),
        outcome="complete",
        answers=answers,
        finished_at=timezone.now(),
    )


def own(round, **values):
    """An indicator as the coordinator typed it, not stored."""
    instrument = Instrument.objects.get(code="migrant")
    return Indicator(
        **{
            "round": round,
            "instrument": instrument,
            "source": instrument.source,
            "statistic": "proportion",
            "numerator": "${m_order} = 'yes'",
            "denominator": "${m_order} != ''",
            "direction": "at_least",
            "label_en": "saw a decision",
            "label_fr": "ont vu une décision",
            **values,
        }
    )


def proposed(round, **values):
    coordinator = Person.objects.get(email="coordinator@demo.test")
    return own_indicators.propose(indicator=own(round, **values), by=coordinator)


def confirmed(round, **values):
    reviewer = Person.objects.get(email="reviewer@demo.test")
    return own_indicators.confirm(indicator=proposed(round, **values), by=reviewer)


def colleague(round, role, of):
    """Somebody with a role, of the organisation of another person."""
    organisation = Membership.objects.filter(person=of).first().organisation
    return somebody(round, role, organisation)


def somebody(round, role, organisation):
    person = Person.objects.create(email=f"{role}-new@demo.test", name="New")
    Membership.objects.create(
        person=person,
        organisation=organisation,
        party=organisation.party,
        role=role,
        round=round,
    )
    return person


# -- proposing -----------------------------------------------------------------------


def test_a_coordinator_chooses_a_question_and_sees_what_practice_would_count(
    empty_round,
):
    for answers in ({"m_order": "yes"}, {"m_order": "yes"}, {"m_order": "no"}):
        practise(empty_round, answers)
    practise(empty_round, {"m_order": {"state": "refused"}})
    client = client_of("coordinator")
    page = client.get(address(empty_round, "indicators")).content.decode()
    assert f'value="{ABOUT}"' in page
    shown = client.post(new(empty_round), {**TYPED, "preview": "yes"})
    preview = shown.context["preview"]
    assert (preview.counts, preview.others, preview.left_out_in_all) == (2, 1, 1)
    assert not Indicator.objects.filter(round=empty_round).exists()
    sent = client.post(new(empty_round), {**TYPED, "send": "yes"})
    indicator = Indicator.objects.get(round=empty_round)
    assert sent.url == indicator.get_absolute_url()
    assert indicator.pk == "OWN-1"
    assert indicator.target == 0.9
    assert indicator.numerator == "${m_order} = 'yes'"
    entry = AuditEntry.objects.filter(act="own_indicator").latest("number")
    assert json.loads(entry.detail) == {"act": "proposed"}


def test_a_preview_never_counts_a_real_interview(small_round):
    assert small_round.interviews.exists()
    shown = client_of("coordinator").post(new(small_round), {**TYPED, "preview": "yes"})
    assert shown.context["preview"].interviews == 0
    assert "no practice interviews" in shown.content.decode()


def test_an_answer_that_is_left_out_is_in_no_base(empty_round):
    practise(empty_round, {"m_law_free": "free"})
    practise(empty_round, {"m_law_free": "cost_barrier"})
    about, codes = "migrant/m_law_free", choice_codes("m_law_free")
    typed = {f"choice-{code}": "out" for code in codes}
    typed |= {"choice-free": "yes", f"choice-{codes[1]}": "no"}
    shown = client_of("coordinator").post(
        new(empty_round, about), {**TYPED, **typed, "preview": "yes"}
    )
    preview = shown.context["preview"]
    assert preview.counts == 1
    assert preview.counts + preview.others + preview.left_out_in_all == 2


def choice_codes(name):
    from assessment.frames.closed_questions import answer_codes
    from surveys.instruments.versions import instrument_of

    version = InstrumentVersion.objects.get(instrument__code="migrant")
    return answer_codes(instrument_of(version).question(name))


def test_of_several_answers_any_that_counts_is_enough(empty_round):
    codes = choice_codes("m_illtreat")
    typed = {f"choice-{code}": "yes" for code in codes}
    typed |= {f"choice-{codes[0]}": "no", f"choice-{codes[-1]}": "out"}
    practise(empty_round, {"m_illtreat": [codes[0], codes[1]]})
    practise(empty_round, {"m_illtreat": [codes[0]]})
    practise(empty_round, {"m_illtreat": [codes[1], codes[-1]]})
    shown = client_of("coordinator").post(
        new(empty_round, "migrant/m_illtreat"), {**TYPED, **typed, "preview": "yes"}
    )
    preview = shown.context["preview"]
    assert (preview.counts, preview.others, preview.left_out_in_all) == (1, 1, 1)


def test_a_number_becomes_an_average_or_a_share(empty_round):
    practise(empty_round, {"m_days": 10})
    practise(empty_round, {"m_days": 30})
    typed = {**TYPED, "kind": "mean", "target_is": "none", "preview": "yes"}
    client, about = client_of("coordinator"), "migrant/m_days"
    shown = client.post(new(empty_round, about), typed)
    assert shown.context["preview"].mean == 20
    typed |= {"kind": "at_least", "limit": "30"}
    shown = client.post(new(empty_round, about), typed)
    assert (shown.context["preview"].counts, shown.context["preview"].others) == (1, 1)


@pytest.mark.parametrize(
    ("numerator", "sentence"),
    [
        ("${m_order} = ", "Look at character"),
        ("${m_order", "a ${ is not closed with }"),
        ("${nothing} = 'yes'", "${nothing} is no question of migrant"),
        ("nothing(${m_order})", "nothing"),
        ("today() > ${m_days}", "“today” has a meaning only while"),
        (". = 'yes'", "has a meaning only while"),
        ("1 = 1", "Name at least one question"),
        ("${m_priority} != ''", "sealed"),
    ],
)
def test_a_bad_expression_is_told_where_and_what(empty_round, numerator, sentence):
    typed = {
        **{name: TYPED[name] for name in ("label_en", "label_fr")},
        "target_is": "none",
        "numerator": numerator,
        "denominator": "${m_order} != ''",
        "send": "yes",
    }
    shown = client_of("coordinator").post(new(empty_round, "migrant"), typed)
    assert shown.status_code == 422
    problems = " ".join(shown.context["form"].errors["numerator"])
    assert sentence in problems
    assert shown.context["form"]["label_en"].value() == "saw a decision"
    assert not Indicator.objects.filter(round=empty_round).exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"choice-yes": "no"}, "__all__"),
        ({"choice-no": "yes"}, "__all__"),
        ({"choice-yes": "perhaps"}, "choice-yes"),
        ({"target": ""}, "target"),
        ({"target": "120"}, "target"),
        ({"target": "many"}, "target"),
        ({"label_fr": ""}, "label_fr"),
        ({"standard": "XXX-99"}, "standard"),
        ({"only": "${m_gender} = "}, "only"),
    ],
)
def test_what_is_wrong_with_a_figure_is_told_at_its_place(empty_round, typed, field):
    shown = client_of("coordinator").post(
        new(empty_round), {**TYPED, **typed, "send": "yes"}
    )
    assert shown.status_code == 422
    assert field in shown.context["form"].errors


def test_a_question_of_no_instrument_leads_back_to_the_list(empty_round):
    for about in ("migrant/nothing", "m_order", "%00", ""):
        answer = client_of("coordinator").get(new(empty_round, about))
        assert answer.url == address(empty_round, "indicators")


# -- confirming ----------------------------------------------------------------------


def test_nobody_confirms_what_they_proposed(empty_round, person):
    indicator = proposed(empty_round)
    with pytest.raises(Refused, match="You proposed this figure yourself"):
        own_indicators.confirm(indicator=indicator, by=person("coordinator"))


def test_nobody_of_the_same_organisation_confirms(empty_round, person):
    indicator = proposed(empty_round)
    analyst = colleague(empty_round, Role.ANALYST, person("coordinator"))
    with pytest.raises(Refused, match="organisation of the person who proposed"):
        own_indicators.confirm(indicator=indicator, by=analyst)
    assert not own_indicators.may_confirm(analyst, indicator)


def test_nobody_of_the_state_proposes_or_confirms(empty_round):
    ministry = Organisation.objects.filter(party="state").first()
    official = somebody(empty_round, Role.STATE_FOCAL_POINT, ministry)
    indicator = proposed(empty_round)
    with pytest.raises(Refused):
        own_indicators.confirm(indicator=indicator, by=official)
    with pytest.raises(Refused):
        own_indicators.propose(indicator=own(empty_round), by=official)
    for name, arguments in (("indicators", ()), ("indicator", (indicator.pk,))):
        client = signed_in(Client(), official)
        assert client.get(address(empty_round, name, *arguments)).status_code == 404


def test_an_analyst_of_another_organisation_confirms_on_the_page(empty_round, person):
    indicator = proposed(empty_round)
    civil = Organisation.objects.create(code="third", name="Third", party="civil")
    analyst = somebody(empty_round, Role.ANALYST, civil)
    client = signed_in(Client(), analyst)
    page = client.get(indicator.get_absolute_url())
    assert page.context["may_confirm"]
    client.post(address(empty_round, "confirm_indicator", indicator.pk))
    indicator.refresh_from_db()
    assert (indicator.state, indicator.confirmed_by) == ("confirmed", analyst)
    with pytest.raises(Refused, match="does not wait"):
        own_indicators.confirm(indicator=indicator, by=person("reviewer"))


# -- computing -----------------------------------------------------------------------


@pytest.fixture
def released(whole_round):
    """A round whose figure from its own question is computed and released."""
    confirmed(whole_round, standard_id="LEG-02", target=0.9)
    reviewer = Person.objects.get(email="reviewer@demo.test")
    figure_set = compute.compute_figures(round=whole_round, by=reviewer)
    return release_by_two(figure_set=figure_set, by=reviewer)


def test_a_confirmed_figure_is_on_pages_and_in_the_workbook_by_the_rule(released):
    twin = Figure.objects.get(
        figure_set=released, indicator="LEG-02.m", group_var="all"
    )
    exact = Figure.objects.get(figure_set=released, indicator="OWN-1", group_var="all")
    assert (exact.estimate, exact.n) == (twin.estimate, twin.n)
    rows = PublishedFigure.objects.filter(figure_set=released, group_var="all")
    assert (
        rows.get(indicator="OWN-1").band_low == rows.get(indicator="LEG-02.m").band_low
    )
    reader = client_of("reader")
    for page in ("own/", "LEG-02/"):
        content = reader.get(released.get_absolute_url() + page).content.decode()
        assert "Saw a decision" in content
        assert f"{exact.estimate:.3f}" not in content
    content = reader.get(released.get_absolute_url() + "files/working.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [row[0] for row in book["own_indicators"].values] == ["id", "OWN-1"]
    head, *rows = book["results"].values
    assert "OWN-1" in [row[head.index("indicator_code")] for row in rows]


def test_an_own_figure_decides_no_standard(released):
    from assessment.findings.standard_findings import standard_findings
    from assessment.models import Standard
    from assessment.reading.reader_figures import pair_figures

    rows = PublishedFigure.objects.filter(figure_set=released)
    others = rows.filter(indicator__round__isnull=True)
    standards = Standard.objects.filter(pk="LEG-02")
    assert standard_findings(standards, pair_figures(rows)) == standard_findings(
        standards, pair_figures(others)
    )


def test_only_confirmed_figures_of_the_round_itself_are_computed(empty_round):
    load_catalogue()
    elsewhere = Round.objects.exclude(
        pk=empty_round.pk
    ).first() or Round.objects.create(
        code="elsewhere",
        name="Elsewhere",
        country="XXB",
        starts_on=empty_round.starts_on,
        ends_on=empty_round.ends_on,
    )
    waiting, ready = proposed(empty_round), confirmed(empty_round)
    names = set(compute.indicators_of(empty_round).values_list("pk", flat=True))
    assert ready.pk in names
    assert waiting.pk not in names
    own_there = compute.indicators_of(elsewhere).filter(round__isnull=False)
    assert not own_there.exists()


def test_an_ended_figure_is_not_computed_any_more_and_its_number_is_not_used_again(
    empty_round, person
):
    indicator = confirmed(empty_round)
    client_of("coordinator").post(address(empty_round, "end_indicator", indicator.pk))
    assert not compute.indicators_of(empty_round).filter(pk=indicator.pk).exists()
    with pytest.raises(Refused, match="ended already"):
        own_indicators.end(indicator=indicator, by=person("coordinator"))
    assert proposed(empty_round).pk == "OWN-2"


def test_another_one_is_proposed_from_what_was_typed(empty_round):
    client = client_of("coordinator")
    client.post(new(empty_round), {**TYPED, "send": "yes"})
    page = client.get(f"{address(empty_round, 'new_indicator')}?like=OWN-1")
    form = page.context["form"]
    assert form["choice-yes"].value() == "yes"
    assert form["target"].value() == 90


def test_loading_the_catalogue_again_leaves_the_figures_of_rounds(empty_round):
    load_catalogue()
    indicator = confirmed(empty_round)
    load_catalogue()
    indicator.refresh_from_db()
    assert indicator.place == Indicator.FIRST_PLACE + 1


# -- constraints ---------------------------------------------------------------------


def breaks(constraint, indicator):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        indicator.save()


def test_an_indicator_of_the_catalogue_has_a_standard_and_one_of_a_round_a_person(
    empty_round,
):
    constraint = "indicator_is_of_the_catalogue_or_proposed_in_a_round"
    indicator = proposed(empty_round)
    indicator.proposed_by = None
    breaks(constraint, indicator)
    indicator.round = indicator.instrument = None
    breaks(constraint, indicator)


def test_a_confirmed_indicator_names_who_confirmed_and_when(empty_round):
    indicator = proposed(empty_round)
    indicator.state = Indicator.State.CONFIRMED
    breaks("indicator_confirmed_has_a_person_and_a_time", indicator)


def test_the_database_refuses_an_indicator_that_its_proposer_confirmed(empty_round):
    indicator = confirmed(empty_round)
    indicator.confirmed_by = indicator.proposed_by
    breaks("indicator_is_confirmed_by_another_person", indicator)


def test_a_proposed_figure_waits_on_the_first_page_of_who_may_confirm_it(
    empty_round, as_person, person
):
    indicator = proposed(empty_round)
    line = (f"A figure to confirm: {indicator.label}", indicator.get_absolute_url())
    assert waiting_for(person("reviewer")) == [line]
    assert waiting_for(person("coordinator")) == [], "who proposed it does not confirm"
    assert waiting_for(person("state")) == []
    page = as_person("reviewer").get(reverse("assessment:home")).content.decode()
    assert indicator.get_absolute_url() in page
