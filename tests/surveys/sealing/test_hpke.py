"""Two implementations of HPKE, the RFC's vectors, and each opens the other's."""

import json
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
from tests.surveys.sealed_answers.custodians import new_custodian

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
