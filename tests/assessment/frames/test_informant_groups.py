"""What is counted of places, programmes and laws, and what organisations say."""

import pytest

from assessment.computation.compute import compute_figures
from assessment.findings.standard_findings import standard_finding
from assessment.presentation import figure_rows, figure_sentences
from assessment.reading.reader_figures import ReaderFigure, pair_figures
from surveys.models import DesignClass, Instrument, PrimaryUnit, Site, Stratum
from tests.assessment.builders import small_round

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def team(round):
    """Two interviewers, so that no figure rests on one person's work."""
    names = ("ines", "omar")
    return [small_round.make_person(name, "interviewer", round) for name in names]


@pytest.fixture
def visit(round, team):
    """visit(source, answers of each place, design class)."""

    def visit(source, answers_by_place, kind=DesignClass.PURPOSIVE):
        units = PrimaryUnit.objects.filter(round=round).order_by("pk")
        for position, answers in enumerate(answers_by_place):
            unit = units[position % len(units)]
            small_round.interview(
                unit, team[position % 2], answers, source=source, design_class=kind
            )

    return visit


REVIEWED = {"p_rev_dates": "yes", "p_rev_lighter": "yes", "p_contest": "yes"}


@pytest.fixture
def compute_figure(round, team):
    """compute_figure("LEG-02.k") → the total, as the review body reads it."""

    def find(indicator):
        computed = compute_figures(round=round, by=team[0])
        rows = {"indicator_id": indicator, "group_var": "all"}
        (shown,) = pair_figures(
            computed.published_figures.filter(**rows), computed.figures.filter(**rows)
        )
        return shown

    return find


def as_published(shown):
    """The same figure as everybody reads it."""
    return ReaderFigure(shown.published)


FILES = [{"k_files_n": 10 + number, "k_files_order": 4} for number in range(6)]


def test_files_are_counted_over_places_and_not_chosen_at_random(visit, compute_figure):
    visit("records", FILES)
    figure = compute_figure("LEG-02.k")
    exact = figure.exact
    assert (exact.numerator, exact.denominator, exact.n) == (24, 75, 6)
    assert exact.estimate is None
    assert figure.finding == "no_finding"
    assert figure_rows.value(figure) == "24 of 75"
    assert figure_sentences.finding_sentence(figure) == (
        "Files with a signed individual order from the first day: 24 of 75, at 6 places"
        " visited. They were not chosen at random, so this may not be true everywhere."
    )


def test_everybody_reads_a_share_of_files_as_a_band(visit, compute_figure):
    visit("records", FILES)
    public = as_published(compute_figure("LEG-02.k"))
    assert figure_rows.value(public) == "30 to 40"  # of 70 to 149 files tenths
    assert figure_sentences.finding_sentence(public) == (
        "Files with a signed individual order from the first day: between 30 and 40 in"
        " 100. They were not chosen at random, so this may not be true everywhere."
    )
    assert figure_sentences.base_sentence(public) == (
        "Based on a count of about 75, at 6 places."
    )


def test_a_place_without_files_is_not_in_the_ratio(visit, compute_figure, round):
    two_more_places(round)
    nothing = {"k_files_n": 0, "k_files_order": 0}
    unknown = {"k_files_n": small_round.state("does_not_know"), "k_files_order": 3}
    visit("records", [*FILES, nothing, unknown])
    figure = compute_figure("LEG-02.k").exact
    assert (figure.numerator, figure.denominator, figure.n) == (24, 75, 6)
    assert figure.nonresponse == {"does_not_know": 1, "not_applicable": 1}


def two_more_places(round):
    stratum = Stratum.objects.filter(round=round).latest("pk")
    for number in range(2):
        site = Site.objects.create(
            code=f"more{number}", name=f"More {number}", kind="ded"
        )
        PrimaryUnit.objects.create(
            round=round, stratum=stratum, site=site, population=60
        )


def test_a_place_that_is_visited_again_counts_as_it_was_found_last(
    visit, compute_figure
):
    """Both records would be in the figure, and one of them in the counts beside it."""
    again = {"k_files_n": 30, "k_files_order": 20}
    visit("records", [*FILES, again])
    figure = compute_figure("LEG-02.k").exact
    assert (figure.numerator, figure.denominator, figure.n) == (
        24 - 4 + 20,
        75 - 10 + 30,
        6,
    )
    coverage = figure.figure_set.coverage["records"]
    assert (coverage["received"], coverage["used"]) == (7, 6)
    assert coverage["excluded"] == {"superseded": 1}


