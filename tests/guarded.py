"""What is more than one's own things, and who may do it where: written by hand, for the walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.dialog import (
    AnswerText,
    BroadcastText,
    BroadcastTime,
    ClassDay,
    ClassWord,
    FaqText,
    FormText,
    JoinName,
    JoinTps,
    NewHolder,
    QuestionText,
    RejectReason,
    RevokeReason,
    RightPhone,
    RosterCode,
    SearchText,
    SeatDigits,
    TrainedOn,
    Waiting,
)
from bot.core.people import MAY, Action
from tests.world import LEVELS, PLACES, WHO


@dataclass(frozen=True, slots=True)
class Guard:
    """What an action needs, and what its buttons may name; `{tps}` and so on are real ids."""

    action: Action
    args: Sequence[str]


# What is more than one's own things. A new route is either here or in OWN.
GUARDED: Mapping[str, Guard] = {
    "undang": Guard(Action.SEE_CONTACTS, ("", "{tps}", "{desa}", "{kec}", "{kota}", "{desa}:1")),
    "undang1": Guard(Action.SEE_CONTACTS, ("{tps}", "{desa}", "{kec}")),
    "grup": Guard(Action.SEE_CONTACTS, ("{tps}", "{desa}")),
    "kit": Guard(
        Action.SEE_CONTACTS, ("{desa}", "{tps}:ya", "{desa}:ya", "{kec}:ya", "{kota}:ya")
    ),
    "rekap": Guard(Action.SEE_AREA, ("", "{tps}", "{desa}", "{kec}", "{kota}")),
    "rekapdi": Guard(Action.SEE_AREA, ("{desa}", "{kec}:0", "{kota}:1")),
    "jangkau": Guard(Action.SEE_CONTACTS, ("{tps}", "{desa}", "{desa}:1", "{kec}", "{kota}")),
    "jangkau1": Guard(Action.SEE_CONTACTS, ("{person}",)),
    "tanda": Guard(
        Action.MARK_CONTACT,
        ("{person}:dihubungi", "{person}:batal", "{person}:nomor_salah", "{person}:isi"),
    ),
    "tatap": Guard(
        Action.RECORD_TRAINED,
        ("{person}", "{person}:2024-01-25", "{person}:lain", "{person}:batal"),
    ),
    "ganti": Guard(
        Action.REPLACE_HOLDER,
        ("{seat}", "{seat}:kosong", "{seat}:ya:{person}", "{seat}:kosong:{person}"),
    ),
    "bebas": Guard(
        Action.FREE_SEAT,
        ("{seat}", "{seat}:tidak", "{seat}:beri:{claim}", "{seat}:kosong:{chat}", "{seat}:ya"),
    ),
    "tim": Guard(Action.SEE_TEAM, ("", "{tps}", "{tps}:1")),
    "nomor": Guard(Action.NUMBER_TEAM, ("{seat}", "{seat}:6")),
    "permohonan": Guard(Action.DECIDE_REQUEST, ("", "0", "5")),
    "putus": Guard(
        Action.DECIDE_REQUEST,
        ("{request}", "{request}:tolak", "{request}:tolak:lain", "{request}:kursi:{seat}",
         "{request}:tolak:dobel", "{request}:baru"),
    ),
    "daftarpetugas": Guard(Action.IMPORT_ROSTER, ("",)),
    "impor": Guard(Action.IMPORT_ROSTER, ("{run}",)),
    "barisimpor": Guard(Action.IMPORT_ROSTER, ("{run}", "{run}:NEW:0")),
    "pilihimpor": Guard(Action.IMPORT_ROSTER, ("{run}:keluar", "{run}:ulang")),
    "terapkan": Guard(Action.IMPORT_ROSTER, ("{run}",)),
    "batalimpor": Guard(Action.IMPORT_ROSTER, ("{run}",)),
    "urungkan": Guard(Action.IMPORT_ROSTER, ("", "{run}")),
    "terhapus": Guard(Action.IMPORT_ROSTER, ("", "0")),
    "terhapus1": Guard(Action.IMPORT_ROSTER, ("{seat}", "{seat}:tetap", "{seat}:lain")),
    "siaran": Guard(Action.BROADCAST, ("", "0", "9")),
    "siartulis": Guard(Action.BROADCAST, ("{draft}", "")),
    "siarlihat": Guard(Action.BROADCAST, ("{draft}", "{draft}:p")),
    "siarhapus": Guard(Action.BROADCAST, ("{draft}",)),
    "siarwil": Guard(Action.BROADCAST, ("{draft}", "{draft}:{desa}", "{draft}:{kota}:1")),
    "siarpilih": Guard(Action.BROADCAST, ("{draft}:{desa}", "{draft}:{tps}")),
    "siarperan": Guard(Action.BROADCAST, ("{draft}", "{draft}:KPPS", "{draft}:semua")),
    "siarstatus": Guard(Action.BROADCAST, ("{draft}", "{draft}:belum")),
    "siarpra": Guard(Action.BROADCAST, ("{draft}", "{draft}:p")),
    "siaruji": Guard(Action.BROADCAST, ("{draft}",)),
    "siarjadwal": Guard(Action.BROADCAST, ("{draft}", "{draft}:kini")),
    "siardarurat": Guard(Action.HALT_DELIVERY, ("{draft}", "{draft}:ya", "{draft}:tidak")),
    "siarkirim": Guard(Action.BROADCAST, ("{draft}",)),
    "siarya": Guard(Action.BROADCAST, ("{draft}:00000000", "{draft}")),
    "siarubah": Guard(Action.BROADCAST, ("{draft}", "{draft}:draf", "{draft}:batal")),
    "siaringat": Guard(Action.BROADCAST, ("{desa}", "{tps}", "{kec}", "{kota}")),
    "siarjalan": Guard(Action.BROADCAST, ("{broadcast}", "{broadcast}:0")),
    "siarjeda": Guard(Action.BROADCAST, ("{broadcast}",)),
    "siarlanjut": Guard(Action.BROADCAST, ("{broadcast}",)),
    "siarhenti": Guard(Action.BROADCAST, ("{broadcast}", "{broadcast}:ya")),
    "siarsetuju": Guard(Action.BROADCAST, ("{broadcast}", "{broadcast}:1", "{broadcast}:1:ya")),
    "siartolak": Guard(Action.BROADCAST, ("{broadcast}", "{broadcast}:1:ya")),
    "siarnama": Guard(Action.BROADCAST, ("{broadcast}", "{broadcast}:pending:0")),
    "siarulang": Guard(Action.BROADCAST, ("{broadcast}", "{broadcast}:1")),
    "siarunduh": Guard(Action.BROADCAST, ("{broadcast}",)),
    "buku1": Guard(Action.BROADCAST, ("{broadcast}",)),
    "buku": Guard(Action.BROADCAST, ("", "0", "5")),
    "dasbor": Guard(Action.SEE_RESULTS, ("",)),
    "hasil": Guard(Action.SEE_RESULTS, ("", "{tps}", "{desa}", "{kec}", "{kota}")),
    "damping": Guard(Action.SEE_RESULTS, ("{desa}", "{kec}:1", "{kota}:0")),
    "mingguan": Guard(Action.SEE_RESULTS, ("{kota}:ya", "{desa}:ya")),
    "peta": Guard(Action.SEE_AREA, ("{kec}", "{kota}")),
    "tren": Guard(Action.SEE_RESULTS, ("{desa}", "{kec}", "{kota}")),
    "unduhhasil": Guard(Action.SEE_AREA, ("{desa}:xlsx", "{desa}:pdf", "{tps}:xlsx")),
    "cabuttanda": Guard(Action.REVOKE_CERTIFICATE, ("",)),
    "tanyamasuk": Guard(Action.ANSWER_QUESTION, ("", "0", "5")),
    "masalahmasuk": Guard(Action.ANSWER_QUESTION, ("", "0", "5")),
    "tanyabuka": Guard(Action.ANSWER_QUESTION, ("{question}",)),
    "tanyabalas": Guard(Action.ANSWER_QUESTION, ("{question}",)),
    "tanyaterus": Guard(
        Action.ANSWER_QUESTION, ("{question}", "{question}:{desa}", "{question}:{kec}")
    ),
    "tanyatutup": Guard(Action.ANSWER_QUESTION, ("{question}", "{question}:ya")),
    "faqatur": Guard(Action.EDIT_FAQ, ("", "0", "5")),
    "faqdari": Guard(Action.EDIT_FAQ, ("{answered}",)),
    "faqubah": Guard(Action.EDIT_FAQ, ("{entry}", "{entry}:tanya", "{entry}:jawab")),
    "faqterbit": Guard(Action.EDIT_FAQ, ("{entry}", "{entry}:1:ya")),
    "faqtarik": Guard(Action.EDIT_FAQ, ("{entry}", "{entry}:ya")),
    "kelasbuka": Guard(Action.HOLD_CLASS, ("", "{tps}", "{desa}", "{kec}", "{kota}", "{desa}:1")),
    "kelashari": Guard(
        Action.HOLD_CLASS, ("{desa}", "{tps}", "{desa}:lain", "{tps}:2024-01-26")
    ),
    "kelas1": Guard(Action.HOLD_CLASS, ("{class}",)),
    "kelashasil": Guard(Action.HOLD_CLASS, ("{class}", "{class}:1")),
    "kelashadir": Guard(Action.HOLD_CLASS, ("{class}", "{class}:{tps}", "{class}:{tps}:1")),
    "kelascatat": Guard(
        Action.HOLD_CLASS, ("{class}:{person}:ya:0", "{class}:{person}:tidak:0")
    ),
    "kelasqr": Guard(Action.HOLD_CLASS, ("{class}",)),
    "kelaspdf": Guard(Action.HOLD_CLASS, ("{class}",)),
    "kelaskuis": Guard(
        Action.HOLD_CLASS, ("{class}", "{class}:kode_etik", "{class}:campuran:5:1")
    ),
    "kelassoal": Guard(Action.HOLD_CLASS, ("{class}:1:tutup", "{class}:1:lanjut")),
    "kelastutup": Guard(Action.HOLD_CLASS, ("{class}", "{class}:ya")),
    "wilayah": Guard(Action.SEE_AREA, ("",)),
    "harihtps": Guard(Action.SEE_AREA, ("", "{tps}", "{desa}", "{kec}:1", "{kota}")),
    "siarsemua": Guard(Action.HALT_DELIVERY, ("", "henti", "lanjut")),
}  # fmt: skip

# One's own things: learning, one's seat, one's data, one's requests and jobs.
OWN = {
    *("menu", "lain", "mulai", "setuju", "nanti", "kenal", "ya", "bukan", "daftar", "telepon"),
    *(
        "klaim",
        "orang",
        "materi",
        "sesi",
        "hal",
        "daftarhal",
        "sisa",
        "saku",
        "saku1",
        "kuis",
        "kartu",
    ),
    *("gambar", "gambar1"),
    *("uji", "soal", "jawab", "isi", "pilih", "tulis", "cari", "agenda", "progres", "datasaya"),
    *("hapus", "bahasa", "bantuan", "kerja", "pengingat", "minta", "tps", "kursi", "kursiku"),
    "pohon",
    "akun",
    *("harih", "harih1", "centang"),  # ticks: tests/handlers/test_voting_ticks.py
    *("kelas", "kelasku", "kelasjawab"),  # classes one holds, or was at
    *("ragu", "ulangan", "ubahan"),
    "tandaselesai",
    *("tanya", "masalah", "tanyajawab", "tanyajawab1"),
    "peramban",  # browsers that one has let in oneself
    "siarlapor",  # a broadcast that was sent to oneself
}
GUARDED_COMMANDS: Mapping[str, Action] = {
    "rekap": Action.SEE_AREA,
    "undang": Action.SEE_CONTACTS,
    "tim": Action.SEE_TEAM,
    "permohonan": Action.DECIDE_REQUEST,
    "impor": Action.IMPORT_ROSTER,
    "petugas": Action.IMPORT_ROSTER,
    "daftarpetugas": Action.IMPORT_ROSTER,
    "siaran": Action.BROADCAST,
    "tanyamasuk": Action.ANSWER_QUESTION,
    "masalahmasuk": Action.ANSWER_QUESTION,
    "buku": Action.BROADCAST,
    "hasil": Action.SEE_RESULTS,
    "dasbor": Action.SEE_RESULTS,
}
GUARDED_TEXTS: Mapping[type[Waiting], tuple[Action, str, str]] = {  # what it names; a text
    NewHolder: (Action.REPLACE_HOLDER, "seat", "Nama Baru"),
    RightPhone: (Action.MARK_CONTACT, "person", "0800 1234 567"),
    ClassDay: (Action.HOLD_CLASS, "desa", "25-01-2024"),
    TrainedOn: (Action.RECORD_TRAINED, "person", "25-01-2024"),
    AnswerText: (Action.ANSWER_QUESTION, "question", "Besok pukul 07.00."),
    RejectReason: (Action.DECIDE_REQUEST, "request", "Bukan petugas kami."),
}
OWN_TEXTS = {
    QuestionText,
    FaqText,
    RosterCode,
    FormText,
    SearchText,
    SeatDigits,
    JoinName,
    JoinTps,
    BroadcastText,
    BroadcastTime,
    ClassWord,
    RevokeReason,  # names a number, and not an id: tests/handlers/test_certificate.py
}


def may(who: str, action: Action, level: str, place: str) -> bool:
    """Tell by hand what `who` may do there; levels go from the kota down."""
    acts_as = WHO[who]
    if acts_as is None or acts_as[0] not in MAY[action]:
        return False
    _, reach, places = acts_as
    return place in places and LEVELS.index(reach) <= LEVELS.index(level)


def level_of(arg: str) -> str:
    """Return how deep in the tree the thing lies that a button names first."""
    for level in LEVELS:
        if arg.startswith(f"{{{level}}}"):
            return level
    named = arg.partition(":")[0]
    if named in {
        "{request}",
        "{broadcast}",
        "{draft}",
        "{question}",
        "{answered}",
        "{entry}",
        "{class}",
    }:
        return "desa"
    return "kota" if named == "{run}" else "tps"


def allowed(who: str, guard: Guard, arg: str, place: str) -> bool:
    if guard.action is Action.IMPORT_ROSTER:
        return may(who, guard.action, "kota", place)
    if not arg.startswith("{"):  # one's own areas, wherever they are
        return any(may(who, guard.action, "tps", one) for one in PLACES)
    return may(who, guard.action, level_of(arg), place)
