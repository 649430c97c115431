"""A published figure stands until twenty of its respondents are new or gone.

Whoever takes an interview back is in no later figure. So that nobody can subtract one
release from another, old figures stay as they were, and say so.
"""

import html
import io
import re
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.computation import coverage, respondent_hashes
from assessment.computation.compute import compute_figures
from assessment.models import FigureSet, Indicator, PublishedFigure, Respondents
from assessment.models.published import NUMBERS
from assessment.release import standing_figures
from assessment.release.release import propose_release
from assessment.standards import own_indicators
from surveys.exceptions import Refused
from surveys.interviews.withdrawals.withdrawal import withdraw_interview
from surveys.models import Instrument, Interview, Outcome, Person
from surveys.sealing import SealBroken, new_key
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two, second_member
from tests.fixture_cache import recalled
from tests.signed_in import signed_in

QUESTION = "LEG-02.m"
PUBLISHED_COLUMNS = (
    *NUMBERS,
    "state",
    "finding",
    "cases",
    "places",
    "nonresponse",
    "with_others",
)
NOTE = "A figure changes only when at least twenty"
BOOK = "files/working.xlsx"
PARTS = {"hashes", "names", "bits"}
OTHER_KEY = f"other {new_key()}\nhash {new_key()}"
OLDER = "Not published under an older rule"


def published_values(row):
    """What a reader learns of a published row."""
    return {name: getattr(row, name, None) for name in PUBLISHED_COLUMNS}


def rows_by_name(figure_set):
    return {
        respondent_hashes.name_of(row): row
        for row in standing_figures._rows(figure_set)
    }


def members_of(figure_set):
    content = Respondents.objects.get(figure_set=figure_set).content()
    return respondent_hashes.unpack(content)


def people_held(round):
    """Interviews with people held, one place after the other."""
    interviews = Interview.objects.filter(
        round=round, outcome=Outcome.COMPLETE, version__instrument__source="migrant"
    )
    by_place = {}
    for interview in interviews.order_by("pk"):
        by_place.setdefault(interview.primary_unit_id, []).append(interview)
    turns = zip_longest(*by_place.values())
    return [interview for turn in turns for interview in turn if interview]


def release_again(round, *, computed_by, released_by):
    later = compute_figures(round=round, by=computed_by)
    return release_by_two(figure_set=later, by=released_by)


# -- one person of a round of 192 takes the interview back ---------------------------


@pytest.fixture
def after_withdrawal(released_round):
    """(first release, second release, the hash of the one who withdrew)."""

    def make():
        people = {
            name: Person.objects.get(email=f"{name}@demo.test")
            for name in ("coordinator", "analyst", "reviewer")
        }
        interview = people_held(released_round)[0]
        withdraw_interview(interview=interview, by=people["coordinator"])
        release_again(
            released_round,
            computed_by=people["analyst"],
            released_by=people["reviewer"],
        )

    recalled("released after a withdrawal", make)
    first, second = FigureSet.objects.filter(round=released_round).order_by(
        "release_number"
    )
    withdrawn = Interview.objects.get(round=released_round, outcome="withdrawn")
    return first, second, respondent_hashes.hash_of(withdrawn.interview_id)


def answered_by(first, withdrawn):
    """Names of the published figures in which the person is counted."""
    published = {name for name, row in rows_by_name(first).items() if row.is_published}
    members = members_of(first).items()
    return {name for name, people in members if withdrawn in people} & published


def test_what_a_person_answered_stands_as_it_was_after_they_withdraw(after_withdrawal):
    first, second, withdrawn = after_withdrawal
    before, after = rows_by_name(first), rows_by_name(second)
    names = answered_by(first, withdrawn)
    assert len(names) > 300
    for name in names:
        assert published_values(after[name]) == published_values(before[name]), name
        assert after[name].stands_from == first.release_number


def test_why_a_figure_is_not_published_tells_of_no_single_person(after_withdrawal):
    first, second, _withdrawn = after_withdrawal
    before, after, members = (
        rows_by_name(first),
        rows_by_name(second),
        members_of(first),
    )
    # What has a finding without its number stands, and says from which release.
    hidden = [
        name
        for name, row in before.items()
        if not row.is_published
        and members.get(name)
        and not standing_figures._says_something(row)
    ]
    assert len(hidden) > 100
    for name in hidden:
        assert published_values(after[name]) == published_values(before[name]), name
        assert after[name].stands_from is None, name


