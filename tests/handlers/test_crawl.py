"""Somebody of every role presses every button there is, and finds a way on everywhere."""

import re
from collections import deque
from collections.abc import Iterator

import pytest

from bot.core.dialog import Nothing, RosterCode
from bot.handlers.routes import TAPS
from bot.storage import meta
from tests.phone import Message, Phone, Town

PRESSES = 3000
LEFTOVER = re.compile(r"\{[a-z_0-9]*\}|\bNone\b|<[a-z/]")
ROLES = [
    *(("KPPS", number) for number in range(1, 8)),
    ("PPS", 1),
    ("PPK", 1),
    ("Sosdiklih", 1),
    ("tamu", 0),
]
# Buttons that only hang on what others did, on files, or on links from elsewhere.
TOLD_ONLY = {"tps", "kursi", "kursiku", "bebas", "putus", "kerja"}
TOLD_ONLY |= {"impor", "barisimpor", "pilihimpor", "terapkan", "batalimpor", "urungkan"}
TOLD_ONLY |= {"terhapus", "terhapus1"}
TOLD_ONLY |= {"ubahan"}  # only in a reminder: tests/handlers/test_review.py
OF_TEAMS = {"tim", "nomor"}
OF_AREAS = {"rekap", "jangkau", "jangkau1", "tanda", "tatap", "ganti", "permohonan"}
OF_AREAS |= {"undang", "undang1", "grup", "kit", "unduhhasil"}
OF_AREAS |= {"tanyamasuk", "masalahmasuk"}
OF_AREAS |= {"wilayah", "harihtps"}
OF_CLASSES = {"kelas", "kelasbuka", "kelashari", "kelas1", "kelastutup", "kelashasil", "kelasqr"}
OF_CLASSES |= {"kelaspdf", "kelashadir", "kelaskuis"}
# Only in a class with people: tests/handlers/test_classroom.py and test_classroom_quiz.py.
TOLD_ONLY |= {"kelasku", "kelassoal", "kelasjawab", "kelascatat"}
TOLD_ONLY |= {"centang"}  # only on the eve and the day: tests/handlers/test_voting_ticks.py
# Questions of others, and what was made of them.
TOLD_ONLY |= {"tanyabuka", "tanyabalas", "tanyaterus", "tanyatutup", "tanyajawab1"}
TOLD_ONLY |= {"faqdari", "faqubah", "faqterbit", "faqtarik"}
OF_RESULTS = {"hasil", "mingguan", "tren", "dasbor", "cabuttanda", "faqatur"}
TOLD_ONLY |= {"damping", "peramban"}  # only with many desa, only with a browser at the dashboard
OF_DRAFTS = {"siaran", "siartulis", "siarlihat", "siarhapus", "siarwil", "siarpilih", "siarperan"}
OF_DRAFTS |= {"siarstatus", "siarpra", "siaruji", "siarjadwal", "siarkirim", "siarya", "siaringat"}
OF_RUNNING = {"siarjalan", "siarhenti", "siarnama", "siarunduh"}
OF_OFFICE = {"daftarpetugas", "siardarurat", "siarsemua", "buku"}
# What hangs on what others did, on what was sent to oneself, or on how far a broadcast is.
TOLD_ONLY |= {"siarlapor", "siarsetuju", "siartolak", "siarulang", "siarubah"}
TOLD_ONLY |= {"siarjeda", "siarlanjut", "buku1"}
BEYOND = OF_TEAMS | OF_AREAS | OF_DRAFTS | OF_RUNNING | OF_OFFICE | OF_RESULTS
BEYOND |= OF_CLASSES
BEYOND |= {"rekapdi", "peta"}
MET = {  # what is more than one's own things, by (role, number)
    ("KPPS", 1): OF_TEAMS,
    ("PPS", 0): OF_TEAMS | OF_AREAS | OF_DRAFTS | OF_RUNNING | OF_CLASSES,
    ("PPK", 0): OF_TEAMS | OF_AREAS | OF_DRAFTS | OF_RUNNING | {"peta"},
    ("Sosdiklih", 0): OF_TEAMS | OF_AREAS | OF_DRAFTS | OF_OFFICE | OF_RESULTS | {"peta"},
}
FINAL = ("orang:baru", "hapus:ya")  # pressed at the end: whoever was here is gone after them
MOST_TYPED = 9
TO_TYPE = "Catatan {0} & <b>uji</b> coba"


