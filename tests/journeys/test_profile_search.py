"""The search of a profile sees what Chromium writes, also where it is compressed."""

import pytest

from tests.journeys.profile_search import contents, found_in_profile, unpacked
from tests.journeys.tablet_in_browser import OwnBrowser

LEAVE = """
async () => {
  localStorage.setItem("note", "leftinlocalstorage");
  sessionStorage.setItem("note", "leftinsession");
  const cache = await caches.open("notes");
  await cache.put("/note", new Response("leftinthecache"));
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open("notes", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("notes");
    opening.onerror = reject;
    opening.onsuccess = () => {
      const writing = opening.result.transaction("notes", "readwrite", { durability: "strict" });
      writing.objectStore("notes").put("leftindatabase é", "note");
      writing.oncomplete = resolve;
    };
  });
  history.pushState(null, "", "#leftinhistory");
}
"""  # noqa: E501 - lines of JavaScript
LEFT = [
    "leftinlocalstorage",
    "leftinthecache",
    "leftindatabase",
    "leftinhistory",
]


@pytest.mark.django_db(transaction=True)
def test_what_a_page_leaves_in_clear_is_noticed(tmp_path, chromium, live_server):
    browser = OwnBrowser(tmp_path / "profile", chromium.browser_type)
    page = browser.open()
    page.goto(f"{live_server.url}/sign-in/")
    page.evaluate(LEAVE)
    page.wait_for_timeout(1_000)
    browser.close()
    noticed = {word for _file, word in found_in_profile(browser.folder, LEFT)}
    assert noticed == set(LEFT)


def test_a_compressed_block_of_a_database_is_unpacked():
    # "abcd" as it is, then a copy of eight bytes from four bytes back, then "!"
    packed = bytes([13, 3 << 2]) + b"abcd" + bytes([4 << 2 | 1, 4, 0]) + b"!"
    assert unpacked(packed) == b"abcdabcdabcd!"


def test_a_table_is_looked_through_block_by_block():
    packed = bytes([13, 3 << 2]) + b"abcd" + bytes([4 << 2 | 1, 4, 0]) + b"!"
    data = packed + bytes([1]) + bytes(4)
    entry = bytes([0, 1, 2]) + b"k" + bytes([0, len(packed)])
    index = entry + (0).to_bytes(4, "little") + (1).to_bytes(4, "little")
    handles = bytes([0, 0, len(data), len(index)]).ljust(40, b"\0")
    table = data + index + bytes(5) + handles + bytes.fromhex("57fb808b247547db")
    assert b"abcdabcdabcd!" in list(contents(table))
