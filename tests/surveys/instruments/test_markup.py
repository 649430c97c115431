"""Labels come from anybody: bold and lists are shown, nothing else gets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.markup import TAGS, plain, rendered


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("How old are you?", "How old are you?"),
        ("**Now** or *later*?", "<strong>Now</strong> or <em>later</em>?"),
        ("a & b < c", "a &amp; b &lt; c"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("m_days and x_y", "m_days and x_y"),
        ("<script>x()</script>", "&lt;script&gt;x()&lt;/script&gt;"),
        ("<img src=x onerror=y()>", "&lt;img src=x onerror=y()&gt;"),
        ("[go](javascript:x())", "[go](javascript:x())"),
        ("![p](https://a.example/b.png)", "![p](https://a.example/b.png)"),
        ("<https://a.example>", "&lt;https://a.example&gt;"),
        ("**<b onclick=x>**", "<strong>&lt;b onclick=x&gt;</strong>"),
    ],
)
def test_a_label_shows_what_it_means_and_runs_nothing(text, html):
    assert rendered(text) == html


def test_lists_of_a_script_are_lists():
    assert "<li>one</li>" in rendered("We ask:\n\n- one\n- two")


def test_screen_readers_hear_the_words_without_the_marks():
    assert plain("**Now** & *later* <b>") == "Now & later <b>"


PIECES = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "script",
            "*",
            "**",
            "_",
            "`",
            "\n",
            "- ",
            "# ",
            "[a](",
            ")",
            "&lt;",
            "javascript:",
            '"',
            "'",
            "=",
            " onload",
            "&#60;",
            "img src",
            "\\",
            "a",
            "~~~",
        ]
    ),
    max_size=30,
)


@given(PIECES)
def test_no_label_ever_makes_another_tag_or_an_attribute(pieces):
    for tag in re.findall(r"<[^>]*>", rendered("".join(pieces))):
        assert re.fullmatch(r"</?([a-z]+)>", tag)
        assert tag.strip("</>") in TAGS
