"""What figures were made from is kept sealed, and goes with who withdraws."""

import base64
import datetime
import hashlib
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from analysis.estimation.cells import tabulate
from analysis.pipeline import frame_figures
from analysis.publication.parameters import Parameters
from analysis.schema import IndicatorDefinition, Settings
from assessment.computation import (
    compute,
    figure_inputs,
    reproduction,
    respondent_hashes,
    snapshots,
)
from assessment.frames import frames, interview_rows
from assessment.models import FigureSet, Respondents, Snapshot
from assessment.models import Indicator as StoredIndicator
from surveys import sealing
from surveys.exceptions import Refused
from surveys.interviews.erasure import COPIES, UNTIL_THE_END
from surveys.interviews.withdrawals import withdrawal
from surveys.models import Interview, PrimaryUnit, Round
from surveys.oversight import registers, server_keys
from surveys.sealing.sealed_columns import SEALED_FIELDS, snapshot_place
from tests.analysis.builders.interviews import interviews, plan
from tests.assessment.builders import small_round

pytestmark = pytest.mark.django_db
INDICATORS = (
    IndicatorDefinition("q", target=0.9),
    IndicatorDefinition("days", statistic="mean"),
)
GROUPS = ("sex", "age")


def round_of(seed=3, people=9):
    """(rows, units, strata): a mean beside a share, reasons, one group in one place."""
    units, strata = plan(people=people)
    rows = interviews(units, people=people, seed=seed)
    dice = np.random.default_rng(seed)
    rows["age"] = dice.choice(["a18", "a25", None], len(rows))
    rows.loc[rows["psu"] == "S1-2", "age"] = "a60"
    days = dice.random(len(rows))
    rows["days"] = np.where(dice.random(len(rows)) < 0.3, np.nan, days)
    refused = dice.random(len(rows)) < 0.1
    rows.loc[refused, "q"] = np.nan
    rows["q:state"] = np.where(refused, "refused", "")
    return rows, units, strata


def reproduced(figure_set):
    output = StringIO()
    call_command("reproduce_figures", str(figure_set.pk), stdout=output)
    return output.getvalue()


def input_of(rows, units, strata, indicators=INDICATORS, groups=GROUPS):
    frame = frames.Frame("migrant", "probability", groups, rows, units, strata)
    return figure_inputs.Input(frame, indicators, Settings(), Parameters())


# -- the same figures --------------------------------------------------------------


def test_a_later_reader_makes_the_same_figures_from_the_snapshot_alone(computed):
    Interview.objects.update(answers={})  # nothing else is left to compute from
    StoredIndicator.objects.update(target=0.123)
    output = reproduced(computed)
    assert f"{computed.figures.count()} figures come out equal" in output
    assert not list(reproduction.reproduce(computed))
    assert computed.snapshot.sha256 in output
    assert "other code" not in output


def test_a_stored_figure_that_was_changed_is_named(computed):
    wrong = computed.figures.filter(k__isnull=False, group_var="all").first()
    type(wrong).objects.filter(pk=wrong.pk).update(k=wrong.k + 1)
    output = StringIO()
    with pytest.raises(CommandError, match="1 values differ"):
        call_command("reproduce_figures", computed.fingerprint[:12], stdout=output)
    assert (
        f"k is stored as {wrong.k + 1} and comes out as {wrong.k}" in output.getvalue()
    )
    wrong.delete()
    with pytest.raises(CommandError, match="1 values differ"):
        call_command("reproduce_figures", computed.fingerprint[:12], stdout=output)
    assert "computed only" in output.getvalue()


def test_a_published_figure_that_was_changed_is_named(computed):
    wrong = computed.published_figures.filter(band_low=20).first()
    type(wrong).objects.filter(pk=wrong.pk).update(band_low=0)
    output = StringIO()
    with pytest.raises(CommandError, match="1 values differ"):
        call_command("reproduce_figures", str(computed.pk), stdout=output)
    assert "band_low is stored as 0 and comes out as 20" in output.getvalue()


