"""The file of a backup says by itself whether it is as it was made."""

import pytest

from bench.faults.altered_backups import KEY, accepted_alterations, write_backup
from surveys import sealing
from surveys.exceptions import Refused
from surveys.oversight.backup import backup_file
from surveys.oversight.backup.backup_file import key_from, verified


def test_thirty_altered_backups_are_refused(tmp_path):
    """python -m bench.faults.altered_backups alters a thousand."""
    assert accepted_alterations(tmp_path, 30, seed=7) == []


def test_nothing_of_the_rows_is_readable_in_the_file(tmp_path):
    write_backup(tmp_path / "backup")
    content = (tmp_path / "backup").read_bytes()
    assert content.startswith(b"daa-backup 1 2026-11-29\n")
    assert b"aaaa" not in content
    assert b"surveys" not in content


def resealed(path, change):
    """The backup with other lines, by somebody who has the key."""
    lines = backup_file.clear_lines(path, key=KEY)
    clear = "".join((mark + line).decode() for mark, line in lines)
    head = backup_file.head_of("2026-11-29")
    sealed = sealing.seal_stream([change(clear).encode()], key=KEY, head=head)
    path.write_bytes(head + b"".join(sealed))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("aaa", "aab", 1),
        lambda text: text.replace('R["', 'R["x"]\nR["', 1),
        lambda text: text[: text.index("\nE") + 1],
        lambda text: text.replace('"name":"none"', '"name":"other"'),
        lambda text: text[text.index("T") :],
        lambda text: "",
    ],
    ids=["row", "more rows", "no manifest", "table", "no origin", "empty"],
)
def test_rows_that_the_manifest_does_not_know_are_refused(tmp_path, change):
    path = tmp_path / "backup"
    write_backup(path)
    resealed(path, lambda text: text)
    assert verified(path, key=KEY).rows == 1_000
    resealed(path, change)
    with pytest.raises(Refused, match="does not fit its rows"):
        verified(path, key=KEY)


def test_another_key_is_told_from_a_file_that_is_none(tmp_path):
    path = tmp_path / "backup"
    write_backup(path)
    with pytest.raises(Refused, match="not the key it was made with"):
        verified(path, key=b"x" * 32)
    path.write_text("a letter")
    with pytest.raises(Refused, match="is no backup"):
        verified(path, key=KEY)
    path.write_bytes(b"daa-backup 2 2026-11-29\n")
    with pytest.raises(Refused, match="newer version of the product"):
        verified(path, key=KEY)
    with pytest.raises(Refused, match="cannot be read: No such file"):
        verified(tmp_path / "absent", key=KEY)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Set BACKUP_KEY_FILE"),
        ("?", "not base64"),
        ("QUJD", "3 bytes and needs 32"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_in_words(text, sentence):
    with pytest.raises(Refused, match=sentence):
        key_from(text)