def test_a_sample_of_places_weighs_places_and_not_their_residents(
    visit, compute_figure, round
):
    PrimaryUnit.objects.filter(round=round, site__code="r1-s00").update(population=900)
    visit("records", FILES, DesignClass.PROBABILITY)
    figure = compute_figure("LEG-02.k").exact
    assert figure.estimate == pytest.approx(24 / 75)
    assert (figure.k, figure.numerator, figure.denominator) == (None, 24, 75)
    assert figure.lower < figure.estimate < figure.upper
    assert figure.method == "taylor_t"
    assert figure.finding == "not_met"


NO_CHILD = {
    "k_ref_hour": "midnight",
    "k_child_order": 0,
    "k_child_housed": 0,
    "k_stock_total": 500,
}


def test_children_in_one_place_fail_a_standard_of_zero_tolerance(visit, compute_figure):
    some_children = NO_CHILD | {"k_child_order": 6, "k_child_housed": 3}
    visit("records", [some_children, *[NO_CHILD] * 5], DesignClass.PROBABILITY)
    figure = compute_figure("CHD-02.k")
    assert figure.exact.estimate == pytest.approx(100 * 9 / 3000)
    assert figure.finding == "not_met"
    assert "for 100 people held: 0.3 (likely between 0.0 and " in (
        figure_sentences.finding_sentence(figure)
    )
    assert figure_rows.line(figure).target == "0.0"


def test_a_rate_of_one_child_is_not_published_and_its_finding_is(visit, compute_figure):
    """0.03 for 100 of 3,000 people is one child; that there is one is the finding."""
    one_child = NO_CHILD | {"k_child_order": 1}
    visit("records", [one_child, *[NO_CHILD] * 5], DesignClass.PROBABILITY)
    figure = compute_figure("CHD-02.k")
    assert figure.exact.estimate == pytest.approx(100 / 3000)
    assert figure.published.state == "few_cases"
    assert figure.finding == "not_met"
    public = as_published(figure)
    assert figure_rows.value(public) == ""
    assert figure_sentences.finding_sentence(public).endswith(
        ": not published: fewer than five cases."
    )
    assert figure_sentences.verdict(public) == "Not met: at least one case is verified"


def test_no_child_at_all_is_told_to_everybody(visit, compute_figure):
    visit("records", [NO_CHILD] * 6, DesignClass.PROBABILITY)
    figure = compute_figure("CHD-02.k")
    assert figure.exact.estimate == figure.published.value == 0


def test_people_counted_at_any_time_of_a_day_are_in_no_rate_of_midnight(
    visit, compute_figure
):
    """The two pooled would leave those of the few places that count otherwise."""
    other = NO_CHILD | {"k_ref_hour": "any", "k_child_order": 40}
    visit("records", [other, *[NO_CHILD] * 6], DesignClass.PROBABILITY)
    figure = compute_figure("CHD-02.k").exact
    assert (figure.estimate, figure.n) == (0, 6)


# -- judged place by place, and case by case ---------------------------------------

FULL = {"k_ref_hour": "midnight", "k_stock_total": 50, "k_capacity": 50}
OVER = FULL | {"k_stock_total": 51}
ONE_FAILS = "Not met: at least one place does not meet it"


@pytest.mark.parametrize("kind", [DesignClass.PROBABILITY, DesignClass.CENSUS])
def test_one_overcrowded_place_of_six_is_enough(visit, compute_figure, kind):
    visit("records", [OVER, *[FULL] * 5], kind)
    figure = compute_figure("CND-02.k")
    assert figure_rows.value(as_published(figure)) == "5 of 6"
    for shown in (figure, as_published(figure)):
        assert "5 of 6 places visited" in figure_sentences.finding_sentence(shown)
        assert figure_sentences.verdict(shown) == ONE_FAILS
    assert figure.finding == "not_met"


def test_one_overcrowded_place_is_enough_whoever_chose_it(visit, compute_figure):
    visit("records", [OVER, *[FULL] * 5])
    assert figure_sentences.verdict(compute_figure("CND-02.k")) == ONE_FAILS


def test_no_overcrowded_place_among_those_drawn_says_little_of_the_others(
    visit, compute_figure
):
    """Six of twelve were visited: each of the six others may be overcrowded."""
    visit("records", [FULL] * 6, DesignClass.PROBABILITY)
    figure = compute_figure("CND-02.k")
    assert figure.finding == "inconclusive"
    assert figure_sentences.verdict(as_published(figure)).startswith(
        "Too close to call"
    )


