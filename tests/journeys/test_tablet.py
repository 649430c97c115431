"""An interview on a tablet without a connection, in a real browser, to the server."""
# ruff: noqa: E501 - lines of JavaScript in texts

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.interviews import urgent_risks
from surveys.models import Interview, UrgentRisk
from tests.journeys.tablet_in_browser import (
    CANARY,
    PASSPHRASE,
    begin,
    finish,
    load_modules,
    sent,
    stored,
    unlock,
)
from tests.surveys.sealed_answers.custodians import own_words

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_interview_is_begun_finished_offline_and_counted_once(
    page, answers, live_server
):
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-page=unlock]")).to_be_visible()
    unlock(page, "canary-7741 four quiet river wordz")
    expect(page.locator("[data-page=unlock] [data-problem]")).to_contain_text("wrong")
    unlock(page)
    expect(page.locator("[data-offline]")).to_be_visible()
    load_modules(page)
    draft = begin(page, answers)["draft"]
    finished = finish(page, draft["id"])
    assert (finished["outcome"], finished["id"]) == ("finished", draft["id"])
    assert stored(page, "drafts") == []
    waiting = stored(page, "waiting")[0]
    assert CANARY not in json.dumps(waiting)
    page.evaluate("location.hash = '#/send'")
    expect(page.locator("[data-page=send] [data-waiting]")).to_contain_text("Waiting")

    page.context.set_offline(False)
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-page=send] [data-received] .good")).to_have_text(
        "Received"
    )
    interview = Interview.objects.select_related("sealed_key").get()
    assert str(interview.interview_id) == draft["id"]
    expect(page.locator("[data-received]")).to_contain_text(interview.receipt)
    assert interview.answers["m_age"] == answers["m_age"]
    custody = custody_of(interview)
    assert own_words(interview, custody) == {"m_priority": CANARY}
    assert stored(page, "waiting") == []
    assert sent(page)["counts"] == {}
    assert Interview.objects.count() == 1


def custody_of(interview):
    from surveys.sealed_answers import openings

    return openings.custody_of(interview)


def test_two_windows_never_write_over_each_other(page, answers):
    outcome = page.evaluate(
        """async (answers) => {
          const { saveDraft, removeDraft, readDraft } = tablet;
          const vault = globalThis.vault;
          const pack = await tablet.readPack(vault);
          const assignment = pack.assignments.find((row) => row.instrument === "migrant");
          const { draft } = await tablet.beginInterview({ vault, pack, assignment, language: "en" });
          const other = await readDraft({ vault, id: draft.id });
          const [first, second] = await Promise.all([
            saveDraft({ vault, draft: { ...draft, answers: { m_age: "a60" } } }),
            saveDraft({ vault, draft: { ...other, answers: { m_age: "a18" } } }),
          ]);
          const kept = await readDraft({ vault, id: draft.id });
          const late = await tablet.finishInterview({ vault, pack, draft: { ...other, answers } });
          const removed = await removeDraft(other);
          const gone = await removeDraft(kept);
          const after = await saveDraft({ vault, draft: kept });
          return [first.outcome, second.outcome, kept.answers.m_age, late.outcome, removed, gone, after.outcome];
        }""",
        answers,
    )
    assert outcome == [
        *("saved", "changed_elsewhere", "a60"),
        *("changed_elsewhere", "changed_elsewhere", "removed", "ended"),
    ]


def test_finishing_twice_puts_it_into_the_queue_once(page, answers):
    draft = begin(page, answers)["draft"]
    outcomes = page.evaluate(
        """async (draft) => {
          const pack = await tablet.readPack(globalThis.vault);
          const finish = () => tablet.finishInterview({ vault: globalThis.vault, pack, draft });
          return (await Promise.all([finish(), finish()])).map((result) => result.outcome).sort();
        }""",
        draft,
    )
    assert outcomes == ["ended", "finished"]
    assert len(stored(page, "waiting")) == 1


