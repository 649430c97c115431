"""The page on alternatives says what lacks, what is achieved, and what is not known."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.computation.compute import compute_figures
from assessment.computation.reproduction import reproduce
from assessment.exports.working_workbook import working_workbook
from assessment.models import FigureSet
from assessment.reading.reader import reader_for
from surveys.models import Person, PrimaryUnit, Site
from tests.analysis.builders.programmes import PROGRAMME
from tests.assessment.builders import small_round
from tests.assessment.builders.releases import release_by_two
from tests.assessment.findings.test_pages import page
from tests.markup import one_line
from tests.signed_in import signed_in

LISTS = ("p_type", "p_district", "p_elig", "p_excl", "p_cost_incl")


def units(round):
    primary_units = PrimaryUnit.objects.filter(round=round).select_related("site")
    return list(primary_units.order_by("site__code"))


def make_asked(code):
    """48 people held at six places of two districts; 90 held at each place."""
    round = small_round.make_round(code)
    people = small_round.fill(round)
    for position, unit in enumerate(units(round)):
        Site.objects.filter(pk=unit.site_id).update(district=f"r1d{1 + position // 3}")
        small_round.interview(
            unit,
            people[0],
            {"k_ref_hour": "midnight", "k_stock_total": 90},
            source="records",
        )
    small_round.make_person("leila", "reviewer", round, "review")
    return round


def describe(round, by, *programmes, design_class="census"):
    for position, changes in enumerate(programmes):
        answers = {
            name: value.split() if name in LISTS else value
            for name, value in (PROGRAMME | changes).items()
            if value is not None
        }
        unit = units(round)[position % 6]
        small_round.interview(
            unit,
            by,
            answers,
            source="alternative_provider",
            design_class=design_class,
        )


def compute(*programmes, code="held", **how):
    round = make_asked(code)
    leila = Person.objects.get(email="leila@example.org")
    describe(round, leila, *programmes, **how)
    return compute_figures(round=round, by=leila)


def read(client, figures, name="leila"):
    reader = signed_in(client, Person.objects.get(email=f"{name}@example.org"))
    return one_line(page(reader, "topic", figures.pk, "alternatives")[1])


@pytest.fixture
def describe_programmes(catalogue, client):
    """describe_programmes(programmes) → the review body's page, and its figures."""

    def tell(*programmes, **how):
        figures = compute(*programmes, **how)
        return read(client, figures), figures

    return tell


@pytest.fixture(scope="module")
def _three(_catalogue, django_db_blocker):
    with django_db_blocker.unblock():
        return compute({}, {}, {}, code="three").pk


@pytest.fixture
def three(_three, db):
    """Figures of three programmes of one type in one district, which told all."""
    return FigureSet.objects.get(pk=_three)


@pytest.fixture
def text(client, three):
    return read(client, three)


def number(figures, about):
    return figures.statistics.get(code="E2.10", about=about)


def released(figures):
    """The same figures, released to a reader of the round."""
    leila = Person.objects.get(email="leila@example.org")
    small_round.make_person("rita", "reader", figures.round)
    return release_by_two(figure_set=figures, by=leila)


def test_the_page_says_first_how_many_places_are_lacking(text, three):
    short = number(three, "r1d1:case")
    assert short.value > short.lower > 0
    lead = text.split('<p class="lead">')[1].split("</p>")[0]
    assert lead.startswith("Places are lacking in 1 of the 1 area shown.")
    assert f"r1d1 · case: short by {round(short.value)} (likely " in lead
    assert reproduce(three) == []


def test_the_picture_says_in_words_what_it_shows(text, three):
    drawn = text.split("<svg")[1].split("</svg>")[0]
    lead = text.split('<p class="lead">')[1].split("</p>")[0]
    assert 'role="img"' in drawn
    assert f'<desc id="p6-places-d">{lead}</desc>' in drawn
    widths = [
        float(part.split('width="')[1].split('"')[0])
        for part in drawn.split("<rect")[4:]
    ]
    need, free = widths
    wanted = number(three, "r1d1:case:need").value
    assert free / need == pytest.approx(30 / wanted, rel=0.01)


