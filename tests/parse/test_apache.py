"""The reader of Apache's configuration on hostile and on ordinary text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.apache import Apache, listed, protocols
from posture.parse.apache_tree import build, split

PIECES = st.sampled_from(
    (
        *("<VirtualHost *:443>", "</VirtualHost>", "<IfModule !x>", "</IfModule>", "<Directory", ">", "<", "</"),
        *(
            "SSLEngine on",
            "SSLProtocol all -",
            "ServerTokens",
            "Options +Indexes",
            "Include x",
            "LoadModule",
            "\n",
            "\\\n",
        ),
        *" \"'#\r",
    )
)
NAMES = ("tls_versions", "server_tokens", "server_signature", "trace_enable", "indexes")


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_reads_any_text(text: str) -> None:
    file = File("/etc/apache2/apache2.conf", text)
    apache = Apache(build(file, lambda _: (file,), "/etc/apache2"))
    for name in NAMES:
        assert apache.settings(name)
    assert all(one.at.line and one.at.line <= text.count("\n") + 1 for one in apache.tree.placed)


def test_words_with_quotes_and_backslashes() -> None:
    assert split('a  "b c" \'d"e\' "f\\"g" h\\i') == ["a", "b c", 'd"e', 'f"g', "h\\i"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("all -SSLv3", ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")),
        ("-all +TLSv1.2 +tlsv1.3", ("TLSv1.2", "TLSv1.3")),
        ("all -TLSv1 -TLSv1.1", ("TLSv1.2", "TLSv1.3")),
        ("TLSv1 TLSv1.2", ("TLSv1.2",)),
        ("+SSLv3", ("SSLv3",)),
        ("", ()),
    ],
)
def test_versions_that_a_line_leaves(words: str, left: tuple[str, ...]) -> None:
    assert protocols(tuple(words.split())) == left


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("Indexes FollowSymLinks", False, True),
        ("FollowSymLinks", True, False),
        ("-Indexes", True, False),
        ("+FollowSymLinks", True, True),
        ("+Indexes -Indexes", False, False),
        ("All", False, True),
        ("None", True, False),
    ],
)
def test_options_that_list_folders(words: str, before: bool, after: bool) -> None:
    assert listed(tuple(words.split()), before) is after
