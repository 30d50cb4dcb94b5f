"""Reminders: their sentences, times, buttons, and what they rest on."""

from datetime import time
from pathlib import Path

import pytest

from bot.content import load
from bot.content.check import check
from bot.content.check.reminders import NAMED, PLAIN
from bot.core.people import Role
from bot.handlers.routes import TAPS
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, samples

R, FORMS, SESSIONS = "pengingat.toml", "isian.toml", "sesi.toml"
MORNING = "Selamat bertugas, Bapak/Ibu {nama}; buka halaman tentang TPS {tps}."
WEEK = "Pemungutan suara {hari} di {kecamatan}; lihat rekapnya."
OFFER = """
[[isian]]
id = "jam"
sesi = 1
judul = "Jam"
peran = "KPPS"
ajakan = "pengingat"

[[isian.kolom]]
id = "jam"
jenis = "skala"
tanya = "Jam berapa?"
label_1 = "Pagi"
label_5 = "Malam"
"""
BROKEN = [
    Broken("id twice", R, 'id = "minggu-lalu"', 'id = "pagi"',
           'id = "pagi"\nacara = "masa-tenang"\nhari = -7', "id pengingat pagi sudah"),
    Broken("id malformed", R, '"minggu-lalu"', '"minggu lalu"', '"minggu lalu"', "id pengingat"),
    Broken("event", R, '"rencana:ketua"', '"rencana:lain"', '"rencana:lain"', "tidak ada"),
    Broken("sentence empty", R, "Apa harapan Anda?", "", 'kalimat = ""', "kalimat kosong"),
    Broken("sentence too long", R, "Apa harapan", "Apa " * 40, "Apa Apa", "kalimat 1"),
    Broken("two sentences", R, "; lihat rekapnya", ". Lihat rekapnya", "Lihat rekapnya",
           "bukan satu kalimat"),
    Broken("no end", R, "Apa harapan Anda?", "Apa harapan Anda", "Apa harapan",
           "bukan satu kalimat"),
    Broken("number", R, "lihat rekapnya", "telepon 0812345678", "0812", "memuat nomor"),
    Broken("unknown placeholder", R, "{komitmen}", "{janji}", "{janji}", "{janji} tidak dikenal"),
    Broken("brace left open", R, "{komitmen}", "{komitmen", "{komitmen", "kurung kurawal"),
    Broken("may be empty", R, "{kecamatan}", "{desa}", "di {desa}", "{desa} dapat kosong"),
    Broken("fallback may be empty", R, "Selamat bertugas hari ini.", "Selamat, {nama}.",
           "cadangan", "{nama} dapat kosong"),
    Broken("today on another day", R, "lihat rekapnya", "besok", "besok", "pada hari lain"),
    Broken("over before it begins", R, 'hingga = "05.59"', 'hingga = "04.30"', '"04.30"\nperan',
           "hingga tidak"),
    Broken("over before the last hour", R, 'hingga_hari = -4\nhingga = "20.00"',
           'hingga_hari = -7\nhingga = "18.00"', 'hingga = "18.00"', "hingga tidak"),
    Broken("no hour", R, 'jam = "04.30"', 'jam = ""', 'jam = ""', "jam kosong"),
    Broken("strange hour", R, '"04.30"', '"4.30"', '"4.30"', "jam: harus jam"),
    Broken("at night", R, "mendesak = true", "mendesak = false", 'jam = "04.30"', "jam tenang"),
    Broken("button empty", R, '"Tulis harapan"', '""', "tombol = \"\"", "tombol kosong"),
    Broken("button too long", R, "Tulis harapan", "Tulis harapan Anda di", "Tulis",
           "tombol 21 huruf"),
    Broken("opens nothing", R, 'buka = "rekap"', 'buka = "rekapan"', "rekapan", "tidak membuka"),
    Broken("opens no page", R, "hal:s2-netral", "hal:s2-lain", "s2-lain", "tidak membuka"),
    Broken("opens no session", R, "hal:s2-netral", "sesi:9", "sesi:9", "tidak membuka"),
    Broken("opens no quiz", R, "hal:s2-netral", "kuis:1", "kuis:1", "tidak membuka"),
    Broken("names nothing", R, "hal:s2-netral", "kuis", 'buka = "kuis"', "tidak membuka"),
    Broken("opens for others", R, "hal:s2-netral", "rekap", "rekap", "bukan untuk KPPS"),
    Broken("form for others", R, 'buka = "rekap"', 'buka = "isi:harapan"',
           'buka = "isi:harapan"\nfleksibel', "bukan untuk PPK"),
    Broken("condition", R, "fleksibel = true", 'syarat = "suatu-hari"', "suatu-hari",
           "syarat suatu-hari"),
    Broken("unknown fact", R, 'fakta = ["F1.1"]', 'fakta = ["F9.9"]', "F9.9", "F9.9 tidak ada"),
    Broken("custom", R, 'fakta = ["F1.1"]', 'fakta = ["F2.3"]', "F2.3", "kebiasaan"),
    Broken("role", R, 'peran = "ketua"', 'peran = "saksi"', '"saksi"', "peran"),
    Broken("strange key", R, "aktif = false", "mati = true", "mati", "tidak dikenal"),
    Broken("offered form that is listed", FORMS, 'peran = "KPPS, PPS"',
           'peran = "KPPS, PPS"\najakan = "sesi"', "ajakan", "hanya ajakan"),
]  # fmt: skip


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_reminder_is_named_with_its_line(tmp_path: Path, broken: Broken):
    assert_only_problem(tmp_path, broken)


