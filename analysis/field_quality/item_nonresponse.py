"""Interviewers to whom people say "don't know" or nothing more, or less, often."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.field_quality.flags import (
    Flag,
    FlagKind,
    Rank,
    check_columns,
    memberships,
    rank_of,
    rank_sum_tests,
)

LEAST_RATIO = 1.5  # of two shares: smaller differences are real and nobody's fault


def nonresponse_flags(
    rows: pd.DataFrame, answers: pd.DataFrame, codes: Collection[str], kind: FlagKind
) -> tuple[Flag, ...]:
    """Interviewers whose share of such codes differs from that of all others.

        share = Σ answers with one of the codes / Σ questions asked
        p: Mann–Whitney of the shares of single interviews, adjusted over interviewers

    rows: interview, interviewer; answers: n × questions; codes: of "don't know" or of
    refusals; kind: DONT_KNOW or REFUSED. Flagged where the adjusted p is under 5 % and
    the greater of the two shares is 1.5 times the other or more. Fewer than others
    is LOOK_SOON at most: fabricated interviews hardly ever have a "don't know".
    n: questions asked by the interviewer. FrameProblem: frames that do not match.
    Source: `rank_sum_tests`; item nonresponse as a sign: Schwanhäuser, Sakshaug &
    Kosyakova (2022), POQ 86.
    """
    check_columns(rows, "interview", "interviewer", answers=answers)
    asked_questions = answers.notna().to_numpy().sum(axis=1)
    coded_so = answers.isin(list(codes)).to_numpy().sum(axis=1)
    share = np.full(len(rows), np.nan)
    np.divide(coded_so, asked_questions, out=share, where=asked_questions > 0)
    p_values = rank_sum_tests(share, rows["interviewer"])
    flags = []
    for interviewer, own in memberships(rows["interviewer"]):
        rank = rank_of(p_values.get(interviewer, 1.0))
        questions = int(asked_questions[own].sum())
        if rank is None:
            continue
        value = coded_so[own].sum() / questions
        others = coded_so[~own].sum() / asked_questions[~own].sum()
        if max(value, others) < LEAST_RATIO * min(value, others):
            continue
        rank = rank if value > others else Rank.LOOK_SOON
        numbers = (float(value), float(others), questions)
        flags.append(
            Flag(kind, rank, *numbers, interviewer=interviewer, p=p_values[interviewer])
        )
    return tuple(flags)