def test_numbers_of_interviews_stand_when_one_person_withdraws(after_withdrawal):
    first, second, _withdrawn = after_withdrawal
    of_people = {"Migrants", "Authorities and staff"}
    shown = [
        [line for line in coverage.lines(each, False) if line["name"] in of_people]
        for each in (first, second)
    ]
    assert shown[0] == shown[1]
    assert len(shown[0]) == 2
    counts = [each.coverage["migrant"]["used"] for each in (first, second)]
    assert counts[0] == counts[1] + 1, "readers of exact figures see it"


def test_everybody_else_reads_months_and_nothing_of_few_people(released):
    days = coverage.fieldwork(released, exact=False)
    assert days[0].endswith("-01")
    [line] = [
        line for line in coverage.lines(released, False) if line["name"] == "Migrants"
    ]
    assert not re.search(r"\d{1,2} [A-Z]", line["period"]), line["period"]
    few = released.coverage["migrant"] | {"received": 9, "used": 9}
    released.released_coverage = {"migrant": few}
    [line] = coverage.lines(released, False)
    assert line["period"] == ""
    assert coverage.fieldwork(released, exact=False) is None
    [line, *_others] = coverage.lines(released, True)
    assert re.search(r"\d{1,2} [A-Z]", line["period"]), "the body reads the days"


def test_no_published_figure_goes_because_one_person_withdrew(after_withdrawal):
    """Of every figure one person is gone at most, and nobody is new."""
    first, second, _withdrawn = after_withdrawal
    after = rows_by_name(second)
    gone = [
        name
        for name, row in rows_by_name(first).items()
        if row.is_published and not after[name].is_published
    ]
    assert gone == []


def test_exact_figures_no_longer_count_the_person(after_withdrawal):
    first, second, _withdrawn = after_withdrawal
    n = [
        figure_set.figures.get(indicator=QUESTION, group_var="all").n
        for figure_set in (first, second)
    ]
    assert n[1] == n[0] - 1


def test_the_first_release_stands_from_no_other_and_the_second_from_it(
    after_withdrawal,
):
    first, second, _withdrawn = after_withdrawal
    assert {row.stands_from for row in standing_figures._rows(first)} == {None}
    assert {row.stands_from for row in standing_figures._rows(second)} == {None, 1}


@pytest.mark.parametrize("name", ["reader", "reviewer"])
def test_pages_say_that_figures_stand_and_none_fails(name, after_withdrawal, as_person):
    _first, second, _withdrawn = after_withdrawal
    client = as_person(name)
    for page in ("", f"{QUESTION[:6]}/"):
        response = client.get(second.get_absolute_url() + page)
        assert response.status_code == 200
        assert NOTE in response.content.decode()
    for page in ("who-says-what/", "priorities/", "methods/", "files/working.xlsx"):
        assert client.get(second.get_absolute_url() + page).status_code == 200


def test_before_anybody_withdrew_no_page_says_so(released_round, as_person):
    figures = FigureSet.objects.get(round=released_round)
    response = as_person("reader").get(figures.get_absolute_url())
    assert NOTE not in response.content.decode()


def test_who_stands_behind_a_figure_that_stands_is_kept_as_it_was(after_withdrawal):
    """Else one more release a withdrawal would replace it after twenty of them."""
    first, second, _withdrawn = after_withdrawal
    before, after = members_of(first), members_of(second)
    stands = [
        name
        for name, row in rows_by_name(second).items()
        if row.stands_from is not None
    ]
    assert stands
    assert all(after[name] == before[name] for name in stands)


# -- what is kept of respondents ------------------------------------------------------


def test_respondents_are_kept_as_keyed_hashes_and_nothing_else(
    released_round, settings
):
    figures = FigureSet.objects.get(round=released_round)
    content = Respondents.objects.get(figure_set=figures).content()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        assert {"hashes", "names", "bits"} <= set(arrays.files)
        assert all(not arrays[name].any() for name in set(arrays.files) - PARTS)
        hashes, stored = set(arrays["hashes"].tolist()), arrays["hashes"].tobytes()
        names = arrays["names"].tobytes().decode()
    interviews = Interview.objects.filter(round=released_round, outcome="complete")
    ids = {str(interview.interview_id) for interview in interviews}
    expected = {respondent_hashes.hash_of(interview_id) for interview_id in ids}
    assert hashes <= expected
    sites = set(interviews.values_list("primary_unit__site__code", flat=True))
    assert len(ids) > 200
    assert sites
    for text in (*ids, *(number.replace("-", "") for number in ids)):
        assert text.encode() not in content
        assert text not in names
        assert text[:16] not in hashes
    assert not any(site in names or site.encode() in stored for site in sites)
    settings.DRAFT_KEY = OTHER_KEY
    assert not hashes & {
        respondent_hashes.hash_of(interview_id) for interview_id in ids
    }


