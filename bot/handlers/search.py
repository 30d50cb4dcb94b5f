"""`/cari`: pages by title and text, and Tanya jawab, typos forgiven."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from math import log

from rapidfuzz import process, utils
from rapidfuzz.distance import OSA

from bot.content import Content
from bot.core.course import Page
from bot.core.dialog import Event, Reply, SearchText, Tap, Text, visible
from bot.core.faq import Entry
from bot.core.people import Chat
from bot.handlers.deps import Deps, person_of
from bot.screens import search as screens
from bot.storage import chats, faq

FOUND_LIMIT = 6
ENTRIES_LIMIT = 2  # of Tanya jawab, beside the pages
SURE = 0.5  # the least score (0 to 1) that counts as found
WORDS_LIMIT = 200  # characters of a query that are looked at
TEXT_COUNTS = 0.8  # a word in the text, where one in the title counts 1
UNKNOWN_WEIGHS = 1.6  # a word on no page at all, where the rarest one known weighs 4.4
CLOSE = 0.9  # a word within a longer one ("hitung" in "penghitungan"), or mistyped

Words = tuple[frozenset[str], frozenset[str]]  # of a title, and all of them

# Words of a sentence that say nothing about what is looked for.
EMPTY_WORDS = """
    ada adalah agar akan anda apa apakah assalamualaikum atau bagaimana baik banyak berapa betul
    bisa boleh bot bpk bu dan dapat dari dengan gimana halo harus ibu ini itu jika juga kak
    kalau kami kapan karena kasih kepada kita lalu maaf malam mana mas mau min mohon oke oleh
    pada pagi pak permisi saat saja saya sebagai selamat siang siap siapa sip sore sudah supaya
    tentang terima tidak tolong untuk wb wr yang
"""
EMPTY = frozenset(EMPTY_WORDS.split())
# What people call a thing that the pages call otherwise.
ALSO_CALLED = {
    "bingkisan": "pemberian",
    "facebook": "media sosial",
    "gaji": "honor",
    "hadiah": "pemberian",
    "medsos": "media sosial",
    "sembako": "pemberian",
    "sosmed": "media sosial",
    "tiktok": "media sosial",
    "upah": "honor",
}


async def on_search(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Search at once for what follows the command, or ask for the words."""
    words = event.text.partition(" ")[2].strip() if isinstance(event, Text) else ""
    if not words or isinstance(event, Tap):
        chats.save_waiting(deps.tx, chat.id, SearchText())
        return [screens.ask(deps.say)]
    return [await _answer(words, chat, deps)]


async def on_search_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    return [await _answer(event.text, chat, deps)]


async def _answer(words: str, chat: Chat, deps: Deps) -> Reply:
    pages, entries = find_all(deps.content, await faq.list_shown(deps.tx.fetch), words)
    if pages or entries:
        return screens.found(deps.say, words, pages, entries)
    return screens.nothing_found(deps.say, words, person_of(chat))


def find_pages(content: Content, words: str, *, sure: float) -> list[Page]:
    """Return the pages that fit best, best first, if they fit at least as well as `sure` (0 to 1).

    A word in the title counts more than one in the text, and a rare word more than "suara",
    which is everywhere.
    """
    pages = list(content.pages.values())
    fitting = _rank([_words_of(page) for page in pages], words, sure)
    return [pages[n] for n in fitting[:FOUND_LIMIT]]


def find_all(
    content: Content, entries: Sequence[Entry], words: str
) -> tuple[list[Page], list[Entry]]:
    """Return the pages and the entries of Tanya jawab that fit best, weighed against each other.

    A question counts as the title of its entry.
    """
    pages = list(content.pages.values())
    known = [_words_of(page) for page in pages]
    known += [_words_in(entry.question, entry.answer) for entry in entries]
    fitting = _rank(known, words, SURE)
    return (
        [pages[n] for n in fitting if n < len(pages)][:FOUND_LIMIT],
        [entries[n - len(pages)] for n in fitting if n >= len(pages)][:ENTRIES_LIMIT],
    )


def _rank(known: Sequence[Words], words: str, sure: float) -> list[int]:
    """Return the places of the texts that fit at least as well as `sure`, the best first."""
    scores = [0.0] * len(known)
    total = 0.0
    for fits in _fits(_wanted(words), known):
        having = sum(fit > 0 for fit in fits)
        weight = log(1 + len(known) / having) if having else UNKNOWN_WEIGHS
        total += weight
        for n, fit in enumerate(fits):
            scores[n] += weight * fit
    sure_of = (n for n, score in enumerate(scores) if total and score / total >= sure)
    return sorted(sure_of, key=lambda n: -scores[n])


def _wanted(words: str) -> list[str]:
    """Return the words that say what is looked for, each once."""
    typed = utils.default_process(words[:WORDS_LIMIT]).split()
    meant = " ".join(ALSO_CALLED.get(word, word) for word in typed).split()
    return [
        word
        for word in dict.fromkeys(meant)
        if word not in EMPTY and (len(word) >= 3 or word.isdecimal())
    ]


def _fits(wanted: Sequence[str], known: Sequence[Words]) -> Iterator[list[float]]:
    """Yield, for each word, how well it fits each text, 0 to 1."""
    everywhere: frozenset[str] = frozenset().union(*(text for _, text in known))
    for word in wanted:
        near = _near(word, everywhere)
        yield [
            max(_fit(word, near, title), TEXT_COUNTS * _fit(word, near, text))
            for title, text in known
        ]


@lru_cache(maxsize=1024)
def _words_of(page: Page) -> Words:
    return _words_in(page.title, visible(page.body))


@lru_cache(maxsize=1024)
def _words_in(title: str, text: str) -> Words:
    """Return the words of the title, and all words."""
    of_title = utils.default_process(title).split()
    return frozenset(of_title), frozenset([*of_title, *utils.default_process(text).split()])


def _near(word: str, known: Collection[str]) -> frozenset[str]:
    """Return the known words around it ("penghitungan" for "hitung") and those it mistypes.

    A typo is one letter, two in a long word, and hardly ever the first: "masih" is not "kasih".
    """
    if len(word) < 4:
        return frozenset()
    around = frozenset(other for other in known if word in other)
    if word in known:
        return around
    alike = [other for other in known if other[0] == word[0]]
    wrong = 1 if len(word) < 8 else 2
    mistyped = process.extract(
        word, alike, scorer=OSA.distance, score_cutoff=wrong, limit=None, processor=None
    )
    return around | {other for other, _, _ in mistyped}


def _fit(word: str, near: frozenset[str], there: frozenset[str]) -> float:
    if word in there:
        return 1.0
    return CLOSE if near & there else 0.0
