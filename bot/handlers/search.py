"""`/cari`: pages by title and text, typos forgiven."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from math import log

from rapidfuzz import process, utils
from rapidfuzz.distance import OSA

from bot.content import Content
from bot.core.course import Page
from bot.core.dialog import Event, Reply, SearchText, Tap, Text, visible
from bot.core.people import Chat
from bot.handlers.deps import Deps
from bot.screens import search as screens
from bot.storage import chats

FOUND_LIMIT = 6
SURE = 0.5  # the least score (0 to 1) that counts as found
WORDS_LIMIT = 200  # characters of a query that are looked at
TEXT_COUNTS = 0.8  # a word in the text, where one in the title counts 1
UNKNOWN_WEIGHS = 1.6  # a word on no page at all, where the rarest one known weighs 4.4
CLOSE = 0.9  # a word within a longer one ("hitung" in "penghitungan"), or mistyped

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
    return [_answer(words, deps)]


async def on_search_text(event: Text, _chat: Chat, deps: Deps) -> list[Reply]:
    return [_answer(event.text, deps)]


def _answer(words: str, deps: Deps) -> Reply:
    pages = find_pages(deps.content, words, sure=SURE)
    if pages:
        return screens.found(deps.say, words, pages)
    return screens.nothing_found(deps.say, words)


def find_pages(content: Content, words: str, *, sure: float) -> list[Page]:
    """Return the pages that fit best, best first, if they fit at least as well as `sure` (0 to 1).

    A word in the title counts more than one in the text, and a rare word more than "suara",
    which is everywhere.
    """
    pages = list(content.pages.values())
    scores = dict.fromkeys(content.pages, 0.0)
    total = 0.0
    for fits in _fits(_wanted(words), pages):
        having = sum(fit > 0 for fit in fits)
        weight = log(1 + len(pages) / having) if having else UNKNOWN_WEIGHS
        total += weight
        for page, fit in zip(pages, fits, strict=True):
            scores[page.id] += weight * fit
    best = sorted(
        (p for p in scores if total and scores[p] / total >= sure), key=lambda p: -scores[p]
    )
    return [content.pages[page_id] for page_id in best[:FOUND_LIMIT]]


def _wanted(words: str) -> list[str]:
    """Return the words that say what is looked for, each once."""
    typed = utils.default_process(words[:WORDS_LIMIT]).split()
    meant = " ".join(ALSO_CALLED.get(word, word) for word in typed).split()
    return [
        word
        for word in dict.fromkeys(meant)
        if word not in EMPTY and (len(word) >= 3 or word.isdecimal())
    ]


def _fits(wanted: Sequence[str], pages: Sequence[Page]) -> Iterator[list[float]]:
    """Yield, for each word, how well it fits each page, 0 to 1."""
    known = [_words_of(page) for page in pages]
    everywhere: frozenset[str] = frozenset().union(*(text for _, text in known))
    for word in wanted:
        near = _near(word, everywhere)
        yield [
            max(_fit(word, near, title), TEXT_COUNTS * _fit(word, near, text))
            for title, text in known
        ]


@lru_cache(maxsize=1024)
def _words_of(page: Page) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of the title, and all words."""
    title = utils.default_process(page.title).split()
    return frozenset(title), frozenset(
        [*title, *utils.default_process(visible(page.body)).split()]
    )


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
