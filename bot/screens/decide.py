"""Those responsible read and decide requests to be put on the roster."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.join import PAGE, Draft, Request, State
from bot.core.people import Seat
from bot.core.say import Say
from bot.screens.join import wanted_label
from bot.screens.seats import moment, person_label, seat_label

OFFERED = 6  # vacant seats on one screen


def notice(say: Say, request_id: int, draft: Draft) -> Reply:
    """Tell somebody who may decide of a new request."""
    return Reply(
        say(
            "Ada permohonan masuk daftar petugas:\n\n<b>{name}</b>\n{wanted}\n\n"
            "Periksa apakah orang ini memang petugas di sana."
        ).format(
            name=clip(draft.name), wanted=wanted_label(say, draft.role, draft.desa, draft.tps)
        ),
        (
            Choice(say("Periksa permohonan"), f"putus:{request_id}"),
            Choice(say("Semua permohonan"), "permohonan"),
        ),
    )


def requests(say: Say, found: Sequence[Request], page: int, total: int) -> Reply:
    """List waiting requests, the oldest first; `page` counts from 0."""
    if not total:
        text = say("<b>Permohonan</b>\n\nTidak ada permohonan yang menunggu.")
        return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)
    first = page * PAGE + 1
    lines = [
        Markup("{}. {}, {}").format(
            n, clip(one.name, 40), wanted_label(say, one.role, clip(one.desa, 30), one.tps)
        )
        for n, one in enumerate(found, first)
    ]
    text = say("<b>Permohonan</b> ({total} menunggu)\n\n{lines}").format(
        total=total, lines=Markup("\n").join(lines)
    )
    choices = [
        Choice(clip(f"{n}. {one.name}", LABEL_LIMIT), f"putus:{one.id}")
        for n, one in enumerate(found, first)
    ]
    if page:
        choices.append(Choice(say("Sebelumnya"), f"permohonan:{page - 1}"))
    if first + len(found) <= total:
        choices.append(Choice(say("Berikutnya"), f"permohonan:{page + 1}"))
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def request(say: Say, asked: Request, vacant: Sequence[Seat], zone: tzinfo) -> Reply:
    """Show one request with the vacant seats there."""
    free = (
        say("Pilih kursi kosong untuk orang ini, atau kursi baru yang nomornya ditetapkan nanti.")
        if vacant
        else say(
            "Di sana tidak ada kursi kosong. Kursi baru dibuat tanpa nomor; nomornya ditetapkan"
            " nanti."
        )
    )
    text = say(
        "<b>Permohonan</b>\n\nNama: {name}\nBertugas sebagai: {wanted}\nKecamatan: {kecamatan}\n"
        "Dikirim: {at}\n\n{free}"
    ).format(
        name=clip(asked.name),
        wanted=wanted_label(say, asked.role, asked.desa, asked.tps),
        kecamatan=clip(asked.kecamatan),
        at=moment(say, asked.asked_at, zone),
        free=free,
    )
    choices = [
        Choice(_seat_button(say, n, seat), f"putus:{asked.id}:kursi:{seat.id}")
        for n, seat in enumerate(vacant[:OFFERED], 1)
    ]
    choices += [
        Choice(say("Kursi baru tanpa nomor"), f"putus:{asked.id}:baru"),
        Choice(say("Tolak"), f"putus:{asked.id}:tolak"),
        Choice(say("Semua permohonan"), "permohonan"),
        Choice(say("Menu"), "menu"),
    ]
    return Reply(text, tuple(choices), replace=True)


def _seat_button(say: Say, n: int, seat: Seat) -> str:
    if seat.number is None:
        return say("Kursi kosong ke-{n}").format(n=n).unescape()
    label = seat_label(say, Seat(seat.id, seat.role, seat.number)).unescape()
    return clip(label, LABEL_LIMIT)


def choose_reason(say: Say, asked: Request) -> Reply:
    """Ask why; the asker reads the reason."""
    return Reply(
        say(
            "Mengapa permohonan <b>{name}</b> ditolak? Pemohon membaca alasannya.\n\n"
            "1. Namanya tidak ada di SK penetapan untuk wilayah itu.\n"
            "2. Ia sudah ada di daftar dan dapat memakai kodenya.\n"
            "3. Desa atau TPS yang ditulisnya keliru."
        ).format(name=clip(asked.name)),
        (
            Choice(say("1. Tidak ada di SK"), f"putus:{asked.id}:tolak:sk"),
            Choice(say("2. Sudah di daftar"), f"putus:{asked.id}:tolak:ganda"),
            Choice(say("3. Wilayah keliru"), f"putus:{asked.id}:tolak:wilayah"),
            Choice(say("Tulis sendiri"), f"putus:{asked.id}:tolak:lain"),
            Choice(say("Kembali"), f"putus:{asked.id}"),
        ),
        replace=True,
    )


def ask_reason(say: Say, asked: Request) -> Reply:
    return Reply(
        say("Ketik alasannya dengan singkat dan santun. Pemohon akan membacanya."),
        (Choice(say("Kembali"), f"putus:{asked.id}"),),
    )


def approved(say: Say, asked: Request, seat: Seat) -> Reply:
    return _decided(
        say("✓ <b>{name}</b> sekarang terdaftar sebagai {seat}, dan sudah diberi tahu.").format(
            name=clip(asked.name), seat=seat_label(say, seat)
        ),
        say,
    )


def rejected(say: Say, asked: Request) -> Reply:
    return _decided(
        say("Permohonan <b>{name}</b> ditolak, dan pemohon sudah diberi tahu alasannya.").format(
            name=clip(asked.name)
        ),
        say,
    )


def has_a_seat(say: Say, asked: Request) -> Reply:
    return _decided(
        say(
            "<b>{name}</b> sudah memegang kursi lain sejak permohonan ini dikirim, jadi tidak ada"
            " yang perlu diputuskan."
        ).format(name=clip(asked.name)),
        say,
    )


def decided_already(say: Say, asked: Request) -> Reply:
    """Tell the second of two who decide at once what the first decided."""
    if asked.state == State.WITHDRAWN:
        text = say("Permohonan <b>{name}</b> sudah tidak berlaku; tidak ada yang berubah.")
        return _decided(text.format(name=clip(asked.name)), say)
    text = (
        say("Permohonan <b>{name}</b> sudah disetujui oleh {who}; tidak ada yang berubah.")
        if asked.state == State.APPROVED
        else say("Permohonan <b>{name}</b> sudah ditolak oleh {who}; tidak ada yang berubah.")
    )
    who = asked.decided_by
    label = person_label(say, who) if who and who.seat else say("petugas lain")
    return _decided(text.format(name=clip(asked.name), who=label), say)


def _decided(text: Markup, say: Say) -> Reply:
    return Reply(
        text,
        (Choice(say("Semua permohonan"), "permohonan"), Choice(say("Menu"), "menu")),
        replace=True,
    )
