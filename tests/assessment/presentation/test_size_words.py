"""How large a share is, in a word that everybody may read."""

import pytest

from analysis.publication.band import band_of
from analysis.publication.parameters import WIDTHS, Parameters
from assessment.models import Figure, Indicator, PublishedFigure
from assessment.presentation import size_words
from assessment.presentation.group_names import GroupName
from assessment.reading.reader_figures import ReaderFigure

WORDS = [
    (1.0, "nearly all", "presque tout le monde"),
    (0.97, "nearly all", "presque tout le monde"),
    (0.9, "nearly all", "presque tout le monde"),
    (0.899, "most", "la plupart"),
    (0.6, "most", "la plupart"),
    (0.59, "about half", "environ la moitié"),
    (0.4, "about half", "environ la moitié"),
    (0.38, "fewer than half", "moins de la moitié"),
    (0.2, "fewer than half", "moins de la moitié"),
    (0.16, "few", "peu"),
    (0.1, "few", "peu"),
    (0.08, "almost nobody", "presque personne"),
    (0.0, "almost nobody", "presque personne"),
]


@pytest.mark.parametrize(("share", "english", "_french"), WORDS)
def test_a_share_in_one_word(share, english, _french):
    assert size_words.share_word(share) == english


@pytest.mark.parametrize(("share", "_english", "text"), WORDS)
def test_a_share_in_one_word_in_french(share, _english, text, french):
    assert size_words.share_word(share) == text


@pytest.mark.parametrize("people", [n for n, width in WIDTHS if width <= 10])
def test_the_word_of_a_band_is_that_of_every_share_in_it(people):
    """So the word of the exact share tells nothing that the band does not."""
    for share in (thousandths / 1000 for thousandths in range(1001)):
        band = band_of(share, people, Parameters())
        word = size_words.band_word(band.low, band.high)
        assert word == size_words.share_word(share), share
        missing = size_words.missing_band_word(band.low, band.high)
        assert missing == size_words.missing_word(share), share


@pytest.mark.parametrize(
    ("band", "word", "missing"),
    [
        ((0, 50), "fewer than half", "half or more"),
        ((50, 100), "half or more", "fewer than half"),
        ((80, 100), "80 or more in 100", "fewer than 20 in 100"),
        ((40, 60), "between 40 and 60 in 100", "between 40 and 60 in 100"),
        ((0, 20), "fewer than 20 in 100", "80 or more in 100"),
    ],
)
def test_bands_of_halves_and_fifths_have_their_own_words(band, word, missing):
    assert size_words.band_word(*band) == word
    assert size_words.missing_band_word(*band) == missing


@pytest.mark.parametrize(
    ("share", "missing"),
    [
        (0.0, "nearly all"),
        (0.08, "nearly all"),
        (0.16, "most"),
        (0.5, "about half"),
        (0.6, "fewer than half"),
        (0.81, "few"),
        (0.97, "almost nobody"),
    ],
)
def test_who_is_missing_is_told_by_the_same_cuts(share, missing):
    assert size_words.missing_word(share) == missing


def figure(band=(14, 16), share=None, k=None, n=None, **of_figure):
    about = {
        "indicator": Indicator(pk="INF-05.m", statistic="proportion", unit="share"),
        "source": "migrant",
        "group_var": "gender",
        "group_code": "woman",
        "design_class": "probability",
        "direction": "at_least",
    } | of_figure
    low, high = band
    published = PublishedFigure(
        state="published", band_low=low, band_high=high, k=k, base_low=n, **about
    )
    exact = None if share is None else Figure(estimate=share, k=k, n=n, **about)
    return ReaderFigure(published, exact)


SENTENCES = [
    (figure(), "few women", "une petite partie des femmes"),
    (figure(share=0.159), "few women", "une petite partie des femmes"),
    (figure(band=(92, 94)), "nearly all women", "presque toutes les femmes"),
    (
        figure(band=(92, 94), group_code="man"),
        "nearly all men",
        "presque tous les hommes",
    ),
    (figure(band=(45, 50)), "about half of women", "environ la moitié des femmes"),
    (
        figure(band=(0, 2)),
        "almost nobody among women",
        "presque personne parmi les femmes",
    ),
    (figure(band=(0, 50)), "fewer than half of women", "moins de la moitié des femmes"),
    (
        figure(band=(20, 40)),
        "between 20 and 40 in 100 women",
        "entre 20 et 40 femmes sur 100",
    ),
    (
        figure(
            band=(None, None),
            k=6,
            n=12,
            source="records",
            group_var="all",
            group_code="all",
        ),
        "6 of 12 places visited",
        "6 lieux visités sur 12",
    ),
    (figure(band=(None, None)), "", ""),
]


@pytest.mark.parametrize(("row", "english", "_french"), SENTENCES)
def test_how_many_of_a_group(row, english, _french):
    assert size_words.size(row) == english


@pytest.mark.parametrize(("row", "_english", "text"), SENTENCES)
def test_how_many_of_a_group_in_french(row, _english, text, french):
    assert size_words.size(row) == text


def test_the_size_of_a_gap_counts_those_whom_the_standard_fails():
    assert size_words.gap_size(figure()) == "most women"
    ill_treated = figure(band=(50, 55), direction="at_most")
    assert size_words.gap_size(ill_treated) == "about half of women"
    places = figure(
        band=(None, None),
        k=5,
        n=12,
        source="records",
        group_var="all",
        group_code="all",
    )
    assert size_words.gap_size(places) == "7 of 12 places visited"


def test_a_mean_and_a_share_of_things_have_no_word():
    days = Indicator(pk="DUR-03.m.held", statistic="mean", unit="days")
    assert size_words.size(figure(share=51.0, indicator=days)) == ""


def test_a_group_without_a_name_has_its_code():
    assert size_words.share_word(0.5, GroupName("zz")) == "about half of zz"
