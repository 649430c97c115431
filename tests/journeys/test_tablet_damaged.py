"""What is damaged on a tablet takes nothing else with it, and is said in words."""
# ruff: noqa: E501 - lines of JavaScript in texts

import pytest
from playwright.sync_api import expect

from surveys.models import Interview
from tests.journeys.tablet_in_browser import begin, finish, has_all_forms, unlock

pytestmark = pytest.mark.django_db(transaction=True)
EXCHANGE = """
([store, id, field]) => tablet.change([store], async (stores) => {
  const entry = await stores.get(store, id);
  const damaged = new Uint8Array(entry[field]);
  damaged[damaged.length - 1] ^= 1;
  await stores.put(store, id, { ...entry, [field]: damaged });
})
"""
CUT = """
async () => {
  const cache = await caches.open("screens of forms");
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const text = await response.text();
    await cache.put(request, new Response(text.slice(0, text.length / 2), { headers: response.headers }));
  }
}
"""


def test_a_damaged_draft_hides_no_other_one(page, answers):
    whole, damaged = (begin(page, answers)["draft"]["id"] for _time in range(2))
    page.evaluate(EXCHANGE, ["drafts", damaged, "sealed"])
    page.reload()
    unlock(page)
    rows = page.locator("[data-page=today] [data-drafts] li")
    expect(rows).to_have_count(2)
    expect(rows.locator("a")).to_have_count(1)
    expect(rows.locator(f"a[href='#/form/{whole}']")).to_be_visible()
    expect(rows.last).to_contain_text("damaged")


def test_a_damaged_label_hides_no_other_interview_and_its_own_is_sent(page, answers):
    page.context.set_offline(True)
    for _time in range(2):
        finish(page, begin(page, answers)["draft"]["id"])
    first = page.evaluate(
        "() => tablet.read(['waiting'], (stores) => stores.keys('waiting'))"
    )[0]
    page.evaluate(EXCHANGE, ["waiting", first, "label"])
    page.evaluate("location.hash = '#/send'")
    rows = page.locator("[data-page=send] [data-waiting] li")
    expect(rows).to_have_count(2)
    page.context.set_offline(False)
    page.locator("[data-send-now]").click()
    received = page.locator("[data-page=send] [data-received] .good")
    expect(received).to_have_count(2)
    assert Interview.objects.count() == 2


@pytest.mark.parametrize(
    "damage", [CUT, "() => caches.delete('screens of forms')"], ids=["cut", "gone"]
)
def test_forms_that_are_damaged_are_said_and_the_draft_stays(page, answers, damage):
    begin(page, {})
    has_all_forms(page)
    page.context.set_offline(True)
    page.evaluate(damage)
    page.reload()
    unlock(page)
    page.locator("[data-page=today] [data-drafts] a").click()
    expect(page.locator("[data-page=today] [data-problem-panel]")).to_contain_text(
        "Get new forms"
    )
    expect(page.locator("[data-page=today] [data-drafts] a")).to_have_count(1)
