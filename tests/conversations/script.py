"""Golden conversations: a text file that a trainer can read, replayed and written again.

    # Keterangan
    @ 2024-02-09 07.00     jam dipindah (bawaan: 26 Januari 2024, 08.00)
    * terdaftar KPPS 3     yang terjadi tanpa dikutip; juga: * selesai sesi 2,
                           * dibaca sesi 2, * diisi evaluasi, * dijawab 8 benar,
                           * tautan grup 004 GRUPTPSF, * alamat https://bimtek.example,
                           * masuk dasbor, * berubah hal s3-… Baris perubahannya,
                           * berubah soal Baris (soal pertama yang pernah dijawab)
    > /start               yang diketik
    > [Lanjut]             tombol yang ditekan
    > (benar)              menjawab soal di layar; juga (keliru), (keliru bila penentu)
    > (tunggu)             siaran yang waktunya tiba dikirim, dan kabarnya ditunjukkan
    > (pengingat)          pengingat yang waktunya tiba dikirim
    > (mingguan)           ringkasan mingguan dikirim, bila waktunya tiba
    > (pertanyaan)         pertanyaan dan masalah yang terlalu lama menunggu diteruskan
    > (kerja)              pekerjaan yang diminta (gambar, berkas) diselesaikan
    > (nomor tanda)        mengetik nomor Tanda Selesai Belajar yang dibuat terakhir
    > (kontak 0812…)       membagikan nomor sendiri; (kontak orang lain 0812…)
    < Selamat datang …     jawaban bot, baris demi baris
    < [Materi] [Kuis]      tombol di bawahnya
    hp2> /start            yang terjadi di ponsel kedua, dan hp2< jawabannya

Only what is typed, pressed and explained is read; the answers are written anew and compared.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from bot.core.outbox import Kind
from bot.delivery.outbox import Outbox
from bot.delivery.reminders import Reminders
from bot.delivery.weekly import Weekly
from bot.storage import meta, web_sessions
from tests.asking import tick
from tests.broadcasting import put, send_due, show_progress
from tests.changing import answered_by, change
from tests.learner import complete_session, fill_in, go_on, question, read
from tests.phone import PAUSE, WIB, Message, Phone, Town
from tests.work import work

ANSWER = re.compile(r"\w*<")
BEFORE = re.compile(r"(\w*)\* ?(.*)")
ACT = re.compile(r"(\w*)> ?(.*)")
BUTTON = re.compile(r"\[(.+)\]")
CONTACT = re.compile(r"\(kontak (orang lain )?(.+)\)")


async def replay(text: str, town: Town) -> str:
    """Return the conversation as it goes now; the router is made anew before every act."""
    out: list[str] = []
    for line in _script(text):
        if out and not out[-1].startswith(("#", "@", "*")):
            out.append("")
        out.append(line)
        if line.startswith("@"):
            town.clock.set(_time(line[1:].strip()))
        elif before := BEFORE.fullmatch(line):
            await _happened(town.phone(before[1] or "hp1"), before[2].split())
        elif act := ACT.fullmatch(line):
            town.restart()
            out += await _turn(act[1] or "hp1", act[2], town)
    return "\n".join(out) + "\n"


async def _turn(name: str, what: str, town: Town) -> list[str]:
    """Let one phone act; quote what it hears, then what others do."""
    acting = town.phone(name)
    others = [phone for phone in town.phones if phone is not acting]
    for phone in others:
        phone.heard = []
    await _act(acting, what)
    return [line for phone in (acting, *others) for line in _quoted(phone)]


async def _happened(phone: Phone, words: list[str]) -> None:
    match words:
        case ["terdaftar", role, number]:
            await phone.town.registered(role, int(number), phone.address)
        case ["tautan", "grup", tps, link]:
            async with phone.town.db.transaction() as tx:
                tx.write("UPDATE area SET link = $2 WHERE level = 'tps' AND name = $1", tps, link)
        case ["selesai", "sesi", number]:
            await complete_session(phone, int(number))
        case ["dibaca", "sesi", number]:
            await read(phone, int(number))
        case ["diisi", form_id]:
            await fill_in(phone, form_id)
        case ["dijawab", count, *how]:
            for _ in range(int(count)):
                await phone.tap(await _answer(phone, " ".join(how)))
                await go_on(phone)
        case _:
            is_changed = words[0] == "berubah"
            await (_changed if is_changed else _around_dashboard)(phone, words)


async def _changed(phone: Phone, words: list[str]) -> None:
    """Start the bot with a new version of a page, or of the first question answered here."""
    if words[1] == "hal":
        await change(phone.town, [], [words[2]], line=" ".join(words[3:]))
    else:
        await change(phone.town, (await answered_by(phone))[:1], line=" ".join(words[2:]))


async def _around_dashboard(phone: Phone, words: list[str]) -> None:
    """Let the bot know its address, or a browser of the phone's owner into the dashboard."""
    chat, now = await phone.chat(), phone.town.clock.now()
    async with phone.town.db.transaction() as tx:
        match words:
            case ["alamat", address]:
                meta.save(tx, "public_url", address)
            case ["masuk", "dasbor"] if chat.person:
                whose = (chat.person.id, chat.id)
                await web_sessions.begin(tx, "kue", whose, "Chrome di Android", now)
            case _:
                raise ValueError(f"tidak dikenal: {' '.join(words)}")


