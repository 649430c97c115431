"""Two implementations of HPKE, the RFC's vectors, and each opens the other's."""

import base64
import itertools
import json
import uuid
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import sealing
from surveys.sealing.hpke import SUITE
from tests.conformance.node import Twin
from tests.surveys.sealed_answers.custodians import (
    interview_key,
    new_custodian,
    open_answer,
)

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
# DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode, first message.
VECTOR = json.loads((REFERENCE / "hpke_p256_aes256gcm.json").read_text())
MESSAGE = VECTOR["encryptions"][0]
OF_THE_VECTOR = {"publicKey": VECTOR["pkRm"], "privateKey": VECTOR["skRm"]}


@pytest.fixture(scope="module")
def browser():
    twin = Twin("sealing.mjs")
    yield twin
    twin.close()


def unhex(name):
    return bytes.fromhex(VECTOR[name])


def test_the_server_opens_the_vector_of_the_rfc():
    key = ec.derive_private_key(int(VECTOR["skRm"], 16), ec.SECP256R1())
    sealed = unhex("enc") + bytes.fromhex(MESSAGE["ct"])
    # Ours binds everything by `info`, as the public interface does; the RFC has both.
    opened = openssl.hpke._decrypt_with_aad(
        SUITE, sealed, key, unhex("info"), bytes.fromhex(MESSAGE["aad"])
    )
    assert opened.hex() == MESSAGE["pt"]


def test_the_browser_opens_the_vector_of_the_rfc(browser):
    opened = browser.ask(
        act="open",
        info=VECTOR["info"],
        aad=MESSAGE["aad"],
        sealed=VECTOR["enc"] + MESSAGE["ct"],
        **OF_THE_VECTOR,
    )
    assert opened == MESSAGE["pt"]


def test_the_browser_schedules_the_keys_of_the_rfc(browser):
    schedule = browser.ask(
        act="schedule", shared=VECTOR["shared_secret"], info=VECTOR["info"]
    )
    assert schedule == {"key": VECTOR["key"], "nonce": VECTOR["base_nonce"]}


@pytest.mark.parametrize("part", ["info", "aad", "sealed"])
def test_the_browser_opens_nothing_that_was_changed(browser, part):
    request = {
        "info": VECTOR["info"],
        "aad": MESSAGE["aad"],
        "sealed": VECTOR["enc"] + MESSAGE["ct"],
    }
    last = int(request[part][-2:], 16) ^ 1
    request[part] = request[part][:-2] + f"{last:02x}"
    reply = browser.ask(act="open", **request, **OF_THE_VECTOR)
    assert reply == {"failed": "OperationError"}


def test_what_the_server_seals_the_browser_opens(browser):
    keys = browser.ask(act="make")
    public = sealing.public_key_of(bytes.fromhex(keys["publicKey"]))
    sealed = SUITE.encrypt(b"three words here", public, b"where it belongs")
    opened = browser.ask(
        act="open", info=b"where it belongs".hex(), aad="", sealed=sealed.hex(), **keys
    )
    assert bytes.fromhex(opened) == b"three words here"


def test_what_the_browser_seals_the_custodian_opens_in_python(browser):
    custodian = new_custodian()
    sealed = browser.ask(
        act="seal",
        publicKey=custodian.public.hex(),
        info=b"here".hex(),
        aad="",
        plaintext=b"said".hex(),
    )
    assert custodian.peel(bytes.fromhex(sealed), b"here") == b"said"
    with pytest.raises(InvalidTag):
        custodian.peel(bytes.fromhex(sealed), b"there")


def test_the_browser_knows_a_private_key_that_belongs_to_another(browser):
    mine, other = new_custodian(), new_custodian()
    public = mine.public.hex()
    for custodian, right in ((mine, True), (other, False)):
        private = custodian.private.hex()
        belongs = browser.ask(act="together", publicKey=public, privateKey=private)
        assert belongs is right


def test_both_name_a_key_by_the_same_fingerprint(browser):
    public = new_custodian().public
    fingerprint = browser.ask(act="fingerprint", publicKey=public.hex())
    assert fingerprint == sealing.fingerprint_of(public)


@settings(max_examples=30, deadline=None)
@given(key=st.binary(min_size=32, max_size=32))
def test_a_recovery_text_is_the_same_text_and_the_same_key_at_both_ends(browser, key):
    text = sealing.recovery_text(key)
    assert browser.ask(act="write", key=key.hex()) == text
    assert browser.ask(act="read", text=text) == key.hex()
    typed = text.lower().replace("0", "o").replace("1", "l").replace(" ", "-")
    assert browser.ask(act="read", text=typed) == key.hex()


