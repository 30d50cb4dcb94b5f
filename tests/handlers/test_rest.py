"""Search, language, agenda, help, own data, several people: the small capabilities."""

import pytest

from bot.core.dialog import SearchText, Text
from bot.handlers import menu, search
from bot.storage import agenda
from tests.learner import complete_session
from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


# --- search ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("surat suara rusak", "Rusak atau keliru coblos"),
        ("srat suara ruzak", "Rusak atau keliru coblos"),
        ("tunanetra", "Pemilih disabilitas"),
        ("disabilitass", "Pemilih disabilitas"),
        ("bagaimana kalau pemilih tunanetra?", "Pemilih disabilitas"),
        ("DPTb", "DPTb: berapa surat suara?"),
        ("psu", "Hitung ulang dan pemungutan suara ulang (PSU)"),
        ("sirekap", "Sirekap: baca dahulu, kirim kemudian"),
        ("kpps 4", "KPPS 4"),
        ("medsos", "Media sosial: 17 detik yang mahal"),
        ("gaji", "Masa kerja dan hak Anda"),
        ("linmas", "Tujuh orang, satu tim"),
        ("C.HASIL", "Menulis dan mencocokkan C.HASIL"),
    ],
)
def test_a_page_is_found_by_what_people_type(town: Town, words: str, title: str):
    assert search.find_pages(town.content, words, sure=search.SURE)[0].title == title


@pytest.mark.parametrize("words", ["", "   ", "a", "di", "👍", "zzzzqqqq", "x" * 4000, "dan yang"])
def test_what_says_nothing_finds_nothing(town: Town, words: str):
    assert search.find_pages(town.content, words, sure=search.SURE) == []


@pytest.mark.parametrize("words", ["Terima kasih banyak", "Selamat pagi, Pak", "ok siap"])
def test_small_talk_is_not_answered_with_pages(town: Town, words: str):
    assert search.find_pages(town.content, words, sure=menu.SURE) == []


async def test_searching_asks_for_words_and_takes_the_next_text(kpps: Phone):
    await kpps.tap("cari")
    assert (await kpps.chat()).waiting == SearchText()
    await kpps.type("tunanetra")

    assert any(action.startswith("hal:s3-") for action in kpps.screen.actions)
    await kpps.type("/cari zzzzqqqq")
    assert kpps.screen.actions == ["cari", "tanya", "menu"]


async def test_a_text_nobody_waited_for_is_looked_up(kpps: Phone):
    await kpps.type("surat suara rusak")
    assert any(action.startswith("hal:") for action in kpps.screen.actions)

    await kpps.type("terima kasih")
    assert kpps.screen.actions == ["menu", "bantuan"]


@pytest.mark.parametrize("typed", ["/", "/ ", "//", "/ menu", "/tidakada", "/@bot", "/\n"])
async def test_an_unknown_command_has_a_way_on(kpps: Phone, typed: str):
    await kpps.type(typed)

    assert "menu" in kpps.screen.actions


@pytest.mark.parametrize(
    "typed", ["/menu", "/MENU", " /menu ", "/menu@bimtek_bot", "/menu sekarang"]
)
async def test_a_command_may_be_typed_as_people_type(kpps: Phone, typed: str):
    await kpps.type(typed)

    assert kpps.text.startswith("Menu")


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("materi", "Materi"),
        ("kuis", "Kuis"),
        ("saku", "Kartu saku"),
        ("pemilih", "Pemilih ini bagaimana?"),
        ("agenda", "Agenda"),
        ("progres", "Progres"),
        ("hapus", "Hapus data Anda?"),
        ("bantuan", "Bantuan"),
        ("help", "Bantuan"),
        ("bahasa", "Pilih bahasa"),
    ],
)
async def test_every_command_opens_its_screen(kpps: Phone, command: str, begins: str):
    await kpps.type(f"/{command}")

    assert kpps.text.startswith(begins)


@pytest.mark.parametrize("typed", ["/menu", "/materi", "/datasaya", "/cari x", "halo", "/xyz"])
async def test_before_the_consent_everything_is_answered_with_the_greeting(town: Town, typed: str):
    phone = town.phone()
    await phone.type(typed)

    assert "setuju::2" in phone.screen.actions


async def test_start_typed_as_a_text_is_a_start(town: Town):
    phone = town.phone()
    code = town.code("004", "KPPS", 3)
    await phone.send(Text(f"/start {code}"))

    assert f"kenal:{code}" in phone.screen.actions


# --- language -------------------------------------------------------------------------------


async def test_the_language_stays_chosen(town: Town, kpps: Phone):
    await kpps.tap("bahasa:en")
    town.restart()
    await kpps.tap("menu")

    assert "Material" in kpps.labels


async def test_the_language_can_be_chosen_before_the_consent(town: Town):
    phone = town.phone()
    await phone.start()
    await phone.tap("bahasa")
    await phone.tap("bahasa:en")

    assert "I agree" in phone.labels
    assert (await phone.chat()).person is None


async def test_an_unknown_language_is_refused(kpps: Phone):
    await kpps.tap("bahasa:fr")

    assert kpps.labels == ["Menu"]
    assert (await kpps.chat()).language == "id"


# --- agenda and help ------------------------------------------------------------------------


async def test_the_agenda_of_the_database_is_what_counts(town: Town, kpps: Phone):
    async with town.db.transaction() as tx:
        tx.write("UPDATE agenda SET title = 'Apel siaga' WHERE id = 'masa-tenang'")
        await agenda.seed(tx, town.content.agenda)
    await kpps.tap("agenda")

    assert "Apel siaga" in kpps.text
    assert "dalam 19 hari" in kpps.text