def test_it_is_kept_who_answered_every_question_published_or_not(released_round):
    figures = FigureSet.objects.get(round=released_round)
    rows, members = rows_by_name(figures), members_of(figures)
    assert members.keys() <= rows.keys()
    published = {name for name, row in rows.items() if row.is_published}
    assert min(len(members[name]) for name in members.keys() & published) >= 10
    assert any(name not in published for name in members)


def test_respondents_are_sealed_in_their_place(released, settings):
    stored = Respondents.objects.get(figure_set=released)
    content, body = stored.content(), bytes(stored.body)
    hashes = frozenset().union(*respondent_hashes.unpack(content).values())
    assert content[:40] not in body
    assert not any(hashed.encode() in body for hashed in hashes)
    stored.figure_set_id += 1
    with pytest.raises(SealBroken):
        stored.content()
    stored.figure_set_id -= 1
    settings.DRAFT_KEY = OTHER_KEY
    with pytest.raises(SealBroken):
        stored.content()


# -- twenty: a small round of 48 people ------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "new", "apart"), [(19, 0, 19), (20, 0, 20), (0, 20, 20), (9, 10, 19)]
)
def test_who_is_new_and_who_is_gone_are_counted_together(gone, new, apart):
    stayed = {f"stays {number}" for number in range(30)}
    earlier = stayed | {f"gone {number}" for number in range(gone)}
    now = stayed | {f"new {number}" for number in range(new)}
    assert respondent_hashes.new_or_gone(frozenset(earlier), frozenset(now)) == apart


def take_back(round, by, people):
    for interview in people_held(round)[:people]:
        withdraw_interview(interview=interview, by=by)


def add(round, by, people):
    """So many more who answered as others did."""
    for other in people_held(round)[:people]:
        small_round.interview(other.primary_unit, by, other.answers)


def of_everyone(figure_set):
    return figure_set.published_figures.get(indicator=QUESTION, group_var="all")


@pytest.mark.parametrize(
    ("gone", "new", "replaced"),
    [(19, 0, False), (20, 0, True), (0, 19, False), (10, 9, False), (10, 10, True)],
)
def test_a_figure_is_replaced_after_twenty_and_not_after_nineteen(
    gone, new, replaced, released, people
):
    round, before = released.round, of_everyone(released)
    add(round, people["ines"], new)
    take_back(round, people["cora"], gone)
    later = release_again(round, computed_by=people["ana"], released_by=people["leila"])
    after = of_everyone(later)
    exact = later.figures.get(indicator=QUESTION, group_var="all")
    assert exact.n == 48 - gone + new
    assert after.stands_from == (None if replaced else released.release_number)
    assert (after.base_low == before.base_low) is (not replaced or exact.n == 48)
    if not replaced:
        assert published_values(after) == published_values(before)


def test_nineteen_and_then_one_more_are_twenty(released, people):
    """What is counted is who stood behind the figure when it was first published."""
    round, number = released.round, released.release_number
    by = {"computed_by": people["ana"], "released_by": people["leila"]}
    take_back(round, people["cora"], 19)
    assert of_everyone(release_again(round, **by)).stands_from == number
    take_back(round, people["cora"], 1)
    assert of_everyone(release_again(round, **by)).stands_from is None


def test_the_number_is_a_setting_of_the_deployment(released, people, monkeypatch):
    plain = standing_figures.figure_inputs.parameters
    five = replace(plain(), replaced_after=5)
    monkeypatch.setattr(standing_figures.figure_inputs, "parameters", lambda: five)
    take_back(released.round, people["cora"], 5)
    later = release_again(
        released.round, computed_by=people["ana"], released_by=people["leila"]
    )
    assert of_everyone(later).stands_from is None


def test_a_new_question_is_published_at_once(released, people):
    """No earlier release told anything of it, so nothing can be subtracted."""
    released.published_figures.filter(indicator=QUESTION).delete()
    take_back(released.round, people["cora"], 1)
    later = release_again(
        released.round, computed_by=people["ana"], released_by=people["leila"]
    )
    assert of_everyone(later).is_published
    assert of_everyone(later).stands_from is None
    others = later.published_figures.filter(source="migrant", group_var="all")
    assert others.exclude(indicator=QUESTION).filter(stands_from=1).exists()