def test_every_wrong_character_is_found_in_its_own_group(browser):
    text = sealing.recovery_text(bytes(range(32)))
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    wrong_ones = [
        (index, other)
        for index, right in enumerate(text)
        for other in alphabet
        if right not in (" ", other)
    ]
    assert len(wrong_ones) == 65 * 31
    for index, other in wrong_ones:
        typed = text[:index] + other + text[index + 1 :]
        assert browser.ask(act="read", text=typed) == {"wrong": [index // 6 + 1]}


def test_changed_places_are_found(browser):
    groups = sealing.recovery_text(bytes(range(7, 39))).split()
    swapped = [groups[1], groups[0], *groups[2:]]
    assert browser.ask(act="read", text=" ".join(swapped)) == {"wrong": [1, 2]}
    for index in range(4):
        group = groups[0]
        turned = group[:index] + group[index + 1] + group[index] + group[index + 2 :]
        if turned != group:
            typed = " ".join([turned, *groups[1:]])
            assert browser.ask(act="read", text=typed) == {"wrong": [1]}


@pytest.mark.parametrize("text", ["", "ABC", "é" * 65, "x" * 66, "U" * 65])
def test_a_text_that_is_no_recovery_text_is_told_and_never_a_key(browser, text):
    reply = browser.ask(act="read", text=text)
    assert set(reply) <= {"length", "wrong"}
    assert reply


def custody_of(custodians):
    interview_id = uuid.uuid4()
    public = {c.fingerprint: c.public for c in custodians}
    return sealing.Custody("round-1", interview_id, 1, public)


def as_in_the_pack(custody):
    return {
        "round": custody.round,
        "interviewId": str(custody.interview_id),
        "custodians": [
            {"fingerprint": name, "public_key": base64.b64encode(raw).decode()}
            for name, raw in custody.keys.items()
        ],
    }


WORDS = {
    "m_priority": "Un avocat, «vite» 🙂 " * 40,
    "story.2.1": '\u2028 \x01 "',
    "s": "a",
}


def test_words_that_a_tablet_seals_open_to_any_two_of_three_custodians(browser):
    custodians = [new_custodian() for _number in range(3)]
    custody = custody_of(custodians)
    sealed = browser.ask(act="words", words=WORDS, custody=as_in_the_pack(custody))
    assert sealed["answers"].keys() == WORDS.keys()
    for first, second in itertools.permutations(custodians, 2):
        key = interview_key(sealed["layers"], custody, first, second)
        for name, text in WORDS.items():
            context = sealing.answer_context(custody, name)
            assert open_answer(key, sealed["answers"][name], context) == text
    ours = sealing.seal_words(WORDS, custody=custody)
    assert ours.layers.keys() == sealed["layers"].keys()
    for name in WORDS:
        assert len(ours.answers[name]) == len(sealed["answers"][name])
    for name in ours.layers:
        assert len(ours.layers[name]) == len(sealed["layers"][name])


def test_a_tablet_seals_no_words_to_one_custodian_or_to_a_key_of_another_code(browser):
    custody = custody_of([new_custodian(), new_custodian()])
    pack = as_in_the_pack(custody)
    alone = {**pack, "custodians": pack["custodians"][:1]}
    first, second = pack["custodians"]
    swapped = [{**first, "public_key": second["public_key"]}, second]
    for wrong in (alone, {**pack, "custodians": swapped}):
        reply = browser.ask(act="words", words=WORDS, custody=wrong)
        assert "failed" in reply


def test_a_record_that_a_tablet_seals_opens_with_the_key_of_the_ring_alone(browser):
    ring = f"one {sealing.new_key()}\nhash {sealing.new_key()}\n"
    other = f"one {sealing.new_key()}\nhash {sealing.new_key()}\n"
    key_id, public_key = sealing.record_key(ring)
    interview_id = browser.ask(act="id")
    assert str(uuid.UUID(interview_id)) == interview_id
    assert uuid.UUID(interview_id).version == 4
    document = {"answers": {"a": [1, "é"]}, "proof": "x"}
    key = {"id": key_id, "public_key": base64.b64encode(public_key).decode()}
    text = browser.ask(act="record", document=document, id=interview_id, key=key)
    envelope = sealing.read_envelope(text)
    assert sealing.open_record(envelope, key=ring) == document
    with pytest.raises(sealing.SealBroken):
        sealing.open_record(envelope, key=other)
    moved = text.replace(interview_id, str(uuid.uuid4()))
    with pytest.raises(sealing.SealBroken):
        sealing.open_record(sealing.read_envelope(moved), key=ring)