async def test_help_names_whom_to_ask(town: Town, kpps: Phone):
    await kpps.tap("bantuan")
    assert "PPS Anda: Anggota PPS 1, Anggota PPS 2" in kpps.text

    pps = await town.registered("PPS", 1, "hp2")
    await pps.tap("bantuan")
    assert "PPK Anda: Anggota PPK 1," in pps.text

    for phone in (await town.guest("hp3"), await town.registered("Sosdiklih", 1, "hp4")):
        await phone.tap("bantuan")
        assert "Anggota" not in phone.text


# --- own data -------------------------------------------------------------------------------


async def test_all_that_is_kept_is_shown(kpps: Phone):
    await complete_session(kpps, 2)
    await kpps.tap("pilih:komitmen:komitmen:teliti")
    await kpps.tap("tulis:harapan:harapan")
    await kpps.type("Lancar & aman")
    document, overview = await kpps.type("/datasaya")

    media = document.reply.media
    assert media is not None
    for kept in (
        "Anggota KPPS 3, TPS 004, Beji",
        "+628000003316",
        "Bekerja teliti",
        "Lancar & aman",
        "10/10",
        "Sumpah/janji Anda",
    ):
        assert kept in media.text, kept
    assert "+628000003316" in overview.text


async def test_the_weekly_summary_is_among_what_is_kept(town: Town):
    boss = await town.registered("Sosdiklih", 1, "hp2")
    [kota] = await town.rows("area", "level = 'kota'")
    kept = []
    for wants in ("ya", "tidak"):
        await boss.tap(f"mingguan:{kota['id']}:{wants}")
        document, *_ = await boss.type("/datasaya")
        assert document.reply.media is not None
        kept.append(
            "Ringkasan mingguan sejak: Jumat, 26 Januari 2024" in document.reply.media.text
        )

    assert kept == [True, False]


async def test_erasing_asks_first(town: Town, kpps: Phone):
    await kpps.tap("hal:s1-selamat-datang")
    await kpps.type("/hapus")
    await kpps.tap("hapus:tidak")

    assert await town.count("page_seen") == 1


async def test_erasing_forgets_everything_about_the_person(town: Town, kpps: Phone):
    person = (await kpps.chat()).person
    assert person is not None
    await complete_session(kpps, 1)
    await complete_session(kpps, 2)
    await kpps.tap("hapus:ya")

    for table in ("page_seen", "form_value", "attempt", "answer", "completion", "companion"):
        assert await town.count(table) == 0, table
    [row] = await town.rows("person", "id = $1", person.id)
    assert (row["name"], row["phone"], row["erased_at"] is not None) == ("", "", True)
    [holding] = await town.rows("holding", "person_id = $1", person.id)
    assert (holding["to_at"] is not None, holding["reason"]) == (True, "dihapus")
    assert await town.count("said") == 1, "only the goodbye"
    assert (await kpps.chat()).person is None


async def test_erasing_reaches_the_other_phone_of_the_person(town: Town, kpps: Phone):
    second = town.phone("hp2")
    code = town.code("004", "KPPS", 3)
    await second.start(code)
    await second.tap(f"setuju:{code}:2")
    await kpps.tap("klaim:ya:1")
    await kpps.tap("hapus:ya")

    assert await town.count("chat", "address = 'hp2'") == 0
    await second.tap("menu")
    assert "setuju::2" in second.heard[-1].actions


async def test_a_guest_can_be_forgotten_too(town: Town):
    phone = await town.guest()
    await phone.tap("hapus:ya")

    assert await town.count("companion") == 0


# --- several people with one phone ----------------------------------------------------------


async def test_two_people_with_one_phone_learn_apart(town: Town, kpps: Phone):
    await kpps.tap("hal:s1-selamat-datang")
    first = (await kpps.chat()).person
    await kpps.tap("orang:baru")
    assert (await kpps.chat()).person is None
    await town.registered("KPPS", 4, "hp1")
    assert "0/11" in kpps.text

    await kpps.tap("orang")
    [back] = [
        action
        for action in kpps.screen.actions
        if action.startswith("orang:") and action[6:].isdecimal()
    ]
    await kpps.tap(back)

    assert (await kpps.chat()).person == first
    assert "1/11" in kpps.text


async def test_somebody_who_never_agreed_here_cannot_be_switched_to(town: Town, kpps: Phone):
    stranger = (await (await town.registered("KPPS", 4, "hp2")).chat()).person
    assert stranger is not None
    await kpps.tap(f"orang:{stranger.id}")

    assert kpps.labels == ["Menu"]


async def test_a_new_person_at_the_phone_of_a_registered_one_gives_a_consent_of_their_own(
    town: Town, kpps: Phone
):
    code = town.code("004", "KPPS", 4)
    await kpps.start(code)
    await kpps.tap(f"kenal:{code}")
    assert await town.count("companion") == 1
    await kpps.tap(f"setuju:{code}:2")

    assert await town.count("companion") == 2
    assert "KPPS 4" in kpps.text


async def test_a_phone_of_many_people_still_lists_them(town: Town):
    phone = town.phone()
    for number in range(1, 8):
        await town.registered("KPPS", number)
    for number in (1, 2, 3):
        await town.registered("PPS", number)
    await phone.tap("orang")

    assert len(phone.labels) <= 10
    await phone.tap("orang:baru")
    assert len(phone.labels) <= 10


async def test_a_file_is_not_expected(kpps: Phone):
    await kpps.send_file()

    assert kpps.labels == ["Menu"]
