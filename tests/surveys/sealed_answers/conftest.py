"""One interview with own words, sealed to the demo's two custodians."""

import pytest

from surveys.models import CustodianKey
from surveys.sealed_answers import openings
from tests.surveys.sealed_answers.custodians import half_for, of_the_demo
from tests.surveys.sealed_answers.interviews import REASON


@pytest.fixture
def custody(interview):
    return openings.custody_of(interview)


@pytest.fixture
def keys(empty_round):
    return list(CustodianKey.objects.order_by("pk"))


@pytest.fixture
def request_of(interview, keys, person):
    """request_of(**changes) → an opening that custodian1 asks of custodian2."""

    def ask(**changes):
        layers, custody = interview.sealed_key.layers, openings.custody_of(interview)
        half = half_for(layers, custody, *of_the_demo())
        return openings.ask_opening(
            **{
                "interview": interview,
                "question": "m_priority",
                "reason": REASON,
                "asker_key": keys[0],
                "partner_key": keys[1],
                "half": half,
                "by": person("custodian1"),
                **changes,
            }
        )

    return ask
