"""A sealed stream comes back as it was, or not at all."""

import io

import pytest

from surveys import sealing
from surveys.sealing.streams import CHUNK, SALT_BYTES, TAG_BYTES

KEY, HEAD = b"k" * 32, b"head\n"
LENGTHS = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK)


def sealed(clear, key=KEY, head=HEAD):
    return b"".join(sealing.seal_stream([clear], key=key, head=head))


def opened(content, key=KEY, head=HEAD):
    return b"".join(sealing.unseal_stream(io.BytesIO(content), key=key, head=head))


@pytest.mark.parametrize("length", LENGTHS)
def test_it_comes_back_whatever_its_length(length):
    clear = bytes(number % 251 for number in range(length))
    assert opened(sealed(clear)) == clear
    parts = sealing.seal_stream([clear[:7], b"", clear[7:]], key=KEY, head=HEAD)
    assert opened(b"".join(parts)) == clear


@pytest.mark.parametrize("length", LENGTHS)
def test_a_stream_that_ends_between_two_chunks_is_refused(length):
    content = sealed(b"a" * length)
    chunks = range(SALT_BYTES, len(content), CHUNK + TAG_BYTES)
    for cut in (0, SALT_BYTES - 1, *chunks):
        with pytest.raises(sealing.SealBroken):
            opened(content[:cut])


def test_chunks_change_neither_their_place_nor_their_file():
    one, other = sealed(b"a" * 3 * CHUNK), sealed(b"b" * 3 * CHUNK)
    first = slice(SALT_BYTES, SALT_BYTES + CHUNK + TAG_BYTES)
    second = slice(first.stop, first.stop + CHUNK + TAG_BYTES)
    swapped = one[: first.start] + one[second] + one[first] + one[second.stop :]
    brought = one[: first.start] + other[first] + one[first.stop :]
    left_out = one[: first.start] + one[second.start :]
    for content in (swapped, brought, left_out, one + one[second], one + b"\0"):
        with pytest.raises(sealing.SealBroken):
            opened(content)


def test_another_key_or_another_head_does_not_open_it():
    content = sealed(b"answers")
    for wrong in ({"key": b"x" * 32}, {"head": b"other\n"}):
        with pytest.raises(sealing.SealBroken):
            opened(content, **wrong)


def test_the_same_rows_twice_look_different():
    assert sealed(b"answers")[SALT_BYTES:] != sealed(b"answers")[SALT_BYTES:]
