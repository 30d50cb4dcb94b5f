"""Inviting: who is not registered, their links by WhatsApp, the group's link, and the kit."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.core import codes
from bot.core.dialog import LABEL_LIMIT, Choice, Media, Reply, clip
from bot.core.invite import Area, Member, Page, Spot, file_name, whatsapp
from bot.core.say import Say
from bot.screens.seats import count, counted, desa_label, seat_label, short_name

OWN = {"desa": "PPS", "kecamatan": "PPK", "kota": "Sosdiklih"}  # whose seats are right there


def area_label(say: Say, level: str, name: str) -> Markup:
    match level:
        case "tps":
            return say("TPS {tps}").format(tps=clip(name))
        case "desa":
            return desa_label(say, name)
        case "kecamatan":
            return say("Kecamatan {kecamatan}").format(kecamatan=clip(name))
    return Markup("{}").format(clip(name))


def spot_label(say: Say, spot: Spot) -> Markup:
    """Return e.g. `TPS 004, Desa Beji`, or `Kecamatan Junrejo`."""
    label = area_label(say, spot.level, spot.names[-1])
    if spot.level == "tps":
        return Markup("{}, {}").format(label, area_label(say, "desa", spot.names[-2]))
    return label


# --- texts that coordinators send on: to be asked for in Bahasa Indonesia --------------------


def personal_text(say: Say, member: Member, link: str) -> str:
    """Return a warm sentence with the member's own link, as plain text."""
    seat = seat_label(say, member.seat)
    who = Markup("{}, {}").format(clip(member.name), seat) if member.name else seat
    text = say(
        "Yth. Bapak/Ibu {who}. Terima kasih atas kesediaan Anda bertugas. Agar materi bimtek"
        " mudah diulang, tersedia pendamping belajar di ponsel (bimtek-bot): beberapa menit"
        " sekali buka, boleh dicicil. Silakan buka tautan pribadi Anda: {link} lalu jawab “Ya,"
        " itu saya” dan pilih Setuju. Mohon tautan ini tidak diteruskan, karena hanya untuk"
        " Anda."
    ).format(who=who, link=link)
    return text.unescape()


def group_text(say: Say, spot: Spot, link: str) -> str:
    """Return a ready text for the WhatsApp group of a TPS, as plain text."""
    text = say(
        "Bapak/Ibu anggota KPPS {place}: agar materi bimtek mudah diulang, tersedia pendamping"
        " belajar di ponsel (bimtek-bot). Silakan buka {link} lalu pilih kursi Anda dan ketik 4"
        " angka terakhir nomor telepon Anda yang tercatat di PPS. Tautan ini hanya untuk grup"
        " TPS ini."
    ).format(place=spot_label(say, spot), link=link)
    return text.unescape()


# --- who is not registered ------------------------------------------------------------------


def choose(say: Say, spots: Sequence[Spot]) -> Reply:
    """Ask someone who acts in several areas for which one."""
    labels = [clip(spot_label(say, spot).unescape(), LABEL_LIMIT - 3) for spot in spots[:9]]
    choices = [
        Choice(f"{n}. {label}", f"undang:{spot.id}")
        for n, (label, spot) in enumerate(zip(labels, spots[:9], strict=True), 1)
    ]
    text = say("<b>Undang petugas</b>\n\nUntuk wilayah mana?")
    return Reply(text, (*choices, Choice(say("Menu"), "menu")))


def areas(say: Say, spot: Spot, listed: Sequence[Area], place: tuple[Page, int]) -> Reply:
    """List the areas below with people to invite; the spot itself stands for its own officers.

    `place` is the page and the area to go back to, 0 for none.
    """
    page, back = place
    head = say("<b>Undang petugas</b> · {place}").format(place=spot_label(say, spot))
    if not listed:
        return _all_registered(say, head, spot, back)
    body = say(
        "Yang belum terdaftar di bot tertulis di bawah. Pilih salah satu untuk mengirim tautan"
        " pribadi lewat WhatsApp, atau pilih Kit pendaftaran untuk slip yang dapat dicetak."
    )
    named = [(_own_or_area(say, spot, area), area) for area in listed]
    lines = [
        say("{place}: {waiting} dari {total} belum").format(
            place=label, waiting=count(say, area.waiting), total=count(say, area.total)
        )
        for label, area in named
    ]
    choices = [_area_choice(say, label, area, spot) for label, area in named]
    choices += [
        *_following(say, f"undang:{spot.id}", page),
        Choice(say("Kit pendaftaran"), f"kit:{spot.id}"),
        _back(say, back),
    ]
    text = Markup("{}\n\n{}\n\n{}").format(head, body, Markup("\n").join(lines))
    return Reply(text, tuple(choices), replace=True)