def _script(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip() and not ANSWER.match(line):
            yield line.rstrip()


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H.%M").replace(tzinfo=WIB)


async def _act(phone: Phone, what: str) -> None:
    if button := BUTTON.fullmatch(what):
        await phone.press(button[1])
    elif contact := CONTACT.fullmatch(what):
        await phone.share_contact(contact[2], own=not contact[1])
    elif what == "(berkas)":
        await phone.send_file()
    elif what == "(nomor tanda)":
        *_, row = await phone.town.rows("certificate")
        await phone.type(row["number"])
    elif what in BY_ITSELF:
        phone.heard = []
        await BY_ITSELF[what](phone.town)
    elif what.startswith("("):
        await phone.tap(await _answer(phone, what.strip("()")))
    else:
        await phone.type(what)


async def _wait(town: Town) -> None:
    """Let broadcasts that are due be sent, and their senders see how they come along."""
    town.clock.go_on(PAUSE)
    await send_due(town)
    await show_progress(town)


async def _summarise(town: Town) -> None:
    """Let the bot look once whether a weekly summary is due, and send it."""
    house = town.router.house
    weekly = Weekly(town.db, house, lambda spoken: town.deliver(spoken, ""))
    await weekly.send_summaries(town.clock.now())


async def _remind(town: Town) -> None:
    """Let the bot look once at what is due, and send it."""
    reminders = Reminders(town.router.house)
    await reminders.tick(town.db, town.clock.now())
    decides = {Kind.REMINDER: reminders.decide}
    await Outbox(town.db, town.clock, decides, {}, {"web": put(town)}).drain()


BY_ITSELF: dict[str, Callable[[Town], Awaitable[object]]] = {  # what nobody types or presses
    "(tunggu)": _wait,
    "(pengingat)": _remind,
    "(mingguan)": _summarise,
    "(kerja)": work,
    "(pertanyaan)": tick,
}


async def _answer(phone: Phone, how: str) -> str:
    """Return the action that answers the question on the screen."""
    asked = await question(phone)
    wrong = how == "keliru" or (how == "keliru bila penentu" and asked.drawn.decisive)
    return asked.wrong if wrong else asked.right


def _quoted(phone: Phone) -> Iterator[str]:
    name = "" if phone.address == "hp1" else phone.address
    for n, message in enumerate(phone.heard):
        if n:
            yield ""
        for line in _lines(message):
            yield f"{name}< {line}".rstrip()


def _lines(message: Message) -> Iterator[str]:
    reply = message.reply
    yield from message.text.splitlines()
    if reply.media:
        kind = "gambar" if reply.media.kind == "picture" else "berkas"
        yield f"({kind}: {reply.media.name}; {reply.media.alt})"
        yield from (f"| {line}".rstrip() for line in reply.media.text.splitlines())
    if reply.ask_contact:
        yield f"(minta kontak) [{reply.ask_contact}]"
    if reply.choices:
        yield " ".join(f"[{label}]" for label in message.labels)