def after_one_more_withdrew(released, people):
    take_back(released.round, people["cora"], 1)
    return release_again(
        released.round, computed_by=people["ana"], released_by=people["leila"]
    )


def test_a_finding_without_its_number_stands_too(released, people):
    """Else the finding of a second release would tell what the one who left said."""
    blank = dict.fromkeys((*NUMBERS, "places")) | {"comparison": "", "nonresponse": {}}
    everyone = released.published_figures.filter(indicator=QUESTION, group_var="all")
    everyone.update(**blank, state="few_places", finding="met")
    after = of_everyone(after_one_more_withdrew(released, people))
    assert (after.state, after.finding) == ("few_places", "met")
    assert after.stands_from == released.release_number


def test_a_group_is_not_first_shown_beside_figures_that_stand(released, people):
    """Everyone as they were and a new group could tell of the one who left."""
    blank = dict.fromkeys((*NUMBERS, "places")) | {"comparison": "", "nonresponse": {}}
    groups = released.published_figures.filter(indicator=QUESTION, state="published")
    groups = groups.exclude(group_var="all")
    assert groups.exists()
    codes = set(groups.values_list("group_var", "group_code"))
    groups.update(**blank, state="near_another", finding="not_published", compare_to="")
    later = after_one_more_withdrew(released, people)
    rows = later.published_figures.filter(indicator=QUESTION)
    hidden = rows.exclude(state="published")
    assert codes <= {(row.group_var, row.group_code) for row in hidden}
    assert of_everyone(later).is_published


def test_groups_are_compared_as_they_are_read_together(released, people):
    rows = released.published_figures.filter(indicator=QUESTION, state="published")
    group = rows.exclude(comparison="").first()
    reference = rows.get(group_var=group.group_var, group_code=group.compare_to)
    high = {"band_low": 80, "band_high": 100, "likely_low": 70, "likely_high": 100}
    low = {"band_low": 0, "band_high": 20, "likely_low": 0, "likely_high": 30}
    rows.filter(pk=group.pk).update(**low, comparison="not_clear")
    rows.filter(pk=reference.pk).update(**high)
    later = after_one_more_withdrew(released, people)
    after = later.published_figures.get(
        indicator=QUESTION, group_var=group.group_var, group_code=group.group_code
    )
    assert after.comparison == "less_often"


def test_groups_of_places_are_compared_in_no_release():
    """Only what people said is: a second release says no more than the first."""

    band = {"band_low": 0, "band_high": 20, "likely_low": 0, "likely_high": 30}
    blank = {"k": None, "value": None, "lower": None, "upper": None}
    rows = [
        PublishedFigure(
            indicator_id=QUESTION,
            source="records",
            design_class="census",
            group_var="kind",
            group_code=code,
            state="published",
            finding="not_met",
            base_low=base,
            base_high=base,
            **band,
            **blank,
        )
        for code, base in (("police", 40), ("centre", 60))
    ]
    standing_figures._compare_again(rows)
    assert {row.comparison for row in rows} == {""}


def test_figures_of_an_older_rule_are_not_released(computed, people):
    FigureSet.objects.filter(pk=computed.pk).update(settings={"tolerance": 0.05})
    with pytest.raises(Refused, match="Compute them again"):
        release_by_two(figure_set=computed, by=people["leila"])


# -- releasing through the page --------------------------------------------------------


def test_figures_from_before_a_withdrawal_are_refused_in_words(
    computed, people, client
):
    take_back(computed.round, people["cora"], 1)
    client = signed_in(client, people["leila"])
    address = reverse("assessment:release", args=[computed.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"act": "propose", "read_list": "on"})
    assert response.status_code == 422
    assert "was withdrawn after these figures were computed" in text_of(response)
    assert not FigureSet.objects.get(pk=computed.pk).is_released
    with pytest.raises(Refused):
        release_by_two(figure_set=computed, by=people["leila"])


