"""Who reads exact figures is in the log; others read bands, everywhere alike."""

import html
import io
import json
import re

import pytest
from openpyxl import load_workbook

from assessment.computation import coverage
from assessment.models import Figure, FigureSet, Finding, PublishedFigure, Standard
from assessment.presentation import bands, figure_sentences
from surveys.models import Act, AuditEntry, Person

BODY = ("reviewer", "analyst")
EVERYBODY = ("reader", "state", "coordinator")
STANDARD, MATRIX, BOOK = "JUD-01/", "standards/", "files/working.xlsx"
OF_PEOPLE = ("migrant", "authority", "child", "ngo")
EXACT = ("value", "lower", "upper", "k")
ROUNDED = (
    "band_low",
    "band_high",
    "likely_low",
    "likely_high",
    "base_low",
    "base_high",
)
MEASURED = ("estimate", "se", "deff", "n_eff", "lower", "upper")
COMPARED = ("gap", "difference", "p_value", "overall_p", "overall_p_adjusted")
LONG = re.compile(r"(?<![\d.])\d*\.\d{3,}")  # a number that no band would need
ONLY_EXACT = re.compile(
    r"standard error|std_error|p_value|\bp\s*[=<]|design_effect", re.I
)
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def figures(released_round):
    return FigureSet.objects.get(round=released_round)


def get(client, figures, page=""):
    response = client.get(figures.get_absolute_url() + page)
    assert response.status_code == 200
    return response


def sheets(client, figures):
    content = io.BytesIO(get(client, figures, BOOK).content)
    return load_workbook(content, read_only=True)


