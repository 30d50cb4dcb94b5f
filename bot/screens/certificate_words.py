"""What came of looking at a Tanda Selesai Belajar, in words: for the page and the command line."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.core.certificate import Verdict
from bot.core.say import Say


def title(say: Say, verdict: Verdict) -> Markup:
    """Return the verdict in a few words."""
    titles: Mapping[Verdict, Markup] = {
        Verdict.VALID: say("Sah dan tercatat"),
        Verdict.OLD_KEY: say("Sah dan tercatat, dengan kunci lama"),
        Verdict.SIGNED: say("Tanda tangannya sah"),
        Verdict.REVOKED: say("Dicabut"),
        Verdict.UNRECORDED: say("Tidak tercatat"),
        Verdict.OLD_UNRECORDED: say("Kunci lama, dan tidak tercatat"),
        Verdict.DOUBLE_NUMBER: say("Nomor ganda"),
        Verdict.DOUBLE_PERSON: say("Nomor kedua untuk orang yang sama"),
        Verdict.ALTERED: say("Isinya diubah"),
        Verdict.FORGED: say("Palsu atau diubah"),
        Verdict.OTHER_KEY: say("Ditandatangani dengan kunci lain"),
        Verdict.CUT: say("Terpotong"),
        Verdict.NOT_ONE: say("Bukan tanda selesai"),
    }
    return titles[verdict]


def meaning(say: Say, verdict: Verdict) -> Markup:
    """Return what it means, and what to do."""
    meanings: Mapping[Verdict, Markup] = {
        Verdict.VALID: say(
            "Tanda ini dibuat bot ini dan masih berlaku. Bandingkan isinya dengan yang tercetak."
        ),
        Verdict.OLD_KEY: say(
            "Tanda ini dibuat bot ini sebelum kuncinya diganti, tercatat, dan masih berlaku."
            " Bandingkan isinya dengan yang tercetak."
        ),
        Verdict.SIGNED: say(
            "Isinya ditandatangani dengan kunci ini dan tidak diubah. Catatan kantor belum"
            " ditanya: apakah tanda ini sudah dicabut, hanya kantor yang tahu."
        ),
        Verdict.REVOKED: say(
            "Tanda ini pernah dibuat bot ini, lalu dicabut Divisi Sosdiklih. Tidak berlaku lagi."
        ),
        Verdict.UNRECORDED: say(
            "Tanda tangannya sah, tetapi tanda ini tidak tercatat lagi: data pemegangnya sudah"
            " dihapus, atau catatan kantor dipulihkan dari cadangan lama."
        ),
        Verdict.OLD_UNRECORDED: say(
            "Tanda tangannya dari kunci yang sudah diganti, dan tanda ini tidak tercatat."
            " Jangan dipercaya sebelum kantor memastikannya."
        ),
        Verdict.DOUBLE_NUMBER: say(
            "Tanda tangannya cocok, tetapi nomor ini tercatat untuk isi yang lain. Jangan"
            " dipercaya, dan laporkan kepada Divisi Sosdiklih: kunci bot mungkin bocor."
        ),
        Verdict.DOUBLE_PERSON: say(
            "Tanda tangannya cocok, tetapi nomor ini tidak tercatat, sedangkan orang yang sama"
            " tercatat dengan nomor lain. Jangan dipercaya, dan laporkan kepada Divisi Sosdiklih."
        ),
        Verdict.ALTERED: say(
            "Tanda tangannya tidak cocok dengan isinya: ada yang diubah sesudah dibuat. Tidak"
            " berlaku. Bila Anda menyalinnya sendiri, salin sekali lagi."
        ),
        Verdict.FORGED: say(
            "Tanda ini menyebut kunci bot ini, tetapi tanda tangannya bukan dari kunci itu, dan"
            " isi seperti ini tidak tercatat. Tidak berlaku."
        ),
        Verdict.OTHER_KEY: say(
            "Tanda ini dibuat dengan kunci lain, bukan kunci bot ini: buatan orang lain, atau bot"
            " kabupaten/kota lain. Bila dari kota lain, periksa di alamat bot kota itu."
        ),
        Verdict.CUT: say(
            "Sebagian isinya tidak ikut tersalin, jadi tidak dapat diperiksa. Salin atau pindai"
            " sekali lagi sampai lengkap."
        ),
        Verdict.NOT_ONE: say(
            "Di dalamnya tidak ada isi Tanda Selesai Belajar, dan bukan pula nomornya. Isi yang"
            " benar dimulai dengan TSB1-; nomornya 12 huruf dan angka."
        ),
    }
    return meanings[verdict]


def number_meaning(say: Say, verdict: Verdict) -> Markup:
    """Return what looking up a bare number tells: nothing of what it says, or about whom."""
    if verdict is Verdict.VALID:
        return say(
            "Nomor ini tercatat dan masih berlaku. Nomor saja tidak menunjukkan isinya: pindai"
            " QR-nya agar nama dan tugasnya ikut diperiksa."
        )
    if verdict is Verdict.REVOKED:
        return say("Tanda dengan nomor ini sudah dicabut Divisi Sosdiklih. Tidak berlaku lagi.")
    return say(
        "Nomor ini tidak tercatat: salah ketik, tidak pernah ada, atau data pemegangnya sudah"
        " dihapus."
    )
