"""PDF and Word: what page, PDF and Word say is the same; readers of screens read it."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pikepdf
import pytest
from django.utils import translation
from django.utils.html import escape, strip_tags

from assessment.findings import standard_page
from assessment.models import Standard
from assessment.presentation.figure_cards import FigureCard
from assessment.reading.reader import Reader
from assessment.report import content, making, pdf, word
from assessment.report.blocks import Bullets, Paragraph, Section, Table
from assessment.report.report_reader import ReportReader
from tests.assessment.report.conftest import HOSTILE
from tests.assessment.report.pdf_checks import elements, problems

ADDRESS = "https://example.org/r/"


@pytest.fixture
def report(demo_set, once):
    """The demo's public report, whole."""
    return once("report", lambda: content.report_content(Reader(demo_set), ADDRESS))


@pytest.fixture
def paper(report, demo_set, once):
    """(the whole report as PDF, its number of pages)."""
    return once("paper", lambda: pdf.render(report, demo_set))


def of(report, *kinds):
    """Chapters that hold a table, a picture, marks and a list; or those named."""
    few = ("summary", "findings", "domain-leg-01", "leg-01", "length", "answers")
    wanted = kinds or few
    kept = [section for section in report.sections if section.id in wanted]
    return replace(report, sections=tuple(kept))


def words_of(block):
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Bullets):
        return list(block.items)
    if isinstance(block, Table):
        return [*block.head, *(cell for row in block.rows for cell in row)]
    return [block.heading, block.what, *block.notes]


def joined(text):
    return re.sub(r"\s+", " ", text)


# -- the same everywhere ---------------------------------------------------------------


def test_page_pdf_and_word_say_the_same(report, demo_set):
    page = joined(pdf.page_html(report))
    file = docx.Document(io.BytesIO(word.render(report, demo_set)))
    told = [p.text for p in file.paragraphs]
    told += [c.text for t in file.tables for row in t.rows for c in row.cells]
    told = joined("\n".join(told))
    texts = [s.title for s in report.sections]
    texts += [w for s in report.sections for b in s.blocks for w in words_of(b)]
    assert len(texts) > 2000
    for text in map(joined, filter(None, map(str, texts))):
        assert str(escape(text)).strip() in page, text
        assert text.strip() in told, text


@pytest.mark.parametrize("exact", [False, True])
def test_a_figure_is_told_as_on_its_page(report, demo_set, exact):
    """Finding, facts and sources of every standard are those of its page."""
    reader = Reader(demo_set, exact=exact)
    whole = content.report_content(reader, ADDRESS) if exact else report
    told_in_full = 0
    for standard in Standard.objects.all():
        page = standard_page.page(reader, standard)
        (section,) = of(whole, standard.pk.lower()).sections
        text = " ".join(str(w) for block in section.blocks for w in words_of(block))
        assert page["finding"]["word"] in text
        if page["needs"]:
            continue
        told_in_full += 1
        assert page["finding"]["sentence"] in text
        for name, value in page["facts"]:
            told = f"{value}" if name == "Base" else f"{name}: {value}"
            assert f"{told.rstrip('.')}." in text
        for row in page["voices"].rows if page["voices"] else ():
            assert f"{row[1]}: {row[2]}" in text
    assert told_in_full > 30


def test_the_order_is_that_of_review_bodies(report):
    chapters = [s.id for s in report.sections if s.level == 1]
    assert chapters == [
        *("summary", "places", "method", "law", "findings", "children", "length"),
        *("alternatives", "ranking", "recommendations", "tables", "respondents"),
        *("questionnaires", "disclosure", "action-plan"),
    ]
    standards = [s.title for s in report.sections if s.level == 3]
    assert len(standards) == Standard.objects.count()


def test_the_exact_report_names_places_and_the_public_one_does_not(demo_set, report):
    exact = content.report_content(Reader(demo_set, exact=True), ADDRESS)
    (annex,) = of(exact, "confidential").sections
    names = [row[0].split(" (")[0] for row in annex.blocks[-1].rows]
    assert len(names) > 5
    public = strip_tags(pdf.page_html(report))
    assert not [name for name in names if name in public]


def test_a_reader_of_a_report_reads_what_its_reader_reads(demo_set):
    """Conditions that are looked up in memory choose the rows of the database."""
    plain = Reader(demo_set)
    kept = ReportReader(plain)
    standards = list(Standard.objects.filter(pk__in=("INF-05", "CHD-02")))
    for only in (
        {},
        {"group_var": "all"},
        {"exact_of": ("all",)},
        {"source": "law", "group_var": "all"},
        {"indicator__standard__in": standards},
    ):
        pairs = zip(plain.figures(**only), kept.figures(**only), strict=True)
        assert all(a.published.pk == b.published.pk for a, b in pairs)
    for only in ({}, {"code": "E2.13"}, {"code__in": ("E2.1", "E2.12")}):
        pairs = zip(plain.statistics(**only), kept.statistics(**only), strict=True)
        assert all(a.published.pk == b.published.pk for a, b in pairs)
    with pytest.raises(KeyError):
        kept.figures(design_class="census")


