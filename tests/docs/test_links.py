"""Links, pictures, paths and decisions: what a document points at is there."""

import re
import tomllib

import pytest

from tests.docs import pages
from tests.docs.pages import DOCUMENTS, ROOT

PICTURE_LIMIT = 150_000  # bytes: the README is read on phones, too

every_document = pytest.mark.parametrize("document", DOCUMENTS)


@every_document
def test_every_link_inside_the_project_leads_somewhere(document):
    for _, words, target in pages.links(document):
        if target.startswith(("http://", "https://")):
            continue
        name, _, fragment = target.partition("#")
        path = (ROOT / document).parent / name if name else ROOT / document
        assert words
        assert path.exists(), target
        if fragment:
            found = pages.headings(str(path.resolve().relative_to(ROOT)))
            assert fragment in map(pages.anchor, found), target


@every_document
def test_every_file_of_the_program_that_a_document_names_exists(document):
    named = [
        span
        for span in pages.spans(document)
        if re.fullmatch(r"(bot|tests|docs|bench|\.ci)/[\w./-]+", span)
    ]

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_pictures_are_small_and_described():
    found = [
        (ROOT / document).parent / target
        for document in DOCUMENTS
        for picture, words, target in pages.links(document)
        if picture and words
    ]

    assert len(found) >= 4
    assert all(path.stat().st_size <= PICTURE_LIMIT for path in found)
    assert {path.name for path in (ROOT / "docs" / "gambar").iterdir()} == {
        path.name for path in found
    }


def test_every_decision_is_listed_short_and_of_the_same_form():
    files = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    index = pages.text_of("docs/adr/README.md")
    listed = re.findall(r"^\| \[(\d{4})\]\(([\w-]+\.md)\) \|", index, re.MULTILINE)

    assert [name for _, name in listed] == [path.name for path in files]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert re.search(r"^Status: ", text, re.MULTILINE)
        assert len(text.split()) <= 550, f"{path.name} is longer than a page"


def test_every_decision_that_the_code_refers_to_is_written_down():
    numbers = {path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")}

    referred = {
        (path.name, number)
        for path in (ROOT / "bot").rglob("*.py")
        for number in re.findall(r"\bdesign(?:\.md)? D(\d+)", path.read_text(encoding="utf-8"))
    }
    assert {(name, n) for name, n in referred if f"{int(n):04}" not in numbers} == set()


def test_every_dependency_has_its_line_among_the_decisions():
    project = tomllib.loads(pages.text_of("pyproject.toml"))
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[^\w-]", one)[0] for one in wanted}

    adr = pages.text_of("docs/adr/0014-libraries.md")
    assert set(re.findall(r"^\| ([\w-]+) \|", adr, re.MULTILINE)) - {"library"} == names