def test_problems_are_found_on_the_tablet_and_the_draft_stays(page, answers):
    without = {key: value for key, value in answers.items() if key != "m_age"}
    draft = begin(page, without)["draft"]
    assert finish(page, draft["id"])["problems"][0]["question"] == "m_age"
    draft = begin(page, answers | {"m_priority": "Ring 0612345678"})["draft"]
    result = finish(page, draft["id"])
    assert result["problems"] == [
        {
            "question": "m_priority",
            "code": "identifying",
            "params": {"kinds": ["phone"]},
            "message": {},
            "soft": False,
        }
    ]
    assert len(stored(page, "drafts")) == 2


def test_without_agreement_nothing_said_leaves_the_draft(page, answers):
    draft = begin(page, answers | {"x_consent": "no"})["draft"]
    assert finish(page, draft["id"])["outcome"] == "finished"
    assert sent(page)["counts"] == {"received": 1}
    stored_interview = Interview.objects.get()
    assert (stored_interview.outcome, stored_interview.answers) == ("refused", {})


def test_stopping_keeps_what_was_typed_as_it_was_typed(page, answers):
    before = {k: v for k, v in answers.items() if k not in ("m_days", "m_priority")}
    draft = begin(page, before | {"m_room_n": -3}, {"m_days": ["ninety"]})["draft"]
    assert finish(page, draft["id"], stopped=True)["outcome"] == "finished"
    assert sent(page)["counts"] == {"received": 1}
    interview = Interview.objects.select_related("sealed_key").get()
    assert interview.outcome == "stopped"
    assert interview.answers["m_days"] == {"state": "not_reached"}
    assert interview.answers["m_room_n"] == {"state": "not_reached"}
    words = own_words(interview, custody_of(interview))
    assert words == {"m_days:typed": "ninety", "m_room_n:typed": "-3"}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"x_interp": "needed_none"}, "unsafe"),
        ({"x_understood": "no", "x_understood_again": "no"}, "unclear"),
        ({"m_age": "u18"}, "too_young"),
        ({"x_consent": "no"}, "refused"),
    ],
)
def test_a_stop_screen_ends_it_and_the_need_for_help_arrives(
    page, answers, said, outcome
):
    draft = begin(page, answers | said | {"x_urgent": ["medical"]})["draft"]
    assert finish(page, draft["id"])["outcome"] == "finished"
    assert sent(page)["counts"] == {"received": 1}
    interview = Interview.objects.get()
    assert (interview.outcome, interview.answers) == (outcome, {})
    urgent_risks.file_waiting_risks()
    assert [risk.kind for risk in UrgentRisk.objects.all()] == ["medical"]


def test_a_draft_moved_to_another_place_does_not_open(page, answers):
    draft = begin(page, answers)["draft"]
    failed = page.evaluate(
        """async (id) => {
          await tablet.change(["drafts"], async (stores) => {
            const entry = await stores.get("drafts", id);
            await stores.put("drafts", id, { ...entry, revision: entry.revision + 1 });
          });
          return tablet.readDraft({ vault: globalThis.vault, id }).catch((problem) => problem.name);
        }""",
        draft["id"],
    )
    assert failed == "OperationError"


def test_weak_passphrases_are_refused_with_the_reason_and_a_new_one_opens(page):
    reasons = page.evaluate(
        """() => ["123456", "0612 345 678 901", "short one", "aaaaaaaaaaaaaaa",
          "four quiet river words"].map(tablet.passphraseProblem)"""
    )
    assert reasons == ["digits", "digits", "short", "repeated", ""]
    changed = page.evaluate(
        """async (typed) => [
          await tablet.changePassphrase("not the passphrase", "another long sentence"),
          await tablet.changePassphrase(typed, "another long sentence"),
          await tablet.unlock(typed),
          Boolean(await tablet.unlock("another long sentence")),
        ]""",
        PASSPHRASE,
    )
    assert changed == [False, True, None, True]


def test_a_locked_vault_opens_and_seals_nothing(page):
    name = page.evaluate(
        """async () => {
          globalThis.vault.lock();
          return [globalThis.vault.isOpen, await globalThis.vault.seal(["x"], 1).catch((problem) => problem.name)];
        }"""
    )
    assert name == [False, "InvalidStateError"]