def _own_or_area(say: Say, spot: Spot, area: Area) -> Markup:
    if area.id == spot.id:
        return Markup("{}").format(OWN.get(spot.level, ""))
    return area_label(say, area.level, area.name)


def _area_choice(say: Say, label: Markup, area: Area, spot: Spot) -> Choice:
    action = f"undang1:{area.id}" if area.id == spot.id else f"undang:{area.id}"
    return Choice(counted(say, label.unescape(), area.waiting), action)


def members(
    say: Say, spot: Spot, listed: Sequence[tuple[Member, str]], place: tuple[Page, int]
) -> Reply:
    """List those to invite, each with the link that opens WhatsApp, empty without a number."""
    page, back = place
    head = say("<b>Undang petugas</b> · {place}").format(place=spot_label(say, spot))
    if not listed:
        return _all_registered(say, head, spot, back)
    body = say(
        "Tombol bernama membuka WhatsApp dengan pesan yang sudah jadi dan tautan pribadi orang"
        " itu. Periksa namanya, lalu tekan kirim."
    )
    lines = [_member_line(say, n, member) for n, (member, _) in enumerate(listed, 1)]
    choices = [
        Choice(clip(f"{n}. {_member_name(say, member)}", LABEL_LIMIT), url)
        for n, (member, url) in enumerate(listed, 1)
        if url
    ]
    choices += _following(say, f"undang1:{spot.id}", page)
    if spot.level == "tps":
        choices.append(Choice(say("Tautan grup"), f"grup:{spot.id}"))
    choices.append(_back(say, back))
    text = Markup("{}\n\n{}\n\n{}").format(head, body, Markup("\n").join(lines))
    return Reply(text, tuple(choices), replace=True)


def _member_name(say: Say, member: Member) -> str:
    return short_name(member.name) or _short_seat(say, member).unescape()


def _short_seat(say: Say, member: Member) -> Markup:
    return seat_label(say, replace(member.seat, kecamatan="", desa="", tps=""))


def _member_line(say: Say, n: int, member: Member) -> Markup:
    who = Markup("{}. {}: {}").format(n, _short_seat(say, member), clip(member.name, 40) or "–")
    if member.phone:
        return who
    return say("{who} (tanpa nomor; kode <code>{code}</code>)").format(
        who=who, code=codes.shown(member.code)
    )


def _all_registered(say: Say, head: Markup, spot: Spot, back: int) -> Reply:
    body = say("Semua petugas di sini sudah terdaftar. Tidak ada yang perlu diundang.")
    choices = [_back(say, back)]
    if spot.level == "tps":
        choices.insert(0, Choice(say("Tautan grup"), f"grup:{spot.id}"))
    return Reply(Markup("{}\n\n{}").format(head, body), tuple(choices), replace=True)


def _following(say: Say, action: str, page: Page) -> list[Choice]:
    if page.of == 1:
        return []
    label = say("Halaman {n} dari {of}").format(n=page.following + 1, of=page.of)
    return [Choice(label, f"{action}:{page.following}")]


def _back(say: Say, area: int) -> Choice:
    return Choice(say("Kembali"), f"undang:{area}") if area else Choice(say("Menu"), "menu")


def no_address(say: Say) -> Reply:
    """Say that links cannot be made yet: the bot does not know where it is reached."""
    return Reply(
        say(
            "Tautan belum dapat dibuat karena alamat bot belum diketahui. Beri tahu operator bot:"
            " nyalakan ulang bot, dan isi BOT_PUBLIC_URL bila bot dipakai lewat web chat."
        ),
        (Choice(say("Menu"), "menu"),),
    )


