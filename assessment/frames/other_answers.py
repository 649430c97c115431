"""Answers that statistics read as people gave them, as data frames.

Coded answers and numbers only: people's own words are sealed and have no column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.utils import timezone

from analysis.indicators.data_quality import ARRIVED_AFTER
from analysis.registers.admissions_and_exits import BANDS, REASONS
from analysis.registers.deaths import CAUSES
from surveys.engine.values import as_string, is_state
from surveys.models import Instrument, PrimaryUnit

if TYPE_CHECKING:
    from assessment.frames.interview_rows import Record

# Informant group → questions whose answers go beside its rows.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    Instrument.Source.MIGRANT: (
        *("x_private", "x_interp", "m_days_src"),
        # Whether alternatives were examined, and who could enter one.
        *("m_status", "m_asked_circ", "m_alt_disc", "m_alt_why", "m_alt_barrier"),
        *("m_gender", "m_legal", "m_vuln", "m_stateless", "m_alt_home"),
        *("m_child_n", "m_child_held"),
        *("m_vscreen", "m_vscreen_out"),
        "m_days",
    ),
    Instrument.Source.CHILD: ("x_private", "x_interp"),
    Instrument.Source.AUTHORITY: ("x_private", "x_interp"),
    Instrument.Source.NGO: ("x_private", "x_interp"),
    Instrument.Source.PROVIDER: (
        *("p_type", "p_district", "p_elig", "p_excl", "p_data_src"),
        *("p_ref_n", "p_acc_n", "p_cur", "p_waitlist"),
        *("p_cap_total", "p_cap_fam", "p_cap_uasc"),
        *("p_appear_d", "p_appear_n", "p_exit_n", "p_resolved"),
        *("p_diseng", "p_redetain", "p_forced"),
        *("p_budget", "p_persondays", "p_cost_incl"),
    ),
    Instrument.Source.RECORDS: (
        *("k_ref_hour", "k_capacity", "k_stock_total", "k_stock_women", "k_pregnant"),
        *("k_child_order", "k_child_housed", "k_uasc", "k_over_max"),
        *("k_agedisp_n", "k_agedisp_child"),
        *("k_entries", "k_persons", "k_exits", "k_days_total", "k_cost_year", "k_src"),
        *(f"k_exit_reason_{name}" for name in REASONS),
        *(f"k_len_bands_{name}" for name in BANDS),
        *("k_screened", "k_vuln_found", "k_vuln_out"),
        *("k_death_n", "k_death_after", "k_missing"),
        *(f"k_death_cause_{name}" for name in CAUSES),
    ),
}
PLAN = ("psu", "stratum", "population", "kind", "district", "frame_count")


def answers(source: str, records: Sequence[Record]) -> pd.DataFrame:
    """One row a record, one column a question; nothing where there is no answer.

    1. Numbers are floats, codes text, several codes separated by blanks.
    2. Every record has the number of days after which it arrived.
    3. A place's record has the days themselves: its counts are of the day on which it
       was made.
    """
    columns: dict[str, list[Any]] = {
        name: [_value(record.answers.get(name)) for record in records]
        for name in ANSWERS.get(source, ())
    }
    columns[ARRIVED_AFTER] = [_days(record) for record in records]
    if source == Instrument.Source.RECORDS:
        columns["held_on"] = [record.held_on.isoformat() for record in records]
        columns["received_at"] = [record.received_at.isoformat() for record in records]
    return pd.DataFrame(columns, index=range(len(records)))


def _days(record: Record) -> float | None:
    """From the interview to its arrival; not known where a tablet's clock was wrong."""
    days = (timezone.localtime(record.received_at).date() - record.held_on).days
    return float(days) if days >= 0 else None


def _value(answer: Any) -> float | str | None:
    if answer is None or (isinstance(answer, Mapping) and is_state(answer)):
        return None
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return float(answer)
    return as_string(None, answer) or None


def plan(units: Sequence[PrimaryUnit]) -> pd.DataFrame:
    """Every place of the round, whoever was asked there."""
    return pd.DataFrame(
        [
            (
                unit.site.code,
                unit.stratum.code,
                float(unit.population),
                unit.site.kind,
                unit.site.district,
                unit.stratum.frame_count,
            )
            for unit in units
        ],
        columns=PLAN,
    )
