"""Forms: each text goes to the field that was asked for, and no other."""

import asyncio

import pytest

from bot.core.dialog import FormText, Nothing, Text
from bot.core.forms import OWN_TEXT_LIMIT
from tests.phone import Phone, Town

PLAN = ("hal-1", "hal-2", "hal-3")


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


async def stored(town: Town, form: str) -> dict[str, str]:
    rows = await town.rows("form_value", "form_id = $1", form)
    return {row["field_id"]: row["value"] for row in rows}


async def test_texts_in_a_burst_go_to_the_fields_in_order(town: Town, kpps: Phone):
    await kpps.tap("isi:rtl-kpps")
    burst = [kpps.incoming(Text(f"Teks {n}")) for n in range(20)]

    await asyncio.gather(*(town.router.take(text) for text in burst))

    assert await stored(town, "rtl-kpps") == {
        field: f"=Teks {n}" for n, field in enumerate(PLAN)
    }, "the rest comes when nobody asks any more"


async def test_a_text_after_menu_is_no_answer(town: Town, kpps: Phone):
    await kpps.tap("isi:rtl-kpps")
    await kpps.tap("menu")
    await kpps.type("Ini bukan jawaban")

    assert await stored(town, "rtl-kpps") == {}
    assert (await kpps.chat()).waiting == Nothing()


@pytest.mark.parametrize("act", ["tap", "command", "start", "file", "block"])
async def test_whoever_does_something_else_is_not_answering(town: Town, kpps: Phone, act: str):
    await kpps.tap("isi:rtl-kpps")
    match act:
        case "tap":
            await kpps.tap("materi")
        case "command":
            await kpps.type("/agenda")
        case "start":
            await kpps.start()
        case "file":
            await kpps.send_file()
        case "block":
            await kpps.block()

    assert (await kpps.chat()).waiting == Nothing()


async def test_stopping_in_the_middle_goes_on_at_the_same_field(town: Town, kpps: Phone):
    await kpps.tap("isi:rtl-kpps")
    await kpps.type("Satu")
    await kpps.tap("sesi:4")
    town.restart()
    await kpps.tap("isi:rtl-kpps")
    await kpps.type("Dua")

    assert await stored(town, "rtl-kpps") == {"hal-1": "=Satu", "hal-2": "=Dua"}


async def test_an_answer_too_long_is_refused_and_asked_again(town: Town, kpps: Phone):
    await kpps.tap("isi:rtl-kpps")
    await kpps.type("x" * (OWN_TEXT_LIMIT + 1))
    assert await stored(town, "rtl-kpps") == {}
    assert (await kpps.chat()).waiting == FormText("rtl-kpps", "hal-1")

    await kpps.type("x" * OWN_TEXT_LIMIT)

    assert await stored(town, "rtl-kpps") == {"hal-1": "=" + "x" * OWN_TEXT_LIMIT}


async def test_an_empty_answer_is_asked_again(town: Town, kpps: Phone):
    await kpps.tap("isi:rtl-kpps")
    await kpps.type(" \n ")

    assert await stored(town, "rtl-kpps") == {}
    assert (await kpps.chat()).waiting == FormText("rtl-kpps", "hal-1")


@pytest.mark.parametrize("text", ["😀" * 250, "<b>tebal</b> & {0} {nama}", "مرحبا", "%s \\ ' \""])
async def test_any_text_is_stored_as_it_was_typed(town: Town, kpps: Phone, text: str):
    await kpps.tap("isi:rtl-kpps")
    for _ in PLAN:
        await kpps.type(text)

    assert set((await stored(town, "rtl-kpps")).values()) == {f"={text}"}
    assert "isi:rtl-kpps:hal-1" in kpps.screen.actions


async def test_the_longest_answers_still_fit_the_summary(town: Town):
    pps = await town.registered("PPS", 1)
    await pps.tap("isi:rtl-pps")
    for _ in range(5):
        await pps.type("😀" * (OWN_TEXT_LIMIT // 2))

    assert len(await stored(town, "rtl-pps")) == 5


async def test_a_tapped_answer_changes_only_its_own_field(town: Town, kpps: Phone):
    await kpps.tap("pilih:harapan:harapan:tugas")
    await kpps.tap("pilih:harapan:kekhawatiran:lelah")
    await kpps.tap("pilih:harapan:harapan:menghitung")

    assert await stored(town, "harapan") == {"harapan": "menghitung", "kekhawatiran": "lelah"}


async def test_own_words_are_kept_apart_from_the_options(town: Town, kpps: Phone):
    await kpps.tap("tulis:harapan:harapan")
    await kpps.type("tugas")

    assert await stored(town, "harapan") == {"harapan": "=tugas"}


async def test_a_skipped_worry_is_not_asked_about_further(town: Town, kpps: Phone):
    await kpps.tap("pilih:harapan:harapan:tugas")
    await kpps.tap("pilih:harapan:kekhawatiran:")

    assert "Tersimpan" in kpps.text
    assert await stored(town, "harapan") == {"harapan": "tugas", "kekhawatiran": ""}


async def test_a_permission_for_one_worry_does_not_cover_another(town: Town, kpps: Phone):
    for choice in ("harapan:tugas", "kekhawatiran:lelah", "izin-pps:ya"):
        await kpps.tap(f"pilih:harapan:{choice}")
    assert (await stored(town, "harapan"))["izin-pps"] == "ya"
    await kpps.tap("pilih:harapan:kekhawatiran:lelah")
    assert (await stored(town, "harapan"))["izin-pps"] == "ya", "the same worry keeps it"

    await kpps.tap("tulis:harapan:kekhawatiran")
    await kpps.type("Ada yang mengancam saya")

    assert "izin-pps" not in await stored(town, "harapan")
    assert "pilih:harapan:izin-pps:ya" in kpps.screen.actions


@pytest.mark.parametrize(
    "action",
    [
        "pilih:harapan:harapan:",  # not to be skipped
        "pilih:harapan:harapan:tidak-ada",
        "pilih:harapan:tidak-ada:tugas",
        "pilih:evaluasi:jelas:6",
        "tulis:pengalaman:pengalaman",  # takes no text
        "isi:tidak-ada",
        "isi:rtl-pps",  # not for KPPS
        "isi:rtl-kpps:tidak-ada",
    ],
)
async def test_what_no_button_of_ours_says_is_refused(town: Town, kpps: Phone, action: str):
    await kpps.tap(action)

    assert kpps.labels == ["Menu"]
    assert await town.count("form_value") == 0


async def test_a_form_left_in_the_middle_of_a_deployment_is_gone(town: Town, kpps: Phone):
    await kpps.tap("isi:rtl-kpps")
    forms = {id_: form for id_, form in town.content.forms.items() if id_ != "rtl-kpps"}
    town.with_content(forms=forms)
    await kpps.type("Jawaban")

    assert kpps.labels == ["Menu"]


async def test_answers_can_be_changed_later(town: Town, kpps: Phone):
    for action in ("pilih:komitmen:komitmen:teliti", "pilih:komitmen:waktu:pagi"):
        await kpps.tap(action)
    await kpps.tap("progres")
    await kpps.tap("isi:komitmen")
    await kpps.tap("isi:komitmen:waktu")
    assert "Pagi" in kpps.text
    await kpps.tap("pilih:komitmen:waktu:malam")

    assert await stored(town, "komitmen") == {"komitmen": "teliti", "waktu": "malam"}