def test_a_set_that_nobody_knows_is_said_to_be_none(computed):
    for name in ("999999", "zz"):
        with pytest.raises(CommandError, match="names 0 sets"):
            call_command("reproduce_figures", name)


def test_a_frame_comes_back_with_every_answer_and_every_reason():
    rows, units, strata = round_of()
    units.loc[0, "population"] = None
    strata["frame_count"] = [None, None, None]
    (back,) = snapshots.unpack(snapshots.pack([input_of(rows, units, strata)]))
    assert list(back.frame.rows) == list(rows)
    for name in rows:
        theirs, ours = (table[name].astype(object) for table in (rows, back.frame.rows))
        assert list(ours.fillna("nothing")) == list(theirs.fillna("nothing")), name
    pd.testing.assert_frame_equal(back.frame.units, units, check_dtype=False)
    assert back.frame.strata["frame_count"].isna().all()
    assert back.indicators == INDICATORS
    assert back.frame.groups == GROUPS


def test_coded_rows_make_the_same_bytes_as_texts():
    rows, units, strata = round_of()
    (back,) = snapshots.unpack(snapshots.pack([input_of(rows, units, strata)]))
    both = [
        frame_figures(
            frame.rows,
            frame.units,
            frame.strata,
            INDICATORS,
            GROUPS,
            design_class="probability",
            source="m",
        )
        for frame in (back.frame, input_of(rows, units, strata).frame)
    ]
    assert both[0].figures == both[1].figures
    assert both[0].published == both[1].published


def test_a_snapshot_is_stored_in_blocks_and_comes_back_whole(monkeypatch):
    rows, units, strata = round_of()
    monkeypatch.setattr(snapshots, "BLOCK", 25)
    (back,) = snapshots.unpack(snapshots.pack([input_of(rows, units, strata)]))
    pd.testing.assert_series_equal(back.frame.rows["q"], rows["q"])
    assert [*back.frame.rows.index] == [*range(108)]


# -- sealed ------------------------------------------------------------------------


def test_a_stolen_database_shows_no_answer(computed):
    body = bytes(computed.snapshot.body)
    assert b"PK\x03\x04" not in body  # how a file of columns begins
    assert base64.b64encode(computed.snapshot.content())[:40] not in body


