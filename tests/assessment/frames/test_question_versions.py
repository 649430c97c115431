"""Which questions are put only to some, as the questionnaire says it."""

import pytest

from assessment.computation import figure_inputs
from assessment.frames import question_versions
from assessment.frames.interview_rows import read_records
from assessment.models import Indicator
from surveys.models import Instrument


@pytest.fixture
def migrants(whole_round):
    source = Instrument.Source.MIGRANT
    return whole_round, source, list(Indicator.objects.filter(source=source))


def test_a_follow_up_is_for_some_and_consent_alone_makes_nobody_some(migrants):
    for_some = question_versions.conditional_indicators(*migrants)
    assert "LEG-02.m.own" in for_some  # asked of who saw a decision
    always = {indicator.pk for indicator in migrants[2]} - for_some
    assert always


def test_what_is_computed_knows_it_whatever_was_answered(migrants):
    round, source, indicators = migrants
    records = {source: read_records(round, source)}
    (frame_input, *_others) = figure_inputs.inputs(round, records, indicators)
    conditional = {
        indicator.id for indicator in frame_input.indicators if indicator.conditional
    }
    assert conditional == question_versions.conditional_indicators(
        round, source, indicators
    )