def test_the_table_has_a_head_for_each_row_and_column(text, three):
    table = text.split("<table>")[1].split("</table>")[0]
    assert table.count('<th scope="col"') == 9
    assert '<th scope="row">r1d1 · case</th>' in table
    need = number(three, "r1d1:case:need")
    assert f'<td class="num">{round(need.value)}</td>' in table
    assert '<td class="num">120</td><td class="num">90</td>' in table


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("p_cap_total", "a programme did not say how many places it has"),
        ("p_cur", "a programme did not say how many people it follows"),
        ("p_waitlist", "a programme did not say how many people are waiting"),
    ],
)
def test_a_missing_number_is_named_and_gives_no_shortage(
    describe_programmes, question, sentence
):
    text, figures = describe_programmes({}, {}, {}, {question: None})
    assert f"<bdi>r1d1 · case</bdi>: {sentence}." in text
    assert "The shortage is not known. See which data are missing." in text
    assert not figures.statistics.filter(code="E2.10", about="r1d1:case").exists()


def test_programmes_that_are_not_all_there_are_are_counted_only(describe_programmes):
    text, _figures = describe_programmes({}, {}, {}, design_class="purposive")
    assert "These are not all the programmes" in text
    assert "258 of 300" in text
    assert "<svg" not in text
    assert '<th scope="col" class="num">Low</th>' not in text.split('id="results"')[1]


def test_without_a_programme_profile_the_page_says_so(describe_programmes):
    text, _figures = describe_programmes()
    assert "No programme sent its profile in this round" in text
    assert "<svg" not in text


def test_what_two_programmes_have_is_for_the_review_body(describe_programmes, client):
    text, figures = describe_programmes({}, {})
    assert "short by" in text
    released(figures)
    text = read(client, figures, "rita")
    assert "We do not publish the shortage for any area" in text
    assert "See which data are missing" not in text, "nothing is missing here"
    assert "short by" not in text
    free = figures.published_statistics.get(code="E2.10", about="r1d1:case:free")
    assert (free.state, free.value) == ("few_places", None)


def test_results_come_with_their_range_and_those_who_reported(describe_programmes):
    text, _figures = describe_programmes({}, {}, {}, {"p_exit_n": None})
    row = text.split("Contact lost, of people who left a programme")[1]
    row = row.split("</tr>")[0]
    for text_part in ("12%", "18 of 150", "3 of 4"):
        assert text_part in row


def test_the_figures_of_other_evaluations_are_not_printed_beside_our_own(text):
    for foreign in ("EPIM", "IDC", "95 %", "of 126"):
        assert foreign not in text


def test_a_rule_nobody_was_asked_about_is_named_on_the_page(describe_programmes):
    fourth = {"p_excl": "crim"}
    text, _figures = describe_programmes({}, {}, {}, fourth, fourth, fourth)
    assert "No interview asked about these rules: crim." in text


def test_the_sheet_has_the_gap_with_its_limits(three):
    leila = Person.objects.get(email="leila@example.org")
    content = working_workbook(reader_for(leila, three))
    sheet = load_workbook(io.BytesIO(content))["results"]
    head, *rows = sheet.iter_rows(values_only=True)
    table = [dict(zip(head, row, strict=True)) for row in rows]
    (gap,) = [row for row in table if row["category_code"] == "r1d1:case"]
    assert gap["ci_lower"] < gap["estimate"] < gap["ci_upper"]
    assert (gap["indicator_code"], gap["unit"]) == ("E2.10", "places")
    assert gap["note"].endswith("share:all")


def test_everybody_else_reads_rounded_counts(three, client):
    public = three.published_statistics
    assert public.get(code="E1.13", about="admissions").value == 180
    need = public.get(about="r1d1:case:need")
    assert need.value % 5 == need.lower % 5 == need.upper % 5 == 0
    text = read(client, released(three), "rita")
    row = text.split("Contact lost, of people who left a programme")[1]
    row = row.split("</tr>")[0]
    assert ">10 to 15<" in row
    assert "18" not in row
    assert "about 180" in text


def test_the_page_speaks_french(client, three, french):
    reader = signed_in(client, Person.objects.get(email="leila@example.org"))
    address = reverse("assessment:topic", args=[three.pk, "alternatives"])
    answer = reader.get(address, headers={"accept-language": "fr"})
    text = answer.content.decode().replace("\u00a0", " ")
    assert "Solutions alternatives\u202f: les places face aux besoins" in text
    assert "Des places manquent dans 1 secteur sur 1 présenté" in text
    assert "il manque" in text