class Crawler:
    """Presses each action once, where it first appeared."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._known: set[str] = set(FINAL)
        self._waiting: deque[tuple[str, str]] = deque()
        self.pressed = 0

    async def crawl(self) -> None:
        self._look_at(await self._phone.type("/menu"), "/menu")
        while self._waiting and self.pressed < PRESSES:
            action, message = self._waiting.popleft()
            self.pressed += 1
            self._look_at(await self._phone.tap(action, message), action)
            await self._type(action)

    async def _type(self, action: str) -> None:
        """Answer what is asked for as a text; what is not accepted is not tried for ever."""
        for _ in range(MOST_TYPED):
            if isinstance((await self._phone.chat()).waiting, Nothing | RosterCode):
                return
            self._look_at(await self._phone.type(TO_TYPE), f"teks sesudah {action}")

    async def finish(self) -> None:
        for action in FINAL:
            self._look_at(await self._phone.tap(action), action)

    def _look_at(self, heard: list[Message], why: str) -> None:
        assert heard, f"{why}: no answer"
        for message in heard:
            self._check(message, why)
            for action in (one.action for one in message.reply.choices if not one.is_link):
                # The button to the next question says the same on every question.
                key = action + (message.text if action.startswith("soal:") else "")
                if key not in self._known and not action.startswith("hapus:ya:"):
                    self._known.add(key)
                    self._waiting.append((action, message.name))
        last = heard[-1].reply
        assert last.choices or last.ask_contact, f"{why}: no way on"

    def _check(self, message: Message, why: str) -> None:
        text = message.text.replace(TO_TYPE, "")
        assert not LEFTOVER.search(text), f"{why}: {LEFTOVER.search(text)} in {text!r}"
        assert not re.search(r"\b(kamu|kalian)\b", text, re.IGNORECASE), f"{why}: {text!r}"
        for action in message.actions:
            assert action.startswith("https://") or action.partition(":")[0] in TAPS, action

    @property
    def names(self) -> set[str]:
        """The actions met, by name."""
        return {action.partition(":")[0] for action in self._known}

    def of(self, name: str) -> Iterator[str]:
        return (action for action in self._known if action.partition(":")[0] == name)


@pytest.mark.parametrize(("role", "number"), ROLES)
async def test_every_button_leads_somewhere(town: Town, role: str, number: int):
    async with town.db.transaction() as tx:
        meta.save(tx, "public_url", "https://bimtek.example")
    phone = await (town.guest() if role == "tamu" else town.registered(role, number))
    crawler = Crawler(phone)

    await crawler.crawl()

    await crawler.finish()
    assert crawler.pressed < PRESSES, "all of it was seen"
    assert set(crawler.of("hal")) == {f"hal:{page}" for page in town.content.pages}, (
        "every page can be reached"
    )
    assert len(set(crawler.of("saku1"))) == len(town.content.pocket)
    rare = {"klaim", "mulai", "setuju", "nanti", "kenal", "ya", "bukan"}  # only before a seat
    rare |= {"sisa"}  # only after a test passed with a mistake
    rare |= {"masalah"} if role == "Sosdiklih" else set()  # nobody is above them
    rare |= {"daftar", "telepon", "minta"} if role != "tamu" else set()
    assert crawler.names >= set(TAPS) - rare - TOLD_ONLY - BEYOND
    assert crawler.names & BEYOND >= MET.get((role, number), MET.get((role, 0), set()))
    if role in {"tamu", "KPPS"} and number != 1:
        assert not crawler.names & BEYOND