def test_nothing_in_a_snapshot_is_run():
    """A pickle in an array would be: it is not read."""
    file = BytesIO()
    np.savez(file, meta=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        snapshots.unpack(file.getvalue())


def replace(snapshot, content, sha256):
    """As someone with the key and the database would put another file in place."""
    snapshot.sha256 = sha256
    snapshot.body = sealing.seal(
        base64.b64encode(content).decode(),
        key=django_settings.DRAFT_KEY,
        place=snapshot_place(snapshot.figure_set_id, sha256),
    )
    snapshot.save()


def other_file(snapshot):
    inputs = snapshots.unpack(snapshot.content())
    inputs[0].frame.rows["interviewer"] = "nobody"
    return snapshots.pack(inputs)


def test_a_snapshot_that_was_changed_is_not_believed(computed):
    snapshot = computed.snapshot
    replace(snapshot, other_file(snapshot), snapshot.sha256)
    with pytest.raises(CommandError, match="was changed"):
        reproduced(computed)


def test_another_snapshot_with_a_hash_of_its_own_is_not_in_the_log(computed):
    snapshot = computed.snapshot
    content = other_file(snapshot)
    replace(snapshot, content, hashlib.sha256(content).hexdigest())
    with pytest.raises(CommandError, match="audit log names no snapshot"):
        reproduced(computed)


def test_a_snapshot_moved_to_another_set_does_not_open(computed):
    *body, last = bytes(computed.snapshot.body)
    Snapshot.objects.update(body=bytes([*body, last ^ 1]))
    with pytest.raises(CommandError, match="does not open"):
        reproduced(computed)


def under_a_new_key(settings):
    """The key ring with a newer key in front, and everything sealed under it."""
    old = sealing.load_ring(settings.DRAFT_KEY)
    lines = [
        f"{name} {base64.b64encode(key).decode()}" for name, key in old.keys.items()
    ]
    hash_line = f"hash {base64.b64encode(old.hash_key).decode()}"
    settings.DRAFT_KEY = "\n".join([f"newer {sealing.new_key()}", *lines, hash_line])
    list(server_keys.reseal_all())


def test_a_snapshot_moves_under_a_new_key(computed, settings):
    under_a_new_key(settings)
    computed.snapshot.refresh_from_db()
    assert sealing.is_under(computed.snapshot.body, "newer")
    assert "come out equal" in reproduced(computed)


# -- who stands behind a published figure ------------------------------------------


def test_who_stands_behind_figures_is_kept_as_sealed_hashes(computed):
    hashes = computed.respondents
    members = respondent_hashes.unpack(hashes.content())
    row = computed.published_figures.get(indicator="JUD-01.m", group_var="all")
    interviews = Interview.objects.filter(
        round=computed.round, version__instrument__source="migrant"
    )
    everybody = {
        respondent_hashes.hash_of(str(interview.interview_id))
        for interview in interviews
    }
    assert members[respondent_hashes.name_of(row)] == everybody
    assert len(everybody) == 48
    assert b"PK\x03\x04" not in bytes(hashes.body)
    interview = interviews.first()
    assert str(interview.interview_id).encode() not in hashes.content()


def test_who_was_asked_is_kept_of_figures_that_are_not_published_too(computed):
    """A figure of a few that stood at ten stands on: who of them is new is asked."""
    members = respondent_hashes.unpack(computed.respondents.content())
    few_people = computed.published_figures.filter(state="few_people").first()
    exact = computed.figures.get(
        indicator=few_people.indicator_id,
        source=few_people.source,
        group_var=few_people.group_var,
        group_code=few_people.group_code,
    )
    assert len(members[respondent_hashes.name_of(few_people)]) == exact.n > 0


def test_the_hashes_move_under_a_new_key_and_stay_the_same(computed, settings):
    before = respondent_hashes.unpack(computed.respondents.content())
    under_a_new_key(settings)
    hashes = Respondents.objects.get(figure_set=computed)
    assert sealing.is_under(hashes.body, "newer")
    assert respondent_hashes.unpack(hashes.content()) == before


def test_the_hash_of_a_snapshot_tells_nothing_of_the_answers(computed):
    """It stays in the log for ever, and equal answers must not have equal hashes."""
    inputs = snapshots.unpack(computed.snapshot.content())
    first, second = snapshots.pack(inputs), snapshots.pack(inputs)
    assert hashlib.sha256(first).digest() != hashlib.sha256(second).digest()


# -- gone --------------------------------------------------------------------------


def withdraw_first(round, people):
    gone = Interview.objects.filter(round=round, outcome="complete").first()
    withdrawal.withdraw_interview(interview=gone, by=people["cora"])
    return gone


def test_who_withdraws_survives_in_no_snapshot(computed_round, people, computed):
    unit = PrimaryUnit.objects.filter(round=computed_round).first()
    small_round.interview(
        unit, people["ines"], {"m_status": "current", "m_order": "no"}
    )
    later = compute.compute_figures(round=computed_round, by=people["ana"])
    assert Snapshot.objects.filter(figure_set__in=[computed, later]).count() == 2
    withdraw_first(computed_round, people)
    assert not Snapshot.objects.filter(figure_set__round=computed_round).exists()
    with pytest.raises(CommandError, match="has no snapshot"):
        reproduced(computed)


def test_a_withdrawal_leaves_the_snapshots_of_other_rounds(
    computed_round, people, computed
):
    other = small_round.make_round("r2")
    ines = small_round.fill(other, per_place=4)[0]
    compute.compute_figures(round=other, by=ines)
    withdraw_first(
        other, {"cora": small_round.make_person("con", "coordinator", other)}
    )
    assert Snapshot.objects.get() == computed.snapshot


def test_a_withdrawal_while_figures_are_computed_is_noticed(
    computed_round, people, computed, monkeypatch
):
    """The interview was read already: figures and snapshot would still hold it."""
    unit = PrimaryUnit.objects.filter(round=computed_round).first()
    small_round.interview(
        unit, people["ines"], {"m_status": "current", "m_order": "no"}
    )
    packed = snapshots.pack

    def meanwhile(inputs):
        withdraw_first(computed_round, people)
        return packed(inputs)

    monkeypatch.setattr(snapshots, "pack", meanwhile)
    with pytest.raises(Refused, match="while these figures"):
        compute.compute_figures(round=computed_round, by=people["ana"])
    assert not Snapshot.objects.exists()
    assert FigureSet.objects.get() == computed


def test_the_end_of_retention_deletes_the_snapshot_and_keeps_the_figures(
    computed_round, people, computed
):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Round.objects.filter(pk=computed_round.pk).update(
        retention_until=yesterday, ends_on=yesterday, withdrawal_until=yesterday
    )
    computed_round.refresh_from_db()
    before = figures_of(computed)
    registers.end_retention(round=computed_round)
    assert not Snapshot.objects.exists()
    assert not Respondents.objects.exists()
    assert figures_of(computed) == before
    with pytest.raises(Refused, match="were deleted"):
        compute.compute_figures(round=computed_round, by=people["ana"])


def test_every_table_outside_surveys_with_answers_is_erased_with_the_answers():
    """Hashes of respondents hold no answer: a later release asks who is gone, until
    the end of retention."""
    sealed = {field.model for field in SEALED_FIELDS}
    outside = {model for model in sealed if model.startswith("assessment.")}
    assert outside
    assert outside <= set(COPIES | UNTIL_THE_END)


def test_who_withdrew_is_still_counted_among_those_who_are_gone(
    computed_round, people, computed
):
    gone = withdraw_first(computed_round, people)
    members = respondent_hashes.unpack(computed.respondents.content())
    assert respondent_hashes.hash_of(str(gone.interview_id)) in set().union(
        *members.values()
    )


# -- an interview comes and is withdrawn -------------------------------------------


def tables(round):
    """The reduction table of every frame of a round, as bytes."""
    records_by_source = {
        source: interview_rows.read_records(round, source) for source in compute.SOURCES
    }
    indicators = list(StoredIndicator.objects.all())
    reduction_tables = []
    for frame_input in figure_inputs.inputs(
        round, {k: v for k, v in records_by_source.items() if v}, indicators
    ):
        rows, places = frame_input.frame.rows, list(frame_input.frame.units["psu"])
        weight = np.linspace(0.1, 7, len(rows))
        table = tabulate(
            rows, places, weight, frame_input.indicators, frame_input.frame.groups
        )
        reduction_tables.append(
            (table.cells, [cells.tobytes() for cells in table.totals.parts])
        )
    return reduction_tables


def figures_of(figure_set):
    return [
        values_of(rows) for rows in (figure_set.figures, figure_set.published_figures)
    ]


def values_of(rows):
    fields = [
        field.attname
        for field in rows.model._meta.fields
        if field.attname not in ("id", "figure_set_id")
    ]
    return list(rows.order_by("pk").values(*fields))


def test_an_interview_that_came_and_was_withdrawn_leaves_figures_as_they_were(
    computed_round, people, computed
):
    before, table = figures_of(computed), tables(computed_round)
    unit = PrimaryUnit.objects.filter(round=computed_round).first()
    late = small_round.interview(
        unit, people["ines"], {"m_status": "current", "m_order": "no", "m_days": 40}
    )
    with_her = compute.compute_figures(round=computed_round, by=people["ana"])
    assert figures_of(with_her) != before
    assert tables(computed_round) != table
    withdrawal.withdraw_interview(interview=late, by=people["cora"])
    (without,) = compute.recompute_stale()
    assert figures_of(without) == before
    assert tables(computed_round) == table
    assert without.coverage["migrant"]["excluded"] == {"withdrawn": 1}
    assert "come out equal" in reproduced(without)
