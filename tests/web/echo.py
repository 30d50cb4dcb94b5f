"""A small bot for the web tests: it keeps what it said, as the real one does in `said`."""

import asyncio
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.channels.frames import Said
from bot.channels.webchat import WebChat
from bot.core.dialog import Choice, Incoming, Media, Reply, Start, Tap, Text

LETTERS = tuple(Choice(letter, f"jawab:{letter}") for letter in "ABCD")
MENU = Reply(
    Markup("<b>Menu</b>\nPilih yang Anda perlukan."),
    (
        Choice("Materi", "materi"),
        Choice("Kuis", "kuis"),
        Choice("Kartu saku hari H", "saku"),
        Choice("Situs KPU", "https://www.kpu.go.id"),
    ),
)
QUESTION = Reply(
    Markup(
        "<b>Soal 1 dari 10</b>\nSeorang pemilih DPTb datang pukul 12.15. Kapan ia dilayani?\n\n"
        "A. Pukul 07.00–13.00\nB. Pukul 12.00–13.00\nC. Setelah pukul 13.00\nD. Tidak dilayani"
    ),
    LETTERS,
    replace=True,
)


ANSWERED = Reply(
    Markup(
        "<b>Soal 1 dari 10</b>\nSeorang pemilih DPTb datang pukul 12.15.\n\nJawaban Anda benar."
        "\n<blockquote>Pemilih DPTb dilayani pukul 07.00–13.00, seperti DPT.</blockquote>"
        "\n<i>Dasar: PKPU 25/2023</i>"
    ),
    (Choice("Soal berikutnya", "kuis"), Choice("Menu", "menu")),
    replace=True,
)
PICTURE = Reply(
    Markup("Lima warna surat suara"),
    (Choice("Menu", "menu"),),
    media=Media("picture", "lima-warna.png", "Lima warna surat suara", "lima-warna.png"),
)
PAPER = Reply(
    Markup("Ini data Anda."), media=Media("document", "data-saya.txt", "Data", text="nama: Siti\n")
)
MADE = Media("document", "daftar <b>.xlsx", "Hasil impor", ref=7, token="rahasia-satu")
PHOTO = Media("picture", "foto.png", "Gambar siaran", ref=-8, token="rahasia-dua")
LETTER = Media("document", "undangan é.pdf", "Undangan", ref=-9, token="rahasia-tiga")
ASKING = Reply(Markup("Kirim daftar petugas."), ask_file="Kirim berkas")
TAPPED = {"kuis": QUESTION, "jawab": ANSWERED, "materi": PICTURE, "menu": MENU}
TYPED = {
    "/menu": MENU,
    "dokumen": PAPER,
    "hasil": Reply(Markup("Ini hasilnya."), media=MADE),
    "berkas": ASKING,
    "nomor": Reply(Markup("Bagikan nomor Anda."), ask_contact="Bagikan nomor saya"),
    "panjang": Reply(Markup("\n").join(f"Baris {n}" for n in range(1, 90))),
}


def answers(incoming: Incoming) -> list[Reply]:
    match incoming.event:
        case Start(payload):
            hello = Markup("Selamat datang. Kode: <code>{}</code>").format(payload or "-")
            return [Reply(hello), MENU]
        case Tap(action):
            return [TAPPED[action.partition(":")[0]]]
        case Text(text):
            return [TYPED.get(text) or Reply(Markup("Anda menulis: {}").format(text[:100]))]
        case event:
            return [Reply(Markup("{}").format(str(event)))]


@dataclass
class EchoBot:
    """Commits each event once, and shows the answers on the pages of its `chat`."""

    own_contact: bool = False
    said: dict[str, list[Said]] = field(default_factory=dict)
    taken: list[Incoming] = field(default_factory=list)
    read: list[int] = field(default_factory=list)  # up to which seq pages say they have shown
    failing: bool = False
    gate: asyncio.Event = field(
        default_factory=asyncio.Event
    )  # closed: events wait to be committed
    committed: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()
        self.chat = self.new_chat()

    def new_chat(self) -> WebChat:
        """Return a channel as after a restart: what was said is still there."""
        return WebChat(self.take, self.replay, own_contact=self.own_contact, on_read=self.on_read)

    async def on_read(self, _address: str, seq: int) -> None:
        self.read.append(seq)
        self.heard.set()

    async def until_read(self, seq: int) -> None:
        """Wait until a page says that it has shown all up to `seq`, or more."""
        async with asyncio.timeout(5):
            while max(self.read, default=0) < seq:
                self.heard.clear()
                await self.heard.wait()

    async def take(self, incoming: Incoming) -> None:
        await self.gate.wait()
        if self.failing:
            raise RuntimeError("basis data tidak menjawab")
        turns = self.said.setdefault(incoming.address, [])
        known = [turn for turn in turns if turn[1] == incoming.key]
        if not known:
            self.taken.append(incoming)
            target = incoming.event.message if isinstance(incoming.event, Tap) else ""
            replies = [(one, target if one.replace else "") for one in answers(incoming)]
            turns.append((len(turns) + 1, incoming.key, replies))
            known = turns[-1:]
            self.committed.set()
        await self.show(incoming.address, known[0])

    async def show(self, address: str, turn: Said) -> None:
        for n, (reply, target) in enumerate(turn[2]):
            await self.chat.send(address, f"{turn[0]}.{n}", reply, target)

    async def remind(self, *replies: Reply, key: str = "o1", arrives: int = 9) -> None:
        """Say something unasked-for to everyone; the line breaks after `arrives` messages."""
        for address, turns in self.said.items():
            turns.append((len(turns) + 1, key, [(reply, "") for reply in replies]))
            await self.show(address, (*turns[-1][:2], turns[-1][2][:arrives]))

    async def asked(self, address: str) -> bool:
        """Tell whether this phone was asked for a file."""
        turns = self.said.get(address, [])
        return any(reply.ask_file for _, _, replies in turns for reply, _ in replies)

    async def replay(self, address: str, after: int) -> list[Said]:
        return [turn for turn in self.said.get(address, []) if turn[0] > after]
