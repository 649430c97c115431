"""Places are drawn on a page, and become the sample; then people are assigned."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.sampling import draw_page
from surveys import exceptions
from surveys.access import assignments_for
from surveys.fieldwork import assignments, draws, frame
from surveys.models import (
    Assignment,
    Draw,
    FramePlace,
    Instrument,
    Membership,
    Organisation,
    Person,
    PrimaryUnit,
    Role,
    Round,
    Site,
)
from surveys.people.roles import give_role
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
SIZES = {"Prisons": [400, 30, 20, 10, 10], "Police": [5, 6, 7, 8], "Centres": [90, 80]}


@pytest.fixture
def round(empty_round, person):
    """A planned round beside the demo's, with a frame and the demo's people."""
    day = timezone.localdate()
    made = Round.objects.create(
        code="valdara",
        name="Valdara",
        country="XXV",
        starts_on=day,
        ends_on=day + timedelta(days=60),
        synthetic=True,  # no second factor is asked for
    )
    for held in Membership.objects.filter(round=empty_round):
        give_role(
            person=held.person,
            organisation=held.organisation,
            role=held.role,
            round=made,
        )
    places = [
        {
            "code": f"{stratum[:3].upper()}-{number}",
            "name": f"{stratum} {number}",
            "kind": "prison",
            "region_pcode": "",
            "district_pcode": "",
            "stratum": stratum,
            "room_for": None,
            "people_held": size,
            "number_is": "counted",
            "counted_on": None,
            "access": "granted",
        }
        for stratum, sizes in SIZES.items()
        for number, size in enumerate(sizes, start=1)
    ]
    frame.accept_places(
        round=made,
        places=places,
        before=frame.fingerprint(made),
        by=person("coordinator"),
    )
    return made


def fields(round, **wanted):
    """What the page posts: stratum → (method, places)."""
    wanted = {"Prisons": ("by_size", 3), "Police": ("simple", 2)} | wanted
    wanted = {"Centres": ("all", 0)} | wanted
    return {
        f"{name}-{stratum.pk}": value
        for stratum in draw_page.strata_of(round)
        for name, value in zip(("method", "places"), wanted[stratum.name], strict=True)
    }


def post(client, round, **wanted):
    address = reverse("assessment:draw", args=[round.code])
    return client.post(address, fields(round, **wanted), follow=True)


def test_places_are_drawn_once_and_become_the_sample(round, as_person):
    client = as_person("coordinator")
    page = post(client, round)
    assert "The sample is drawn" in page.content.decode()
    units = PrimaryUnit.objects.filter(round=round)
    assert units.count() == 7
    largest = units.get(site__code="PRI-1")
    assert largest.chance == 1, "it is nearly the whole stratum"
    assert FramePlace.objects.get(code="PRI-1").certainty
    assert largest.population == 400
    chances = FramePlace.objects.filter(stratum__name="Prisons")
    assert sum(chances.values_list("chance", flat=True)) == pytest.approx(3)
    assert set(
        units.filter(stratum__name="Police").values_list("chance", flat=True)
    ) == {0.5}
    others = FramePlace.objects.filter(round=round, drawn=False)
    assert others.filter(replacement_order__isnull=False).count() == others.count() == 4
    kept = Draw.objects.get()
    assert kept.plan["prisons"] == {"method": "by_size", "places": 3}


def test_the_stored_seed_and_plan_give_the_same_places(round, as_person):
    from analysis.sampling.draw import draw

    post(as_person("coordinator"), round)
    kept = Draw.objects.get()
    again = draw(draw_page._frame(round), draw_page._plan(kept.plan), kept.seed)
    drawn = set(again.loc[again["drawn"], "place"])
    assert drawn == set(
        FramePlace.objects.filter(drawn=True).values_list("code", flat=True)
    )


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"Police": ("simple", 9)}, "you want to draw 9 places, but there are 4"),
        ({"Police": ("simple", 0)}, "draw at least one place"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is(
    round, as_person, wanted, sentence
):
    page = post(as_person("coordinator"), round, **wanted)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Draw.objects.exists()
    assert not PrimaryUnit.objects.filter(round=round).exists()


def test_a_place_without_a_number_is_not_drawn_by_size(round, as_person):
    FramePlace.objects.filter(code="PRI-2").update(people_held=0)
    page = post(as_person("coordinator"), round).content.decode()
    assert "nobody is held at PRI-2" in page
    FramePlace.objects.filter(code="PRI-2").update(
        people_held=None, number_is="unknown"
    )
    page = post(as_person("coordinator"), round).content.decode()
    assert "the number of people held at PRI-2 is not known" in page


def test_one_place_alone_is_a_doubt_that_a_second_button_takes(round, as_person):
    client, one = as_person("coordinator"), {"Police": ("simple", 1)}
    page = post(client, round, **one)
    assert "one place is left to chance" in page.content.decode()
    assert not Draw.objects.exists()
    address = reverse("assessment:draw", args=[round.code])
    client.post(address, fields(round, **one) | {"draw": "yes"})
    assert Draw.objects.count() == 1


def test_a_sample_is_drawn_again_for_a_reason_until_somebody_is_assigned(
    round, as_person, person
):
    client = as_person("coordinator")
    post(client, round)
    assert post(client, round).status_code == 422, "without a reason"
    address = reverse("assessment:draw", args=[round.code])
    client.post(address, fields(round) | {"reason": "Two places had closed"})
    assert Draw.objects.count() == 2
    assert PrimaryUnit.objects.filter(round=round).count() == 7
    assert "Two places had closed" in client.get(address).content.decode()
    Assignment.objects.create(
        person=person("interviewer"),
        organisation=Organisation.objects.get(code="asylum-rights"),
        primary_unit=PrimaryUnit.objects.filter(round=round).first(),
        instrument=Instrument.objects.get(code="migrant"),
        wanted=3,
    )
    late = client.post(address, fields(round) | {"reason": "Again"})
    assert late.status_code == 422
    assert "People are assigned to places already" in late.content.decode()
    assert Draw.objects.count() == 2


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
        return len(queries)


def test_a_draw_of_many_places_asks_no_more_than_one_of_few(round, as_person):
    client = as_person("coordinator")
    address = reverse("assessment:draw", args=[round.code])
    few = {"Prisons": ("simple", 1), "Police": ("simple", 1)}
    few = fields(round, **few) | {"draw": "yes", "reason": "Again"}
    every = {"Prisons": ("all", 0), "Police": ("all", 0)}
    every = fields(round, **every) | {"draw": "yes", "reason": "Again"}
    client.post(address, few)
    assert PrimaryUnit.objects.filter(round=round).count() == 4
    small = queries_of(lambda: client.post(address, few))
    large = queries_of(lambda: client.post(address, every))
    assert PrimaryUnit.objects.filter(round=round).count() == 11
    assert large <= small + 1, "new sites are one query"


def test_the_page_of_a_round_asks_the_same_with_few_places_and_with_many(
    round, as_person
):
    client = as_person("coordinator")
    address = reverse("round", args=[round.code])
    post(client, round)
    small = queries_of(lambda: client.get(address))
    stratum = round.strata.first()
    sites = Site.objects.bulk_create(
        Site(code=f"MORE-{number}", name="More", kind="prison") for number in range(40)
    )
    PrimaryUnit.objects.bulk_create(
        PrimaryUnit(round=round, stratum=stratum, site=site, population=5)
        for site in sites
    )
    assert queries_of(lambda: client.get(address)) == small
    assert small <= 45


def test_a_site_of_another_country_keeps_its_code_to_itself(round, as_person):
    other = Site.objects.get(code="CEN-1")  # of the demo, in another country
    name = other.name
    post(as_person("coordinator"), round)
    other.refresh_from_db()
    assert other.name == name
    units = PrimaryUnit.objects.filter(round=round, site__name="Centres 1")
    assert units.get().site.code == "CEN-1-XXV"


def test_a_draw_never_rewrites_a_place_that_other_rounds_rest_on(
    round, empty_round, as_person
):
    Round.objects.update(country="XXV")
    Site.objects.update(code=Concat("code", Value("-x")))
    site = Site.objects.create(code="PRI-1", name="Old prison", kind="police")
    PrimaryUnit.objects.create(
        round=empty_round,
        stratum=empty_round.strata.first(),
        site=site,
        population=9,
    )
    page = post(as_person("coordinator"), round)
    assert "The code PRI-1 stands for another place" in page.text
    site.refresh_from_db()
    assert (site.name, site.kind) == ("Old prison", "police")
    assert not PrimaryUnit.objects.filter(round=round).exists()
    FramePlace.objects.filter(code="PRI-1").update(name="Old prison", kind="police")
    post(as_person("coordinator"), round)
    assert PrimaryUnit.objects.get(round=round, site=site).population == 400


def test_what_another_organisation_assigned_is_neither_changed_nor_used(
    drawn, as_person, person
):
    interviewer, place = person("interviewer"), PrimaryUnit.objects.filter(round=drawn)
    instrument = assignments.usable_instruments(drawn).first()
    other = Assignment.objects.create(
        person=interviewer,
        organisation=Organisation.objects.get(code="legal-aid"),
        primary_unit=place.first(),
        instrument=instrument,
        wanted=3,
    )
    with pytest.raises(exceptions.Refused, match="for another organisation"):
        assignments.assign(
            round=drawn,
            people=[interviewer],
            places=[place.first()],
            instrument=instrument,
            selection="purposive",
            wanted=77,
            by=person("coordinator"),
        )
    other.refresh_from_db()
    assert other.wanted == 3
    assert other not in assignments_for(interviewer)


def test_the_list_of_a_round_with_interviews_changes_no_weight(small_round):
    assert frame.is_drawn(small_round)


def test_only_a_coordinator_draws(round, as_person, person):
    for name in ("analyst", "reviewer", "administrator", "state"):
        client = as_person(name)
        assert post(client, round).status_code == 404
    with pytest.raises(exceptions.Refused):
        draws.keep_draw(round=round, seed=1, plan={}, places=[], by=person("analyst"))


# -- assignments -----------------------------------------------------------------------


@pytest.fixture
def drawn(round, as_person):
    from surveys.demo.seed import publish_instruments

    publish_instruments(round)
    post(as_person("coordinator"), round)
    return round


def give(client, round, people, **more):
    places = PrimaryUnit.objects.filter(round=round)
    posted = {
        "people_chosen": [person.pk for person in people],
        "places_chosen": list(places.values_list("pk", flat=True)),
        "instrument": Instrument.objects.get(code="migrant").pk,
        "selection": "list",
        "wanted": 12,
    }
    address = reverse("assignments", args=[round.code])
    return client.post(address, posted | more, follow=True)


def test_several_people_are_assigned_to_several_places_at_once(
    drawn, as_person, person
):
    client = as_person("coordinator")
    people = [person("interviewer"), person("interviewer2")]
    page = give(client, drawn, people)
    assert "14 new assignments." in page.content.decode()
    given = Assignment.objects.filter(primary_unit__round=drawn)
    assert set(given.values_list("organisation__code", "wanted")) == {
        ("asylum-rights", 12)
    }
    give(client, drawn, people[:1], wanted=20)
    assert given.count() == 14
    assert set(given.filter(person=people[0]).values_list("wanted", flat=True)) == {20}


def test_nobody_of_another_organisation_is_assigned(drawn, as_person, person):
    page = give(as_person("coordinator"), drawn, [person("interviewer3")])
    assert page.status_code == 422
    with pytest.raises(exceptions.Refused, match="your own organisation"):
        assignments.assign(
            round=drawn,
            people=[person("interviewer3")],
            places=PrimaryUnit.objects.filter(round=drawn),
            instrument=Instrument.objects.get(code="migrant"),
            selection="all",
            wanted=1,
            by=person("coordinator"),
        )
    assert not Assignment.objects.filter(primary_unit__round=drawn).exists()


def test_an_assignment_is_taken_back_until_an_interview_has_begun(
    drawn, as_person, person
):
    client = as_person("coordinator")
    give(client, drawn, [person("interviewer")])
    first, second = Assignment.objects.filter(primary_unit__round=drawn)[:2]
    address = reverse("assignments", args=[drawn.code])
    client.post(address, {"take-back": first.pk})
    assert not Assignment.objects.filter(pk=first.pk).exists()
    from surveys.models import Draft, InstrumentVersion

    Draft.objects.create(
        round=drawn,
        primary_unit=second.primary_unit,
        version=InstrumentVersion.objects.get(instrument__code="migrant"),
        organisation=second.organisation,
        design_class="probability",
        by=second.person,
        language="en",
        body=b"",
    )
    page = client.post(address, {"take-back": second.pk}, follow=True)
    assert "An interview was begun" in page.content.decode()
    assert Assignment.objects.filter(pk=second.pk).exists()
    for wrong in ("x", "9" * 5_000, "0"):
        assert client.post(address, {"take-back": wrong}).status_code == 404


# -- the list of tasks -----------------------------------------------------------------


def states(client, round):
    page = client.get(reverse("round", args=[round.code]))
    return {task.name: str(task.state) for task in page.context["tasks"]}


def test_the_round_page_says_what_is_done_and_what_cannot_start_yet(
    round, as_person, person
):
    client = as_person("coordinator")
    assert states(client, round) == {
        "Instruments": "to_do",
        "Places: the frame": "done",
        "Sample of places": "to_do",
        "Assignments": "waits",
        "Quotas": "optional",
        "Terms": "to_do",
        "Risk assessments and partners": "waits",
        "Keys of two custodians": "to_do",
    }
    from surveys.demo.seed import publish_instruments

    publish_instruments(round)
    post(client, round)
    give(client, round, [person("interviewer")])
    now = states(client, round)
    assert now["Instruments"] == now["Sample of places"] == "done"
    assert now["Assignments"] == "done"
    FramePlace.objects.filter(round=round).delete()
    PrimaryUnit.objects.filter(round=round).exclude(assignments=None)
    assert states(client, round)["Places: the frame"] == "done", "places were drawn"


def test_a_coordinator_of_another_organisation_sees_own_assignments_only(
    drawn, as_person, person, client
):
    give(as_person("coordinator"), drawn, [person("interviewer")])
    other = Person.objects.create(email="other@demo.test", name="Olu")
    give_role(
        person=other,
        organisation=Organisation.objects.get(code="legal-aid"),
        role=Role.COORDINATOR,
        round=drawn,
    )
    page = signed_in(client, other).get(reverse("assignments", args=[drawn.code]))
    assert list(page.context["assignments"]) == []
