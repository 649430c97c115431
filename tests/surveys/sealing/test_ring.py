"""The server's own keys: read whole or refused, and a moved ciphertext never opens."""

import base64
import subprocess
import sys
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.keys import add_key, make_keys
from surveys import sealing

PLACE = "draft:body:7d5c"
OLD, NEW, HASH = (b64encode(bytes([number]) * 32).decode() for number in range(1, 4))
RING = f"new {NEW}\nold {OLD}\nhash {HASH}\n"


def test_the_first_line_seals_and_every_line_opens():
    before = sealing.seal({"a": 1}, key=f"old {OLD}\nhash {HASH}", place=PLACE)
    now = sealing.seal({"a": 2}, key=RING, place=PLACE)
    assert sealing.unseal(before, key=RING, place=PLACE) == {"a": 1}
    assert sealing.unseal(now, key=RING, place=PLACE) == {"a": 2}
    assert sealing.is_under(now, "new")
    assert sealing.is_under(before, "old")


def test_a_file_with_one_bare_key_still_works_and_still_opens_what_it_sealed():
    nonce, raw = b"n" * 12, base64.b64decode(OLD)
    as_before = b"\x01" + nonce + AESGCM(raw).encrypt(nonce, b'{"a":1}', PLACE.encode())
    assert sealing.unseal(as_before, key=OLD, place=PLACE) == {"a": 1}
    upgraded = f"new {NEW}\nfirst {OLD}\nhash {OLD}"
    assert sealing.unseal(as_before, key=upgraded, place=PLACE) == {"a": 1}
    for index in range(len(as_before)):
        flipped = bytearray(as_before)
        flipped[index] ^= 1
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(bytes(flipped), key=upgraded, place=PLACE)


def test_every_flipped_bit_and_every_cut_is_refused():
    sealed = sealing.seal({"word": "said"}, key=RING, place=PLACE)
    for index in range(len(sealed)):
        for bit in range(8):
            flipped = bytearray(sealed)
            flipped[index] ^= 1 << bit
            with pytest.raises(sealing.SealBroken):
                sealing.unseal(bytes(flipped), key=RING, place=PLACE)
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(sealed[:index], key=RING, place=PLACE)


@pytest.mark.parametrize(
    "place", ["draft:body:7d5d", "quarantine:body:7d5c", "draft:bod:7d5c", ""]
)
def test_a_ciphertext_of_another_place_is_refused(place):
    sealed = sealing.seal("said", key=RING, place=PLACE)
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed, key=RING, place=place)


def test_a_ciphertext_under_another_keys_name_is_refused():
    """Even when both names stand for the same bytes."""
    sealed = sealing.seal("said", key=f"one {OLD}\nhash {HASH}", place=PLACE)
    renamed = sealed.replace(b"one", b"two", 1)
    assert renamed != sealed
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(renamed, key=f"two {OLD}\nhash {HASH}", place=PLACE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("  \n\n", "is empty"),
        (OLD[:20], "has 15 bytes"),
        (OLD[:21], "not base64"),
        ("only-an-id", "not base64"),
        (f"new {NEW}", 'no line "hash"'),
        (f"new {NEW}\nold {OLD[:10]}\nhash {HASH}", "Line 2"),
        (f"new {NEW}\nold\nhash {HASH}", "Line 2"),
        (f"new {NEW}\nOLD {OLD}\nhash {HASH}", "Line 2"),
        (f"new {NEW}\nnew {OLD}\nhash {HASH}", 'the key "new" twice'),
        (f"new {NEW}\nold {NEW}\nhash {HASH}", 'The key "old" is the same'),
        (f"new {NEW}\nhash {HASH}\nhash {OLD}", 'the key "hash" twice'),
        (f"hash {HASH}", 'besides "hash"'),
        (f"new {NEW} more\nhash {HASH}", "Line 1"),
    ],
)
def test_a_key_file_that_is_not_whole_is_refused_in_one_sentence(text, message):
    with pytest.raises(sealing.KeyProblem, match=message) as problem:
        sealing.load_ring(text)
    assert OLD[:12] not in str(problem.value)


def test_a_cut_at_any_place_of_the_file_is_refused_or_changes_nothing():
    text, ring = RING.strip(), sealing.load_ring(RING)
    for index in range(len(text)):
        try:
            cut = sealing.load_ring(text[:index])
        except sealing.KeyProblem:
            continue
        assert cut == ring, index


def test_the_hash_of_a_content_survives_new_keys():
    before = sealing.content_hash(b"said", key=f"old {OLD}\nhash {HASH}")
    assert sealing.content_hash(b"said", key=RING) == before
    assert sealing.content_hash(b"said", key=OLD) != before
    upgraded = f"new {NEW}\nfirst {OLD}\nhash {OLD}"
    by_the_bare_key = sealing.content_hash(b"said", key=OLD)
    assert sealing.content_hash(b"said", key=upgraded) == by_the_bare_key


def read(folder):
    return (folder / "draft-key").read_text()


def test_a_new_key_is_put_first_and_nothing_is_taken_out(tmp_path):
    make_keys(tmp_path)
    before = read(tmp_path)
    assert [add_key(tmp_path), add_key(tmp_path)] == ["key-2", "key-3"]
    assert read(tmp_path).endswith(before)
    assert list(sealing.load_ring(read(tmp_path)).keys) == ["key-3", "key-2", "key-1"]
    assert (tmp_path / "draft-key").stat().st_mode & 0o777 == 0o600


def test_a_bare_key_becomes_a_ring_that_opens_and_hashes_as_before(tmp_path):
    make_keys(tmp_path)
    (tmp_path / "draft-key").write_text(OLD)
    sealed = sealing.seal("said", key=OLD, place=PLACE)
    hashed = sealing.content_hash(b"said", key=OLD)
    subprocess.run(
        [sys.executable, "-m", "config.keys", str(tmp_path), "--add"], check=True
    )
    ring = read(tmp_path)
    assert sealing.unseal(sealed, key=ring, place=PLACE) == "said"
    assert sealing.content_hash(b"said", key=ring) == hashed
    assert sealing.load_ring(ring).active == "key-1"