# --- the group of a TPS ---------------------------------------------------------------------


def group(say: Say, spot: Spot, ready: str) -> Reply:
    """Show the link of the group in a text that is ready to be copied or sent."""
    text = say(
        "<b>Tautan grup</b> · {place}\n\nKirim pesan ini ke grup WhatsApp TPS ini saja. Anggota"
        " memilih kursinya, lalu membuktikan diri dengan 4 angka terakhir nomor teleponnya."
        "\n\n<code>{ready}</code>"
    ).format(place=spot_label(say, spot), ready=ready)
    return Reply(
        text,
        (
            Choice(say("Kirim ke grup"), whatsapp("", ready)),
            Choice(say("Kembali"), f"undang:{spot.id}"),
            Choice(say("Menu"), "menu"),
        ),
        replace=True,
    )


# --- the kit --------------------------------------------------------------------------------


def ask_kit(say: Say, spot: Spot, slips: int, groups: int) -> Reply:
    """Say how large the kit would be before it is made."""
    head = say("<b>Kit pendaftaran</b> · {place}").format(place=spot_label(say, spot))
    if not slips:
        body = say("Semua petugas di sini sudah terdaftar; tidak ada slip yang perlu dicetak.")
        return Reply(
            Markup("{}\n\n{}").format(head, body), _kit_choices(say, spot, ()), replace=True
        )
    body = say(
        "Isinya {slips} slip untuk petugas yang belum terdaftar dan {groups} slip tautan grup"
        " TPS, sekitar {pages} halaman A4 untuk dipotong-potong; juga satu halaman untuk ponsel"
        " dengan tombol WhatsApp bagi setiap orang.\n\nSetiap slip adalah kunci pribadi: berikan"
        " hanya kepada orang yang namanya tertulis, dan jangan meneruskan berkasnya."
    ).format(
        slips=count(say, slips),
        groups=count(say, groups),
        pages=count(say, -(-(slips + groups) // 8)),
    )
    make = Choice(say("Buat kit"), f"kit:{spot.id}:ya")
    return Reply(
        Markup("{}\n\n{}").format(head, body), _kit_choices(say, spot, (make,)), replace=True
    )


def _kit_choices(say: Say, spot: Spot, first: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return (*first, Choice(say("Kembali"), f"undang:{spot.id}"), Choice(say("Menu"), "menu"))


def kit_made(say: Say, spot: Spot, documents: Sequence[tuple[int, str]]) -> list[Reply]:
    """Hand over the files: (id, token) of the slips, then of the page for the phone."""
    place = spot_label(say, spot)
    if len(documents) < 2:
        text = say(
            "Kit untuk {place} sudah tidak disimpan. Berkasnya hanya disimpan dua hari; silakan"
            " buat lagi."
        ).format(place=place)
        return [Reply(text, _kit_choices(say, spot, ()))]
    slips = say(
        "<b>Kit pendaftaran</b> · {place}\n\nCetak berkas PDF ini, potong, dan berikan setiap slip"
        " hanya kepada orang yang namanya tertulis."
    ).format(place=place)
    phone = say(
        "Halaman untuk ponsel: buka berkas ini, lalu tekan Kirim lewat WhatsApp pada setiap nama."
        "\n\nKedua berkas berisi kunci pribadi. Jangan meneruskannya, dan hapus bila semua orang"
        " sudah menerima. Bot menyimpannya dua hari."
    )
    (slips_id, slips_token), (phone_id, phone_token) = documents[:2]
    name = file_name(spot)
    alt = say("Slip pendaftaran {place}, PDF").format(place=place).unescape()
    pdf = Media("document", f"{name}.pdf", alt, ref=slips_id, token=slips_token)
    alt = say("Halaman undangan {place} untuk ponsel").format(place=place).unescape()
    page = Media("document", f"{name}.html", alt, ref=phone_id, token=phone_token)
    return [Reply(slips, media=pdf), Reply(phone, _kit_choices(say, spot, ()), media=page)]
