"""What a PPS, and whoever does not feel well, hear of it."""

from bot.core.dialog import Choice, Reply
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.seats import seat_label


def alert(say: Say, person: Person) -> Reply:
    """Name the seat only: a lock screen is read by others; the name stands behind the button."""
    where = seat_label(say, person.seat) if person.seat else ""
    return Reply(
        say(
            "Seorang anggota memberi kabar: badannya kurang sehat. {who}. Mohon dihubungi."
        ).format(who=where),
        (
            Choice(say("Lihat kontak"), f"jangkau1:{person.id}"),
            Choice(say("Menu"), "menu"),
        ),
    )


def told(say: Say, *, reached: bool) -> Reply:
    text = (
        say("PPS Anda sudah diberi tahu.")
        if reached
        else say("PPS Anda belum dapat dihubungi lewat bot; teleponlah langsung.")
    )
    more = say("Bila keadaannya berat, segera ke puskesmas atau rumah sakit.")
    return Reply(text + " " + more, (Choice(say("Menu"), "menu"),))
