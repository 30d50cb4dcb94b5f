"""Work that takes longer than a tap: how far it is, and that it failed."""

from bot.core.dialog import Choice, Reply
from bot.core.say import Say
from bot.screens.seats import count


def running(say: Say, job_id: int, *, done: int = 0, total: int = 0) -> Reply:
    """Say that the work goes on; `done` of `total` where it is known."""
    if total > 0:
        share = min(100, done * 100 // total)
        text = say(
            "Sedang dikerjakan: {done} dari {total} ({share} %).\n<code>{bar}</code>\n\n"
            "Hasilnya dikirim ke sini. Anda boleh melakukan hal lain sambil menunggu."
        ).format(done=count(say, done), total=count(say, total), share=share, bar=bar(share))
    else:
        text = say(
            "Sedang dikerjakan. Hasilnya dikirim ke sini; Anda boleh melakukan hal lain sambil"
            " menunggu."
        )
    choices = (Choice(say("Lihat perkembangan"), f"kerja:{job_id}"), Choice(say("Menu"), "menu"))
    return Reply(text, choices, replace=True)


def bar(share: int) -> str:
    """Return how far something is, of 100."""
    full = share // 10
    return "[" + "#" * full + "-" * (10 - full) + "]"


def ended(say: Say) -> Reply:
    """Answer who looks at work that is over; the result was sent when it ended."""
    return Reply(
        say("Pekerjaan itu sudah selesai; hasilnya sudah dikirim ke obrolan ini."),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def failed(say: Say, why: str) -> Reply:
    return Reply(
        say("Maaf, pekerjaan itu tidak dapat diselesaikan.\n\n{why}").format(why=why[:700]),
        (Choice(say("Menu"), "menu"),),
    )


def for_another(say: Say) -> Reply:
    """Tell whoever is at the phone now that what somebody else asked for is ready."""
    return Reply(
        say(
            "Pekerjaan yang diminta orang lain di ponsel ini sudah selesai. Hasilnya hanya"
            " ditunjukkan kepada yang memintanya."
        ),
        (Choice(say("Ganti orang"), "orang"), Choice(say("Menu"), "menu")),
    )