# -- PDF -------------------------------------------------------------------------------


def test_the_whole_pdf_passes_the_machine_checks(paper):
    document, pages = paper
    assert problems(document) == []
    with pikepdf.open(io.BytesIO(document)) as file:
        assert len(file.pages) == pages
        kinds = {kind for kind, _element, _parent in elements(file)}
    assert {"H1", "H2", "H3", "H4", "Table", "TH", "TD", "L", "Figure"} <= kinds


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_other_languages_and_directions_pass_too(demo_set, language):
    with translation.override(language):
        report = of(content.report_content(Reader(demo_set), ADDRESS))
        document, _pages = pdf.render(report, demo_set)
        page = pdf.page_html(report)
    assert problems(document) == []
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page


@pytest.mark.parametrize(
    ("planted", "problem"),
    [
        ('<svg viewBox="0 0 9 9"><path d="M0 0H9"/></svg>', "a figure has no text"),
        ("<h2>A</h2><h4>B</h4>", "after heading 2 comes H4"),
        ("<table><tr><td>1</td></tr></table>", "a cell of a table has no head"),
    ],
)
def test_the_checks_find_what_is_planted(
    report, demo_set, monkeypatch, planted, problem
):
    plain = pdf.page_html
    monkeypatch.setattr(
        pdf, "page_html", lambda r: plain(r).replace("</body>", f"{planted}</body>")
    )
    document, _pages = pdf.render(of(report, "summary"), demo_set)
    assert problem in problems(document)


def test_the_summary_is_one_page(demo_set):
    for language in ("en", "fr"):
        with translation.override(language):
            _document, pages = making.one_page(Reader(demo_set), ADDRESS)
        assert pages == 1


def test_the_summary_is_one_page_also_where_the_body_writes_long(demo_set, monkeypatch):
    long = "No child is held any more, in any place and for any reason. " * 9
    found = content.found_page.page

    def page(reader):
        priorities = [{"text": long}] * 6
        return found(reader) | {"priorities": priorities, "concerns": [long] * 15}

    monkeypatch.setattr(content.found_page, "page", page)
    _document, pages = making.one_page(Reader(demo_set), ADDRESS)
    assert pages == 1


# -- the same bytes --------------------------------------------------------------------


def test_two_builds_give_the_same_bytes(report, demo_set):
    few = of(report)
    assert pdf.render(few, demo_set)[0] == pdf.render(few, demo_set)[0]
    assert word.render(few, demo_set) == word.render(few, demo_set)


def test_the_content_is_the_same_when_it_is_written_again(report, demo_set):
    again = content.report_content(Reader(demo_set), ADDRESS)
    assert pdf.page_html(again) == pdf.page_html(report)


# -- Word ------------------------------------------------------------------------------


def test_word_opens_again_with_headings_and_heads_of_tables(report, demo_set):
    few = of(report)
    file = docx.Document(io.BytesIO(word.render(few, demo_set)))
    assert file.core_properties.title == report.title
    headings = [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [f"{s.number} {s.title}" for s in few.sections]
    assert file.tables
    for table in file.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


# -- what people typed -----------------------------------------------------------------


def test_hostile_texts_are_inert_in_pdf_and_word(report, demo_set):
    section = Section("x", HOSTILE).add(
        Paragraph(HOSTILE),
        Table(HOSTILE, (HOSTILE,), ((HOSTILE,),)),
        FigureCard("x", HOSTILE, HOSTILE, (HOSTILE,), ((HOSTILE,),)),
    )
    hostile = replace(report, title=HOSTILE, body=HOSTILE, sections=(section,))
    document, _pages = pdf.render(hostile, demo_set)
    with pikepdf.open(io.BytesIO(document)) as file:
        assert "/JavaScript" not in file.Root.get("/Names", {})
        assert "/OpenAction" not in file.Root
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == HOSTILE
    content_of_word = word.render(hostile, demo_set)
    file = docx.Document(io.BytesIO(content_of_word))
    assert HOSTILE in [p.text for p in file.paragraphs]
    parts = zipfile.ZipFile(io.BytesIO(content_of_word)).namelist()
    assert not [name for name in parts if "vba" in name.lower()]
