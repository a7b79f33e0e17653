"""Telegram's HTML: text and entities, there and back."""

import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import parse_html, to_html, utf16_length, with_found
from bot.sandbox.refusal import Refused


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("plain", "plain", []),
        ("<b>a<i>b</i></b>", "ab", ["bold", "italic"]),
        (
            "<strong>a</strong><em>b</em><u>c</u><s>d</s>",
            "abcd",
            ["bold", "italic", "underline", "strikethrough"],
        ),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", ["spoiler", "spoiler"]),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x", ["text_link"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre"]),
        ("<code>&lt;b&gt;</code>", "<b>", ["code"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote"]),
        ("&lt;&amp;&quot;&#8377;&#x20B9; &copy; &", '<&"₹₹ &copy; &', []),
        ("<b></b>x", "x", []),
        ("<B>x</B>", "x", ["bold"]),
        ("<b>x</>", "x", ["bold"]),
    ],
)
def test_what_markup_means(source: str, text: str, kinds: list[str]) -> None:
    parsed, entities = parse_html(source)
    assert parsed == text
    assert [entity["type"] for entity in entities] == kinds


def test_a_link_keeps_its_address() -> None:
    _, (link,) = parse_html('see <a href="https://example.org/?a=1&amp;b=2">here</a>')
    assert link == {
        "type": "text_link",
        "offset": 4,
        "length": 4,
        "url": "https://example.org/?a=1&b=2",
    }


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("ह</b>", "Unexpected end tag at byte offset 3"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("age <5 y", 'Unsupported start tag "5" at byte offset 4'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_is_refused(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_blanks_at_the_ends_go_and_entities_follow() -> None:
    text, entities = parse_html("\n <b> Hi </b> you \n")
    assert text == "Hi  you"
    assert entities == [{"type": "bold", "offset": 0, "length": 3}]


def test_commands_addresses_and_mentions_are_found() -> None:
    text = "😀 /help, a@b.org @asha_lab https://example.org/x."
    found = {
        text.encode("utf-16-le")[each["offset"] * 2 :][: each["length"] * 2].decode("utf-16-le"): each["type"]
        for each in with_found(text, [])
    }
    assert found == {
        "/help": "bot_command",
        "a@b.org": "email",
        "@asha_lab": "mention",
        "https://example.org/x": "url",
    }


@given(st.text())
def test_any_escaped_text_is_itself(text: str) -> None:
    parsed, entities = parse_html(html.escape(text))
    assert parsed == text.strip() or "\x00" in text
    assert entities == []


pieces = st.recursive(
    st.text(alphabet='ab😀ह<&>" ', min_size=1).map(html.escape),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "u", "s", "tg-spoiler"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        ),
        st.lists(inner, min_size=2, max_size=3).map("".join),
    ),
    max_leaves=6,
)


@given(pieces)
def test_there_and_back_again_is_the_same(source: str) -> None:
    text, entities = parse_html(source)
    assert parse_html(to_html(text, entities)) == (text, entities)
    assert all(
        0 <= each["offset"] < each["offset"] + each["length"] <= utf16_length(text) for each in entities
    )


@given(st.text(alphabet="<>/b i&;=\"'a"))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    with suppress(Refused):
        text, entities = parse_html(source)
        assert len(text) <= len(source)
        assert all(each["length"] > 0 for each in entities)
