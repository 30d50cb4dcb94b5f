"""The roster in the chat: sending a file, the preview, and what was done."""

from markupsafe import Markup

from bot.core.dialog import Choice, Media, Reply, clip
from bot.core.roster import Kind
from bot.core.roster_preview import Preview, Run, Undone
from bot.core.say import Say
from bot.screens.seats import count

NOTES_SHOWN = 12
LEFT_OUT_SHOWN = 15
SHOWN_FIRST = (  # in the order an office looks at them
    Kind.REJECTED,
    Kind.WAITING,
    Kind.VANISHED,
    Kind.REPLACED,
    Kind.MOVED,
    Kind.NEW,
    Kind.RENAMED,
    Kind.PHONE,
    Kind.NUMBERED,
    Kind.CODE,
    Kind.UNCHANGED,
)


def kind_label(say: Say, kind: Kind) -> Markup:
    """Return what a kind is called, for a line of a preview."""
    return {
        Kind.REJECTED: say("ditolak"),
        Kind.WAITING: say("menunggu keputusan"),
        Kind.VANISHED: say("hilang dari daftar"),
        Kind.REPLACED: say("diganti"),
        Kind.MOVED: say("pindah"),
        Kind.NEW: say("baru"),
        Kind.RENAMED: say("nama dibetulkan"),
        Kind.PHONE: say("telepon berubah"),
        Kind.NUMBERED: say("nomor ditetapkan"),
        Kind.CODE: say("kode berubah"),
        Kind.UNCHANGED: say("tetap"),
    }[kind]


def home(say: Say, last: Run | None, erased: int) -> Reply:
    """Invite a file; `erased`: seats that wait for the office's decision."""
    text = say(
        "<b>Daftar petugas</b>\n\nKirim daftar petugas ke obrolan ini sebagai berkas: XLSX, XLS,"
        " ODS, atau CSV, paling besar 10 MB. Anda melihat dahulu apa yang akan berubah; tidak ada"
        " yang diterapkan sebelum Anda menyetujuinya."
    )
    choices = []
    if last:
        choices.append(Choice(say("Urungkan yang terakhir"), "urungkan"))
    if erased:
        label = say("Kursi terhapus ({n})").format(n=erased)
        choices.append(Choice(label, "terhapus"))
    choices += [Choice(say("Rekap"), "rekap"), Choice(say("Menu"), "menu")]
    return Reply(text, tuple(choices), ask_file=say("Kirim daftar petugas"))