def test_a_form_that_only_a_reminder_opens_needs_one(tmp_path: Path):
    files = {**sample.FILES, FORMS: sample.FORMS + OFFER}

    (problem,) = check(sample.write(tmp_path, files))

    assert "isian jam tidak dibuka pengingat" in problem.problem
    reminders = sample.REMINDERS.replace("hal:s2-netral", "isi:jam")
    assert check(sample.write(tmp_path, {**files, R: reminders})) == []


def test_a_form_may_be_offered_at_the_end_of_its_session(tmp_path: Path):
    offer = OFFER.replace('"pengingat"', '"sesi"')
    sample.write(tmp_path, {**sample.FILES, FORMS: sample.FORMS + offer})

    content = load(tmp_path)

    assert check(tmp_path) == []
    assert [form.id for form in content.sessions[0].offers] == ["jam"]
    assert [form.id for form in content.sessions[0].forms] == ["harapan"]


def test_rules_are_loaded_as_written_except_those_that_rest(tmp_path: Path):
    morning, week = load(sample.write(tmp_path)).reminders

    assert (morning.id, morning.event, morning.day) == ("pagi", "masa-tenang", 0)
    assert (morning.at, morning.until_day, morning.until) == (time(4, 30), 0, time(5, 59))
    assert (morning.text, morning.fallbacks) == (MORNING, ("Selamat bertugas hari ini.",))
    assert (morning.more, morning.facts) == (("Janji Anda: {komitmen}.",), ("F1.1",))
    assert (morning.button, morning.action) == ("Buka halaman", "hal:s2-netral")
    assert (morning.urgent, morning.important, morning.flexible) == (True, True, False)
    assert (week.text, week.condition, week.flexible) == (WEEK, "semua", True)
    assert week.roles == {Role.PPS, Role.PPK}


def test_a_rule_for_everybody_may_name_the_day_only(tmp_path: Path):
    rule = sample.REMINDERS.replace('peran = "PPS, PPK"', 'peran = "semua"').replace(
        'buka = "rekap"', 'buka = "agenda"'
    )
    (problem,) = check(sample.write(tmp_path, {**sample.FILES, R: rule}))

    assert "{kecamatan} dapat kosong" in problem.problem


def test_an_id_of_a_rule_stays(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, R, 'id = "pagi"', 'id = "subuh"')

    problems = [problem.problem for problem in check(tmp_path)]

    assert problems == [
        "pengingat pagi hilang atau berganti id", "pengingat subuh belum dicatat",
    ]  # fmt: skip


def test_whatever_a_button_may_open_is_known_to_the_router():
    assert {*PLAIN, *NAMED} <= set(TAPS)
