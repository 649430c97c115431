"""Whoever waits longer than two seconds sees how far a backup is."""

from surveys.oversight.backup import progress


def test_a_line_is_said_every_two_seconds_and_none_before(monkeypatch):
    clock, spoken = iter([0.0, 1.9, 2.0, 2.0, 3.9, 4.1, 4.1]), []
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    report = progress.Progress(spoken.append)
    for count in (1_000, 2_000, 3_000, 4_000):
        report.rows("saved", "surveys_interview", count)
    assert spoken == [
        "  saved surveys_interview: 2,000 rows",
        "  saved surveys_interview: 4,000 rows",
    ]