def too_large(say: Say) -> Reply:
    return Reply(
        say(
            "Berkas itu lebih besar dari 10 MB, jadi tidak diambil. Hapus gambar dan lembar yang"
            " tidak perlu, atau simpan sebagai CSV, lalu kirim lagi."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def not_a_table(say: Say) -> Reply:
    return Reply(
        say(
            "Yang Anda kirim bukan berkas tabel. Kirim daftar petugas sebagai <b>berkas</b> XLSX,"
            " XLS, ODS, atau CSV; foto tidak dapat dibaca."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def preview(say: Say, seen: Preview) -> list[Reply]:
    """Return what the file was understood as, then what applying it would do."""
    return [_understood(say, seen), _changes(say, seen)]


def _understood(say: Say, seen: Preview) -> Reply:
    used = [
        say("• {header} = {column}").format(header=clip(header), column=column)
        for header, column in seen.columns
        if column
    ]
    ignored = [clip(header, 30) for header, column in seen.columns if not column]
    lines = [
        say("<b>Berkas {name}</b>").format(name=clip(seen.run.file_name)),
        say("Kolom yang dipakai:"),
        *used[:12],
    ]
    if ignored:
        lines.append(say("Kolom yang dilewati: {names}").format(names=", ".join(ignored[:8])))
    lines += [Markup("• {}").format(clip(note, 240)) for note in seen.notes[:NOTES_SHOWN]]
    return Reply(Markup("\n").join(lines))


def _changes(say: Say, seen: Preview) -> Reply:
    lines = [
        Markup("{}: <b>{}</b>").format(kind_label(say, kind), count(say, seen.counts[kind]))
        for kind in SHOWN_FIRST
        if seen.counts.get(kind)
    ]
    head = say("<b>Pratinjau: belum ada yang berubah</b>")
    parts = [head, Markup("\n").join(lines) or say("Berkas ini tidak mengubah apa pun.")]
    parts += _warnings(say, seen)
    return Reply(Markup("\n\n").join(parts), tuple(_decisions(say, seen)))


def _warnings(say: Say, seen: Preview) -> list[Markup]:
    found = []
    if seen.new_desas:
        names = ", ".join(clip(name, 24) for name in seen.new_desas[:6])
        found.append(
            say("Desa baru ({n}): {names}").format(n=count(say, len(seen.new_desas)), names=names)
        )
    if seen.same_phone:
        found.append(
            say("Satu nomor telepon di dua baris: {n} pasang. Periksalah pada hasilnya.").format(
                n=count(say, seen.same_phone)
            )
        )
    if seen.too_many_vanish:
        found.append(
            say(
                "<b>Perhatian:</b> {n} dari {all} petugas tidak ada di berkas ini. Apakah mereka"
                " memang tidak bertugas lagi, atau berkasnya tidak lengkap?"
            ).format(n=count(say, seen.counts.get(Kind.VANISHED, 0)), all=count(say, seen.holders))
        )
    if seen.is_old:
        found.append(say("Daftar di bot sudah berubah sejak pratinjau ini. Periksa ulang dahulu."))
    return found


def _decisions(say: Say, seen: Preview) -> list[Choice]:
    run = seen.run.id
    if seen.run.state != "previewed":
        return [Choice(say("Lihat baris"), f"barisimpor:{run}"), Choice(say("Menu"), "menu")]
    choices = []
    if seen.is_old:
        choices.append(Choice(say("Periksa ulang"), f"pilihimpor:{run}:ulang"))
    elif seen.too_many_vanish:
        choices += [
            Choice(say("Jangan ada yang keluar"), f"pilihimpor:{run}:tetap"),
            Choice(say("Ya, keluarkan mereka"), f"pilihimpor:{run}:keluar"),
        ]
    else:
        choices.append(Choice(say("Terapkan"), f"terapkan:{run}"))
    if seen.suggestions:
        label = say("Pakai saran desa ({n})").format(n=seen.suggestions)
        choices.append(Choice(clip(label, 24), f"pilihimpor:{run}:saran"))
    if seen.unknown_desas:
        choices.append(Choice(say("Tambahkan desa baru"), f"pilihimpor:{run}:desa"))
    if seen.counts.get(Kind.WAITING):
        choices.append(Choice(say("Kursi terhapus"), "terhapus"))
    return [
        *choices,
        Choice(say("Lihat baris"), f"barisimpor:{run}"),
        Choice(say("Batalkan"), f"batalimpor:{run}"),
    ]


# --- applying, cancelling, undoing ----------------------------------------------------------


def cancelled(say: Say) -> Reply:
    return Reply(
        say("Impor dibatalkan; tidak ada yang berubah."),
        (Choice(say("Daftar petugas"), "daftarpetugas"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def over(say: Say) -> Reply:
    """Answer a button of an import that is applied, cancelled or undone already."""
    return Reply(
        say(
            "Impor itu sudah diterapkan, dibatalkan, atau diurungkan. Kirim berkasnya lagi bila"
            " perlu."
        ),
        (Choice(say("Daftar petugas"), "daftarpetugas"), Choice(say("Menu"), "menu")),
    )


def applied(say: Say, seen: Preview, result: tuple[int, str] | None) -> list[Reply]:
    """Say what was done; `result` is the sheet that says it row by row: document id and token."""
    lines = [
        Markup("{}: <b>{}</b>").format(kind_label(say, kind), count(say, seen.counts[kind]))
        for kind in SHOWN_FIRST
        if seen.counts.get(kind)
    ]
    text = Markup("\n\n").join(
        [
            say("<b>Daftar petugas sudah diterapkan</b>"),
            Markup("\n").join(lines),
            say("Keliru? Pilih Urungkan; semuanya kembali seperti semula."),
        ]
    )
    choices = (
        Choice(say("Urungkan"), "urungkan"),
        Choice(say("Rekap"), "rekap"),
        Choice(say("Menu"), "menu"),
    )
    replies = [Reply(text, choices)]
    if result:
        sheet = Media(
            "document",
            f"hasil-impor-{seen.run.id}.xlsx",
            say("Hasil impor baris demi baris").unescape(),
            ref=result[0],
            token=result[1],
        )
        replies.insert(0, Reply(say("Hasil impor baris demi baris."), media=sheet))
    return replies


def confirm_undo(say: Say, last: Run) -> Reply:
    return Reply(
        say(
            "<b>Urungkan impor terakhir?</b>\n\nBerkas {name}. Kursi, pemegang, nama, nomor"
            " telepon, dan kode kembali seperti sebelum impor itu. Yang sudah dipelajari orang"
            " tidak hilang."
        ).format(name=clip(last.file_name)),
        (
            Choice(say("Ya, urungkan"), f"urungkan:{last.id}"),
            Choice(say("Tidak jadi"), "daftarpetugas"),
        ),
        replace=True,
    )


def nothing_to_undo(say: Say) -> Reply:
    return Reply(
        say("Tidak ada impor yang dapat diurungkan."),
        (Choice(say("Daftar petugas"), "daftarpetugas"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def undone(say: Say, done: Undone) -> list[Reply]:
    """Say what came back, and what could not."""
    head = say("Impor berkas {name} sudah diurungkan: {n} kursi kembali seperti semula.").format(
        name=clip(done.run.file_name), n=count(say, done.restored)
    )
    choices = (Choice(say("Daftar petugas"), "daftarpetugas"), Choice(say("Menu"), "menu"))
    if not done.left_out:
        return [Reply(head, choices)]
    lines = [
        Markup("• {}: {}").format(clip(seat, 60), clip(why, 100))
        for seat, why in done.left_out[:LEFT_OUT_SHOWN]
    ]
    more = len(done.left_out) - LEFT_OUT_SHOWN
    if more > 0:
        lines.append(say("dan {n} lagi").format(n=count(say, more)))
    told = say("Yang tidak dikembalikan ({n}):").format(n=count(say, len(done.left_out)))
    return [Reply(Markup("\n").join([told, *lines])), Reply(head, choices)]
