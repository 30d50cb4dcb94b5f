"""The last questions before a broadcast goes out: when, whether, and second thoughts."""

from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.broadcast import Broadcast, is_scheduled
from bot.core.dialog import Choice, Reply, clip
from bot.core.say import Say
from bot.core.when import Problem
from bot.screens.broadcast import PLACE_CLIP
from bot.screens.broadcast_preview import View, warnings, when_sent
from bot.screens.seats import count, counted, moment

# --- the time -------------------------------------------------------------------------------


def ask_time(say: Say, draft: int, problem: Problem | None = None) -> Reply:
    """Ask when it is to go out; `problem` says what was wrong with the last answer."""
    text = say(
        "<b>Kapan dikirim?</b>\n\nKetik waktunya dengan jam, misalnya:\nbesok 07.30\n9 Februari"
        " jam 16.00\nSenin 08.00\n2 jam lagi"
    )
    if problem:
        text = Markup("✗ {}\n\n{}").format(_wrong(say, problem), text)
    back = Choice(say("Kembali"), f"siarpra:{draft}:p")
    return Reply(text, (back, Choice(say("Menu"), "menu")), replace=not problem)


def _wrong(say: Say, problem: Problem) -> Markup:
    return {
        Problem.UNREADABLE: say("Waktu itu belum terbaca."),
        Problem.NO_TIME: say("Jamnya belum ada. Tulis juga jamnya, misalnya besok 07.30."),
        Problem.HALF_DAY: say("Pagi atau sore? Tulis dengan 24 jam, misalnya 16.00."),
        Problem.WRONG_DAY: say("Hari dan tanggalnya tidak cocok."),
        Problem.PAST: say("Waktu itu sudah lewat. Bila maksudnya besok, tulis besok."),
        Problem.TOO_FAR: say("Waktu itu terlalu jauh; paling lama 90 hari lagi."),
    }[problem]


# --- the last question ----------------------------------------------------------------------


def confirm(say: Say, view: View, seal: str, *, again: bool = False) -> Reply:
    """Repeat how many, when and who; `again`: what was confirmed is not what is there now."""
    lines = [
        say("<b>Kirim siaran ini?</b>"),
        "",
        say("Kepada: {n} orang ({place}), terjangkau {m}").format(
            n=count(say, view.found.total),
            m=count(say, view.found.reachable),
            place=clip(view.place.unescape(), PLACE_CLIP),
        ),
        say("Waktu: {when}").format(when=when_sent(say, view)),
        say("Dari: {sender}").format(sender=view.sender),
        *warnings(say, view),
    ]
    if again:
        lines.insert(0, say("Ada yang berubah sejak tadi. Periksa sekali lagi.\n"))
    label = say("Ya, minta persetujuan") if view.flagged or view.over else _yes(say, view)
    choices = (
        Choice(label, f"siarya:{view.id}:{seal}"),
        Choice(say("Kembali"), f"siarpra:{view.id}:p"),
    )
    return Reply(Markup("\n").join(lines), choices, replace=True)


def _yes(say: Say, view: View) -> str:
    word = say("Ya, jadwalkan") if view.is_later else say("Ya, kirim")
    return counted(say, word.unescape(), view.found.reachable)


def confirm_emergency(say: Say, view: View, seal: str) -> Reply:
    text = say(
        "★ <b>Sekali lagi: darurat.</b>\n\n{n} orang menerima siaran ini, malam hari pun, dan"
        " selama pemungutan suara pun. Kirim?"
    ).format(n=count(say, view.found.reachable))
    choices = (
        Choice(say("Ya, kirim darurat"), f"siarya:{view.id}:{seal}:darurat"),
        Choice(say("Kembali"), f"siarpra:{view.id}:p"),
    )
    return Reply(text, choices, replace=True)


def change(say: Say, broadcast: Broadcast, now: datetime, zone: tzinfo) -> Reply:
    """Ask what becomes of a broadcast that has not begun."""
    if is_scheduled(broadcast, now):
        text = say(
            "<b>Ubah atau batalkan</b>\n\n<i>{text}</i>\n\nDijadwalkan {when}.\n\nBila diubah,"
            " jadwalnya batal dan siaran menjadi draf lagi: tidak ada yang terkirim sampai Anda"
            " mengirimnya lagi."
        )
    else:
        text = say(
            "<b>Ubah atau batalkan</b>\n\n<i>{text}</i>\n\nBila diubah, siaran menjadi draf lagi:"
            " tidak ada yang terkirim sampai Anda mengirimnya lagi."
        )
    text = text.format(text=clip(broadcast.text, 90), when=moment(say, broadcast.due_at, zone))
    choices = (
        Choice(say("Jadikan draf lagi"), f"siarubah:{broadcast.id}:draf"),
        Choice(say("Batalkan siaran"), f"siarubah:{broadcast.id}:batal"),
        Choice(say("Kembali"), f"siarjalan:{broadcast.id}"),
    )
    return Reply(text, choices, replace=True)


def begun(say: Say, broadcast: Broadcast) -> Reply:
    return Reply(
        say(
            "Siaran itu sudah mulai dikirim, jadi tidak dapat diubah. Anda dapat menghentikannya."
        ),
        (
            Choice(say("Lihat siaran"), f"siarjalan:{broadcast.id}"),
            Choice(say("Menu"), "menu"),
        ),
        replace=True,
    )
