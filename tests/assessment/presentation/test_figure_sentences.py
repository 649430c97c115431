"""What a reader is told of one published figure."""

from assessment.models import Indicator, PublishedFigure
from assessment.presentation import figure_sentences
from assessment.reading.reader_figures import ReaderFigure


def test_a_mean_of_shares_is_not_told_as_a_share_of_people():
    """People reached a part of what they needed; it is not a part of the people."""
    services = Indicator(
        pk="REL-02.m",
        statistic="mean",
        unit="share",
        label_en="share of the services needed that were reached",
    )
    row = PublishedFigure(
        indicator=services,
        source="migrant",
        design_class="probability",
        state="published",
        band_low=0,
        band_high=20,
        likely_low=0,
        likely_high=39,
        base_low=48,
        base_high=60,
    )
    assert figure_sentences.finding_sentence(ReaderFigure(row)) == (
        "Share of the services needed that were reached: on average fewer than 20 in"
        " 100 (likely 0 to 39)."
    )


def test_people_not_chosen_at_random_have_no_average_and_the_page_says_so():
    """A mean of them is not computed: there is neither a value nor a band."""
    days = Indicator(
        pk="DUR-03.c", statistic="mean", unit="days", label_en="days already spent"
    )
    row = PublishedFigure(
        indicator=days,
        source="child",
        design_class="purposive",
        state="published",
        base_low=20,
        base_high=30,
    )
    assert figure_sentences.finding_sentence(ReaderFigure(row)) == (
        "Days already spent: they were not chosen at random, so we give no average."
    )