def lines(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read(response):
    return html.unescape(response.content.decode())


# -- the log -------------------------------------------------------------------------


def traces(act):
    return [
        (entry.by, entry.about, json.loads(entry.detail))
        for entry in AuditEntry.objects.filter(act=act).order_by("number")
    ]


@pytest.mark.parametrize("name", BODY)
@pytest.mark.parametrize("page", ["", STANDARD])
def test_who_reads_exact_figures_is_in_the_log_with_what_was_read(
    name, page, figures, as_person
):
    response = get(as_person(name), figures, page)
    assert "We log that you read" in read(response)
    ((by, about, detail),) = traces(Act.READ_EXACT)
    assert by == Person.objects.get(email=f"{name}@demo.test")
    assert about == f"figures:{figures.pk}"
    assert detail["page"] == figures.get_absolute_url() + page
    assert detail["fingerprint"] == figures.fingerprint


@pytest.mark.parametrize("name", [*BODY, *EVERYBODY])
def test_who_takes_a_workbook_away_is_in_the_log(name, figures, as_person):
    get(as_person(name), figures, BOOK)
    ((by, about, detail),) = traces(Act.EXPORTED)
    assert by == Person.objects.get(email=f"{name}@demo.test")
    assert about == f"figures:{figures.pk}"
    assert detail["kind"].startswith("working_")


@pytest.mark.parametrize("name", BODY)
def test_the_log_tells_who_took_the_exact_workbook_away(name, figures, as_person):
    get(as_person(name), figures, BOOK)
    exact = [
        detail for _by, _about, detail in traces(Act.EXPORTED) if "exact" in str(detail)
    ]
    assert exact or traces(Act.READ_EXACT)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_reads_what_is_published_leaves_no_trace_of_exact_figures(
    name, figures, as_person
):
    client = as_person(name)
    for page in ("", STANDARD, MATRIX, "who-says-what/", "priorities/", "methods/"):
        response = get(client, figures, page)
        assert "You read exact figures" not in read(response)
    get(client, figures, BOOK)
    assert traces(Act.READ_EXACT) == []


def test_a_file_of_exact_figures_says_in_every_row_that_it_is_not_for_publication(
    figures, as_person
):
    rows = lines(sheets(as_person("analyst"), figures)["results"])
    assert len(rows) > 1000
    assert all(row["not_for_publication"] for row in rows)
    assert any(row["estimate"] is not None for row in rows)
    public = lines(sheets(as_person("reader"), figures)["results"])
    assert not any(row["not_for_publication"] for row in public)


def test_what_only_the_review_body_reads_is_not_listed_for_others(figures, as_person):
    """That groups were compared with others alike follows from their exact figures."""
    body, reader = (
        {
            row["result_id"]: row
            for row in lines(sheets(as_person(name), figures)["results"])
        }
        for name in ("reviewer", "reader")
    )
    only = {
        key for key, row in body.items() if row["suppressed_because"] == "body_only"
    }
    assert only
    assert not only & reader.keys()


def test_no_interview_that_was_withdrawn_is_told_to_everybody(figures):
    counts = {"received": 11, "used": 10, "excluded": {"withdrawn": 1}}
    figures.released_coverage = None
    figures.coverage = {"migrant": counts}
    (after,) = coverage.lines(figures, exact=False)
    figures.coverage = {"migrant": {"received": 11, "used": 11, "excluded": {}}}
    (before,) = coverage.lines(figures, exact=False)
    assert after["excluded"] == before["excluded"]
    assert after["share"] == before["share"] == "half or more"
    assert after["received"] == before["received"]


@pytest.mark.parametrize("source", ["records", "alternative_provider", "law"])
def test_a_record_that_was_withdrawn_is_told_to_the_body_alone(figures, source):
    """Numbers of things are not rounded, so that one more would be seen."""
    counts = {"received": 11, "used": 10, "excluded": {"withdrawn": 1}}
    figures.released_coverage = None
    figures.coverage = {source: counts}
    (public,) = coverage.lines(figures, exact=False)
    assert (public["received"], public["used"], public["excluded"]) == ("10", "10", [])
    (exact,) = coverage.lines(figures, exact=True)
    assert (exact["received"], exact["used"]) == ("11", "10")
    assert [number for _reason, number in exact["excluded"]] == ["1"]


# -- nothing exact for everybody -----------------------------------------------------


def pairs(figures, **only):
    """(published row, exact row) of each figure of people."""
    key = ("indicator_id", "source", "design_class", "group_var", "group_code")
    exact = {
        tuple(getattr(row, name) for name in key): row
        for row in Figure.objects.filter(figure_set=figures)
    }
    rows = PublishedFigure.objects.filter(
        figure_set=figures, source__in=OF_PEOPLE, state="published", **only
    )
    shares = rows.filter(indicator__statistic="proportion").select_related("indicator")
    # Of a merged group none of whose own category answered there is no exact row.
    return [
        (row, exact[name_of_row])
        for row in shares
        for name_of_row in [tuple(getattr(row, name) for name in key)]
        if name_of_row in exact or not row.with_others
    ]


def test_a_published_share_of_people_is_a_band_and_carries_no_exact_number(figures):
    figure_pairs = pairs(figures)
    assert len(figure_pairs) > 1000
    for row, exact in figure_pairs:
        assert [getattr(row, name) for name in EXACT] == [None] * len(EXACT), row
        assert row.band_high - row.band_low >= 5  # of fewer than 350 people
        assert 100 % (row.band_high - row.band_low) == 0
        assert row.band_low % (row.band_high - row.band_low) == 0
        assert all(isinstance(getattr(row, n), int | None) for n in ROUNDED)
        if not row.with_others:
            share = exact.k / exact.n if exact.estimate is None else exact.estimate
            assert row.band_low - 1e-9 <= 100 * share <= row.band_high + 1e-9, row
        if row.base_low == row.base_high:
            assert row.base_low % 5 == 0, row
        assert all(count % 5 == 0 for count in row.nonresponse.values()), row


def exact_numbers(figures):
    """Every exact number of a share of people, in points and in parts, to 3 digits."""
    rows = Figure.objects.filter(
        figure_set=figures, source__in=OF_PEOPLE, indicator__statistic="proportion"
    )
    values = {
        abs(value)
        for row in rows.values_list(*MEASURED, *COMPARED)
        for value in row
        if value is not None and abs(100 * value - round(100 * value)) > 1e-3
    }
    return {round(value, 6) for value in values}


def test_no_page_of_everybody_has_a_standard_error_or_a_p_value(figures, as_person):
    client = as_person("reader")
    counted = PublishedFigure.objects.filter(figure_set=figures, value__isnull=False)
    assert not counted.filter(
        source__in=OF_PEOPLE, indicator__statistic="proportion"
    ).exists()
    of_amounts = set(counted.values_list("indicator__standard", flat=True))
    standards = [
        f"{standard.pk}/"
        for standard in Standard.objects.all()
        if standard.pk not in of_amounts
    ]
    assert len(standards) > 30
    for page in ("", MATRIX, "who-says-what/", "priorities/", *standards):
        text = TAGS.sub(" ", read(get(client, figures, page)).split("<main", 1)[1])
        assert not ONLY_EXACT.search(text), page
        assert LONG.findall(text) == [], page


def test_no_cell_of_the_public_workbook_is_an_exact_number_of_people(
    figures, as_person
):
    exact = exact_numbers(figures)
    assert len(exact) > 1000
    book = sheets(as_person("reader"), figures)
    results = [
        row for row in lines(book["results"]) if row["source_group"] in OF_PEOPLE
    ]
    assert len(results) > 1000
    cells = [value for row in results for value in row.values()]
    for name in ("action_plan", "priorities"):
        cells += [v for row in book[name].iter_rows(values_only=True) for v in row]
    numbers = {round(abs(cell), 6) for cell in cells if isinstance(cell, float)}
    assert numbers
    assert numbers & exact == set()


# -- one figure reads the same everywhere --------------------------------------------


def everyone(figures):
    """Published figures for everyone of which the share is a band."""
    rows = PublishedFigure.objects.filter(
        figure_set=figures, group_var="all", state="published", band_low__isnull=False
    )
    return list(rows.select_related("indicator__standard"))


def cards_of(page):
    """The figures of all indicators on the page of a standard."""
    leading = page.context["leading"]
    return [*([leading] if leading else []), *page.context["others"]]


def measure_of(pages, row):
    cards = [
        card
        for card in cards_of(pages[row.indicator.standard_id])
        if (card.records[0].indicator_id, card.records[0].design_class)
        == (row.indicator_id, row.design_class)
    ]
    (card,) = cards
    return card


PAGES = {}  # the released figures are the same rows in each test: read once


@pytest.fixture
def standard_pages(figures, as_person):
    """standard → its page, as somebody reads it."""

    def pages(name):
        if name not in PAGES:
            client = as_person(name)
            PAGES[name] = {
                standard.pk: get(client, figures, f"{standard.pk}/")
                for standard in Standard.objects.all()
            }
        return PAGES[name]

    return pages


def test_a_figure_reads_the_same_on_its_page_and_in_the_workbook(
    figures, standard_pages, as_person
):
    pages = standard_pages("reader")
    rows = {
        (row["indicator_code"], row["source_group"]): row
        for row in lines(sheets(as_person("reader"), figures)["results"])
        if row["group_var"] == "all"
    }
    published_figures = everyone(figures)
    assert len(published_figures) > 80
    for figure in published_figures:
        words = bands.row(figure.band_low, figure.band_high)
        everyone_row = measure_of(pages, figure).rows[0]
        assert everyone_row[2] == words
        text = read(pages[figure.indicator.standard_id])
        assert f'<td class="num">{words}</td>' in text
        assert everyone_row[-1] in text
        row = rows[figure.indicator_id, figure.source]
        ends = round(100 * row["band_low"]), round(100 * row["band_high"])
        assert bands.row(*ends) == words
        assert (row["finding"], row["suppressed"]) == (figure.finding, "no")


def test_the_matrix_tells_what_the_page_of_each_standard_tells(
    figures, standard_pages, as_person
):
    pages = standard_pages("reader")
    response = get(as_person("reader"), figures, MATRIX)
    text, compared = read(response), 0
    for row in matrix_rows(response):
        page = pages[row.standard.pk]
        assert row.finding["status"] == page.context["finding"]["status"]
        assert row.finding["word"] == page.context["finding"]["word"]
        totals = [
            card
            for card in cards_of(page)
            if card.records[0].indicator.label == row.label
        ]
        if len(totals) == 1 and row.base:
            assert row.value == totals[0].rows[0][2]
            assert row.value in text
            compared += 1
    assert compared > 40


def test_the_list_of_gaps_tells_what_the_matrix_tells(figures, as_person):
    client = as_person("reader")
    matrix = findings_of(get(client, figures, MATRIX))
    listed = get(client, figures, "priorities/").context["priority_list"]
    gaps = {row.standard.pk: row.finding["status"] for row in listed.gaps}
    assert len(gaps) > 20
    assert gaps.items() <= matrix.items()
    assert all(matrix[standard.pk] == Finding.MET for standard in listed.met)
    book = sheets(client, figures)
    in_file = {row["standard"]: row["finding"] for row in lines(book["priorities"])}
    assert in_file == gaps
    extents = {
        row["standard"]: row["missing_at_least"] for row in lines(book["priorities"])
    }
    assert all(extents[row.standard.pk] == row.extent for row in listed.gaps)


def findings_of(response):
    """standard → the joint finding, as the matrix tells it."""
    return {row.standard.pk: row.finding["status"] for row in matrix_rows(response)}


def matrix_rows(response):
    return [row for _domain, rows in response.context["domains"] for row in rows]


# -- the same finding for all --------------------------------------------------------


def test_every_reader_is_told_the_same_finding_for_everyone(
    figures, standard_pages, as_person
):
    findings_by_reader = {}
    for name in ("reviewer", "analyst", "reader", "state"):
        findings_by_reader[name] = findings_of(get(as_person(name), figures, MATRIX))
    assert len(findings_by_reader["reader"]) > 40
    assert all(
        findings == findings_by_reader["reader"]
        for findings in findings_by_reader.values()
    )
    verdicts = {
        name: {
            card.id: figure_sentences.verdict(card.records[0])
            for page in standard_pages(name).values()
            for card in cards_of(page)
        }
        for name in ("reviewer", "reader")
    }
    assert len(verdicts["reader"]) > 80
    assert verdicts["reviewer"] == verdicts["reader"]


def test_the_finding_for_everyone_is_that_of_the_exact_figure(figures):
    judged = [
        (row.finding, exact.finding)
        for row, exact in pairs(figures, group_var="all")
        if row.design_class == "probability"
    ]
    assert len(judged) > 40
    assert all(published == exact for published, exact in judged)
    assert {published for published, _exact in judged} >= {"inconclusive", "not_met"}
