"""A reader who knows everything but the answers works nobody's answer out.

A small share of bench/publication_attack.py, which runs when the rule changes. Each
planted leak is something that the rule forbids: the same attack must find it.
"""

from dataclasses import replace

import numpy as np
import pytest

from analysis.publication.parameters import Parameters
from bench import publication_attack
from bench.publication_attack import (
    QUESTIONS,
    attack,
    attack_follow_up,
    run_rounds,
    run_withdrawals,
)

PARAMETERS = Parameters()
ONE_POINT = replace(PARAMETERS, widths=((10, 1),))
SEED = 1
MOST_PEOPLE = 200
ROUNDS = 3
