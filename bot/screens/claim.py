"""A seat that has a phone already: the first phone and those responsible are asked."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.core import codes
from bot.core.claim import OpenClaim
from bot.core.dialog import Choice, Reply, clip
from bot.core.people import Person, Seat
from bot.core.say import Say
from bot.screens.seats import moment, seat_label, short_name


def waiting_for_first_phone(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "{seat} sudah terdaftar di ponsel atau obrolan lain. Kami menanyakan ke sana; bila"
            " dijawab ya, Anda langsung masuk di sini.\n\n"
            "Ponsel lama itu sudah tidak Anda pegang? Hubungi PPS Anda."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


def second_phone_asks(say: Say, seat: Seat, claim_id: int) -> Reply:
    return Reply(
        say(
            "Ada yang meminta masuk sebagai <b>{seat}</b> dari ponsel atau obrolan lain.\n\n"
            "Apakah itu Anda sendiri? Bila bukan, pilih Bukan saya; tidak ada yang berubah."
        ).format(seat=seat_label(say, seat)),
        (
            Choice(say("Ya, itu saya"), f"klaim:ya:{claim_id}"),
            Choice(say("Bukan saya"), f"klaim:bukan:{claim_id}"),
        ),
    )


def second_phone_answered(say: Say, *, yes: bool) -> Reply:
    text = (
        say("Baik, ponsel atau obrolan itu sekarang dapat dipakai. Yang ini juga tetap berlaku.")
        if yes
        else say(
            "Baik, permintaan itu ditolak. Bila Anda menduga orang lain mengetahui kode Anda,"
            " beri tahu PPS Anda."
        )
    )
    return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)


def second_phone_refused(say: Say) -> Reply:
    return Reply(
        say(
            "Permintaan Anda tidak diterima; kursi itu tidak dibuka di ponsel ini. Bila kursi itu"
            " memang milik Anda, hubungi PPS Anda."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def held_by_another(say: Say, seat: Seat, coordinators: Sequence[str]) -> Reply:
    """Answer a former holder who comes with the old code."""
    names = ", ".join(clip(short_name(name)) for name in coordinators[:5])
    ask = (
        say("Hubungi {names}.").format(names=names) if names else say("Hubungi PPS atau PPK Anda.")
    )
    return Reply(
        say(
            "{seat} sekarang dipegang petugas lain, jadi kode lama tidak berlaku untuk Anda."
            " Bila ini keliru: {ask}\n\n"
            "Bila Anda orang lain di ponsel yang sama, pilih Lainnya lalu Ganti orang, dan"
            " masukkan kode Anda di sana."
        ).format(seat=seat_label(say, seat), ask=ask),
        (Choice(say("Ganti orang"), "orang"), Choice(say("Menu"), "menu")),
    )


def cleared(say: Say, seat: Seat) -> Reply:
    """Answer whoever comes for a seat whose holder asked to be forgotten."""
    return Reply(
        say(
            "Data pemegang {seat} sudah dihapus atas permintaan. Kursi itu baru dapat dipakai"
            " sesudah kantor KPU atau PPS menetapkan namanya kembali. Hubungi PPS Anda."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


# --- those responsible -----------------------------------------------------------------------


def alert(say: Say, seat: Seat, channel: str, who: Person | None) -> Reply:
    """Tell a PPS that a second phone asks for a seat; `who` is set if it is a known officer."""
    asking = (
        seat_label(say, who.seat) if who and who.seat else say("seseorang yang belum terdaftar")
    )
    return Reply(
        say(
            "Ada yang meminta masuk sebagai <b>{seat}</b>, padahal kursi itu sudah terdaftar di"
            " ponsel lain. Yang meminta: {asking}, lewat {channel}. Ponsel pertama sudah"
            " ditanya.\n\n"
            "Bila petugasnya berganti ponsel atau kehilangan ponsel, Anda dapat membebaskan"
            " kursinya. Pastikan dahulu dengan menelepon petugas itu."
        ).format(seat=seat_label(say, seat), asking=asking, channel=_channel(say, channel)),
        (
            Choice(say("Bebaskan kursi"), f"bebas:{seat.id}"),
            Choice(say("Biarkan"), f"bebas:{seat.id}:tidak"),
        ),
    )


def _channel(say: Say, channel: str) -> Markup:
    return Markup("Telegram") if channel == "telegram" else say("web chat")


def confirm_free(
    say: Say,
    holder: Person,
    phones: Sequence[int],
    waiting: Sequence[OpenClaim],
    zone: tzinfo,
) -> Reply:
    """Ask a PPS before the old phones are taken off; `phones` are ids of chats."""
    assert holder.seat is not None  # noqa: S101 - whoever holds a seat has one
    seat = holder.seat
    lines = [
        say("{n}. {at}, lewat {channel}").format(
            n=n, at=moment(say, claim.asked_at, zone), channel=_channel(say, claim.channel)
        )
        for n, claim in enumerate(waiting, 1)
    ]
    asked = say("Belum ada ponsel lain yang meminta kursi ini.")
    if lines:
        asked = say("Yang meminta masuk:\n{lines}").format(lines=Markup("\n").join(lines))
    text = say(
        "<b>Bebaskan kursi</b>\n\n{seat}: {name}. Terdaftar di {count} ponsel atau obrolan.\n\n"
        "{asked}\n\n"
        "Ponsel lama akan dikeluarkan dan diberi tahu; hasil belajar tetap. Bila kursi"
        " dikosongkan, kode lama diganti dengan kode baru."
    ).format(
        seat=seat_label(say, seat), name=clip(holder.name) or "-", count=len(phones), asked=asked
    )
    choices = [
        Choice(say("Beri kepada nomor {n}").format(n=n), f"bebas:{seat.id}:beri:{claim.id}")
        for n, claim in enumerate(waiting, 1)
    ]
    choices += [
        Choice(say("Kosongkan saja"), f"bebas:{seat.id}:kosong:{phones[0]}"),
        Choice(say("Biarkan"), f"bebas:{seat.id}:tidak"),
    ]
    return Reply(text, tuple(choices), replace=True)


def given(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "✓ {seat} dibebaskan. Ponsel yang meminta sudah masuk, dan ponsel lama sudah"
            " dikeluarkan."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def vacated(say: Say, seat: Seat, code: str) -> Reply:
    return Reply(
        say(
            "✓ {seat} dibebaskan dan ponsel lama dikeluarkan. Kode baru: <code>{code}</code>\n\n"
            "Sampaikan kode ini hanya kepada petugasnya."
        ).format(seat=seat_label(say, seat), code=codes.shown(code)),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def not_bound(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "{seat} belum terdaftar di ponsel mana pun. Petugasnya dapat masuk dengan kodenya."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def freed_from_here(say: Say, seat: Seat) -> Reply:
    """Answer whoever freed a seat and comes for it with the new code."""
    return Reply(
        say(
            "{seat} dibebaskan oleh pengguna ponsel ini, jadi tidak dapat dipakai di sini."
            " Petugasnya masuk dengan kode baru dari ponselnya sendiri."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


def kept(say: Say) -> Reply:
    return Reply(
        say("Baik, tidak ada yang berubah. Ponsel pertama tetap dapat menjawab permintaan itu."),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def freed(say: Say, seat: Seat) -> Reply:
    """Tell the old phone."""
    return Reply(
        say(
            "{seat} sudah dilepas dari ponsel atau obrolan ini oleh petugas di atas Anda."
            " Hasil belajar tetap tersimpan. Bila ini keliru, hubungi PPS Anda."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Mulai dari awal"), "mulai:"),),
    )
