"""README.zh-CN.md says what README.md says: the same code, tables and links, in the same order."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = "README.md", "README.zh-CN.md"


def skeleton(text):
    """Returns what does not depend on the language: levels of headings, code, links, table rows."""
    parts = []
    for code, line in re.findall(r"^(```\w*\n[\s\S]*?^```)$|^(.+)$", text, re.M):
        heading = re.match(r"#+ ", line)
        if code:
            parts.append(("code", code))
        elif heading:
            parts.append(("heading", heading[0]))
        elif line.startswith("|"):
            parts.append(("row", line.count(" | ")))
        parts += [("link", link) for link in re.findall(r"\]\(([^)]+)\)", line)]
    return parts


def of_kind(name, kind):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [part for part in skeleton(text) if part[0] == kind]


def test_a_line_is_told_for_what_it_is():
    text = "# A\n\nsee [x](y.md)\n\n```sh\n# no heading\n| no row |\n```\n\n| a | b |\n"
    assert skeleton(text) == [
        ("heading", "# "),
        ("link", "y.md"),
        ("code", "```sh\n# no heading\n| no row |\n```"),
        ("row", 1),
    ]


def test_the_code_is_the_same():
    assert of_kind(ENGLISH, "code") == of_kind(CHINESE, "code")


def test_headings_code_and_tables_come_in_the_same_order():
    english, chinese = (
        [part for part in skeleton((ROOT / name).read_text("utf-8")) if part[0] != "link"]
        for name in (ENGLISH, CHINESE)
    )
    assert english == chinese


def test_both_link_to_the_same_and_to_each_other():
    english = {link.replace("lectures/en/", "lectures/zh/") for _, link in of_kind(ENGLISH, "link")}
    chinese = {link for _, link in of_kind(CHINESE, "link")}
    assert english - {CHINESE} == chinese - {ENGLISH}
    assert CHINESE in english
    assert ENGLISH in chinese


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_what_is_linked_is_there(name):
    for _, link in of_kind(name, "link"):
        assert link.startswith("https://") or (ROOT / link.partition("#")[0]).exists(), link


def test_the_families_are_the_same():
    rows = [
        [re.findall(r"`\w+`", line.split(" | ")[0]) for line in text.splitlines() if "| `" in line]
        for text in ((ROOT / name).read_text(encoding="utf-8") for name in (ENGLISH, CHINESE))
    ]
    assert rows[0] == rows[1]