def test_a_withdrawal_is_followed_by_a_release_through_the_pages(
    released, people, client
):
    take_back(released.round, people["cora"], 1)
    client = signed_in(client, people["leila"])
    response = client.post(reverse("assessment:compute", args=[released.round.code]))
    assert "The figures of this round are computed." in text_of(response)
    later = FigureSet.objects.get(round=released.round, state="computed")
    propose_release(figure_set=later, by=second_member(later.round))
    address = reverse("assessment:release", args=[later.pk])
    out = client.post(address, {"act": "release", "read_list": "on"})
    assert "Everyone with a role in this round can now read the figures." in text_of(
        out
    )
    assert FigureSet.objects.get(pk=later.pk).release_number == 2
    for figures in (released, later):  # the old release can still be read
        assert client.get(figures.get_absolute_url()).status_code == 200


def text_of(response):
    return html.unescape(response.getvalue().decode())


def test_a_place_whose_people_all_withdrew_is_named_in_words(released, people, client):
    """What cannot be computed is said; it is no fault of the server."""
    stratum = released.round.strata.first()
    for interview in people_held(released.round):
        if interview.primary_unit.stratum_id == stratum.pk:
            withdraw_interview(interview=interview, by=people["cora"])
    client = signed_in(client, people["leila"])
    response = client.post(reverse("assessment:compute", args=[released.round.code]))
    assert response.status_code == 200
    page = text_of(response)
    assert f"stratum “{stratum.name}”: no interview counts yet." in page


# -- figures of an older rule ----------------------------------------------------------


@pytest.fixture
def of_an_older_rule(released):
    """A release from before there was one rule: what it hid is not known any more."""
    old = dict.fromkeys((*NUMBERS, "places"))
    old |= {"comparison": "", "nonresponse": {}, "finding": "not_published"}
    released.published_figures.filter(indicator=QUESTION).update(
        state="older_rule", **old
    )
    FigureSet.objects.filter(pk=released.pk).update(settings={"tolerance": 0.05})
    released.refresh_from_db()
    return released


def test_what_an_older_rule_hid_is_said_to_be_of_that_rule(
    of_an_older_rule, people, client
):
    client = signed_in(client, people["rita"])
    matrix = client.get(of_an_older_rule.get_absolute_url() + "standards/")
    page = client.get(of_an_older_rule.get_absolute_url() + f"{QUESTION[:6]}/")
    for response in (matrix, page):
        text = html.unescape(response.content.decode())
        assert OLDER in text
        assert "These figures follow an older rule." in text
    row = re.search(
        r'<th\s+scope="row">Everyone we interviewed</th>.*?</tr>', text, re.S
    )[0]
    assert OLDER in row
    assert "fewer than" not in row
    book = load_workbook(
        io.BytesIO(client.get(of_an_older_rule.get_absolute_url() + BOOK).content)
    )
    head, *rows = book["results"].iter_rows(values_only=True)
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    why = {
        row["suppressed_because"]
        for row in lines
        if row["indicator_code"] == QUESTION and row["group_var"] == "all"
    }
    assert why == {"older_rule"}


def test_a_release_of_an_older_rule_holds_no_figure_back(of_an_older_rule, people):
    """Nobody knows who stood behind its figures: the next release replaces them."""
    take_back(of_an_older_rule.round, people["cora"], 1)
    later = release_again(
        of_an_older_rule.round, computed_by=people["ana"], released_by=people["leila"]
    )
    assert {row.stands_from for row in standing_figures._rows(later)} == {None}
    assert of_everyone(later).is_published


def test_an_indicator_of_a_round_waits_while_its_question_stands_of_other_people(
    released_round,
):
    """Somebody who withdrew would else be told apart by a figure made afterwards."""
    people = {
        name: Person.objects.get(email=f"{name}@demo.test")
        for name in ("coordinator", "analyst", "reviewer")
    }
    own = Indicator.objects.get(pk="LEG-02.m")
    own.instrument = Instrument.objects.get(code="migrant")
    own.round, own.standard, own._state.adding = released_round, None, True
    indicator = own_indicators.propose(indicator=own, by=people["coordinator"])
    own_indicators.confirm(indicator=indicator, by=people["reviewer"])
    same_people = compute_figures(round=released_round, by=people["analyst"])
    first = release_by_two(figure_set=same_people, by=people["reviewer"])
    everyone = {"indicator": indicator, "group_var": "all"}
    assert first.published_figures.get(**everyone).is_published
    PublishedFigure.objects.filter(indicator=indicator).delete()
    withdraw_interview(
        interview=people_held(released_round)[0], by=people["coordinator"]
    )
    later = release_again(
        released_round, computed_by=people["analyst"], released_by=people["reviewer"]
    )
    assert later.published_figures.get(**everyone).state == "waits"