@pytest.mark.parametrize(("investigated", "finding"), [(1, "not_met"), (2, "met")])
def test_a_death_that_nobody_investigated_is_told_to_everybody(
    visit, compute_figure, investigated, finding
):
    """Of two deaths no share is told; that one is not investigated is the finding."""
    deaths = {"k_death_n": 1, "k_death_inv": 0}
    first, second = (
        deaths | {"k_death_inv": int(investigated > number)} for number in range(2)
    )
    none = {"k_death_n": 0, "k_death_inv": 0}
    visit("records", [first, second, *[none] * 4], DesignClass.CENSUS)
    figure = compute_figure("DTH-01.k")
    public = as_published(figure)
    assert (figure.exact.numerator, figure.exact.denominator) == (investigated, 2)
    assert public.finding == figure.exact.finding == finding
    assert figure_rows.value(public) == ""
    assert public.published.base_low is None


def test_what_a_law_says_is_nobodys_secret(visit, compute_figure):
    visit("law", [{"l_child_ban": "no"}], DesignClass.CENSUS)
    figure = compute_figure("CHD-01.d")
    for shown in (figure, as_published(figure)):
        assert figure_sentences.finding_sentence(shown) == (
            "Law that bans the detention of children for migration reasons: 0 of 1"
            " legal frameworks reviewed."
        )
        assert figure_sentences.verdict(shown) == "Below the target of 100%"


def test_a_law_without_an_inquiry_is_no_death_that_nobody_investigated(
    visit, compute_figure
):
    visit("law", [{"l_death_rule": "no"}], DesignClass.CENSUS)
    figure = compute_figure("DTH-01.d")
    assert figure_sentences.verdict(figure) == "Below the target of 100%"
    read = standard_finding(figure.indicator.standard, [figure])
    assert (read.finding, read.case_sources) == ("not_met", ())


def test_a_law_reviewed_at_two_desks_is_not_weighted_by_their_places(
    visit, compute_figure
):
    laws = [{"l_child_ban": answer} for answer in ("yes", "no", "no", "no")]
    visit("law", laws, DesignClass.CENSUS)
    figure = compute_figure("CHD-01.d")
    assert figure.exact.estimate == figure.published.value == 0.25


def test_what_four_organisations_say_is_for_the_review_body(visit, compute_figure):
    visit("ngo", [{"s_access": "full"}] * 4)
    figure = compute_figure("MON-01.n")
    assert figure_rows.value(figure) == "4 of 4"
    assert figure_rows.mark(figure) == "[c]"
    assert figure_rows.value(as_published(figure)) == ""
    assert figure_sentences.verdict(as_published(figure)) == (
        "Not published: fewer than ten people"
    )


@pytest.mark.parametrize(
    ("source", "indicator", "answers"),
    [
        ("alternative_provider", "ALT-04.p.review", REVIEWED),
        ("records", "MON-01.k", {"o_access": "full"}),
    ],
)
def test_a_number_of_places_or_programmes_is_not_rounded(
    visit, compute_figure, source, indicator, answers
):
    """A place is no person; of two places nothing is told of either."""
    visit(source, [answers] * 4)
    figure = compute_figure(indicator)
    assert (
        figure_rows.value(as_published(figure)) == figure_rows.value(figure) == "4 of 4"
    )


@pytest.mark.parametrize(
    ("source", "indicator", "answers"),
    [
        ("alternative_provider", "ALT-04.p.review", REVIEWED),
        ("records", "MON-01.k", {"o_access": "full"}),
    ],
)
def test_what_two_places_or_programmes_say_is_for_the_review_body(
    visit, compute_figure, source, indicator, answers
):
    visit(source, [answers] * 2)
    figure = compute_figure(indicator)
    assert figure_rows.value(figure) == "2 of 2"
    assert figure_rows.value(as_published(figure)) == ""
    assert (
        figure_sentences.verdict(figure)
        == "Not published: fewer than three places or programmes"
    )


def test_organisations_are_told_as_those_we_spoke_to(visit, compute_figure):
    visit("ngo", [{"s_access": access} for access in ("full", "part", "none") * 3])
    assert figure_sentences.finding_sentence(compute_figure("MON-01.n")) == (
        "Of the 9 organisations we spoke to, 3 have full access to places of"
        " detention, of those who ask for it. They were not chosen at random, so this"
        " may not be true everywhere."
    )


def test_days_are_written_as_days_and_never_as_percent(visit, compute_figure):
    visit(
        "child",
        [{"c_days": 10 * number} for number in range(1, 7)],
        DesignClass.PROBABILITY,
    )
    figure = compute_figure("DUR-03.c")
    assert figure.published.state == "few_people"  # six children of six
    sentence = figure_sentences.finding_sentence(figure)
    assert "on average 35.0 days (likely between " in sentence
    assert "%" not in sentence
    assert figure_rows.line(figure).value == "35.0 days"


def test_informants_without_an_interview_are_not_in_the_coverage(visit, compute_figure):
    visit("ngo", [{"s_access": "full"}] * 5)
    coverage = compute_figure("MON-01.n").published.figure_set.coverage
    assert list(coverage) == [str(Instrument.Source.NGO)]