def test_signing_out_and_locking_keep_what_is_on_the_tablet(page, answers, live_server):
    finish(page, begin(page, answers)["draft"]["id"])
    begin(page, answers)
    page.locator("[data-lock]").click()
    expect(page.locator("[data-page=unlock]")).to_be_visible()
    expect(page.locator("[data-page=today]")).to_be_hidden()
    page.goto(f"{live_server.url}/sign-out/")
    with page.expect_response(
        lambda response: response.request.method == "POST"
    ) as out:
        page.locator("main form button").click()
    assert out.value.all_headers()["clear-site-data"] == '"cache"'
    page.wait_for_load_state()

    page.context.set_offline(True)
    page.goto(f"{live_server.url}/tablet/")
    unlock(page)
    expect(page.locator("[data-page=today] [data-drafts] li")).to_have_count(1)
    expect(page.locator("[data-page=today] [data-waiting]")).to_contain_text("wait: 1")
    page.context.set_offline(False)
    page.evaluate("location.hash = '#/send'")
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-page=send] [data-last]")).to_contain_text(
        "Sign in again"
    )
    load_modules(page)
    assert len(stored(page, "waiting")) == 1


FULL = """
async (answers) => {
  const { readDraft, readPack, saveDraft, finishInterview, beginInterview, sendWaiting, autosaving } = tablet;
  const vault = globalThis.vault;
  const pack = await readPack(vault);
  const assignment = pack.assignments.find((row) => row.instrument === "migrant");
  const { draft } = await beginInterview({ vault, pack, assignment, language: "en" });
  const { draft: full } = await saveDraft({ vault, draft: { ...draft, answers } });
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
  const heard = [];
  const saving = autosaving({ vault, draft: full, onOutcome: (outcome) => heard.push(outcome) });
  saving.change({ screen: "m_age" });
  await saving.flush();
  const outcomes = [
    (await beginInterview({ vault, pack, assignment, language: "en" })).outcome,
    (await saveDraft({ vault, draft: full })).outcome,
    (await finishInterview({ vault, pack, draft: full })).outcome,
    heard[0], saving.isSaved,
  ];
  IDBObjectStore.prototype.put = put;
  const kept = await readDraft({ vault, id: full.id });
  await saving.flush();
  return [...outcomes, kept.revision === full.revision, saving.isSaved, saving.draft.screen];
}
"""


def test_a_full_tablet_says_so_and_saves_when_there_is_space_again(page, answers):
    outcomes = page.evaluate(FULL, answers)
    assert outcomes[:4] == ["no_space"] * 4
    assert outcomes[4:] == [False, True, True, "m_age"]
    assert stored(page, "waiting") == []


def test_days_go_by_the_clock_of_the_server_not_of_the_tablet(page, answers):
    """A tablet that is years behind still writes the day of the interview."""
    today = page.evaluate(
        """async () => {
          const really = Date.now;
          const years = 5 * 365 * 24 * 60 * 60 * 1000;
          Date.now = () => really() - years;
          await tablet.fetchPack(globalThis.vault);
          const behind = (await tablet.readPack(globalThis.vault)).today();
          Date.now = () => really() + years;
          await tablet.fetchPack(globalThis.vault);
          const ahead = (await tablet.readPack(globalThis.vault)).today();
          Date.now = really;
          return [behind, ahead];
        }"""
    )
    assert today == [timezone.localdate().isoformat()] * 2


def test_too_many_interviews_a_day_and_a_suspended_place_are_not_begun(
    page, answers, person
):
    outcome = page.evaluate(
        """async () => {
          const { readPack, beginInterview } = tablet;
          const vault = globalThis.vault;
          const pack = await readPack(vault);
          const assignment = pack.assignments.find((row) => row.instrument === "migrant");
          const [round] = pack.rounds;
          const tried = async (changes, more = {}) => {
            const before = { ...round };
            Object.assign(round, changes);
            const result = await beginInterview({ vault, pack, assignment, language: "en", ...more });
            Object.assign(round, before);
            return result.reason ?? result.outcome;
          };
          return [
            await tried({ state: "closed" }),
            await tried({ suspended: [assignment.site] }),
            await tried({ most_interviews_a_day: 2 }, { heldToday: 2 }),
            await tried({}),
          ];
        }"""
    )
    assert outcome == ["round_not_open", "suspended", "too_many", "begun"]
