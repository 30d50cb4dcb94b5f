"""`/dasbor` in the chat: who gets a link, and which one works."""

from bot.storage import meta, web_sessions
from tests.handlers.onboarding import both
from tests.phone import Phone, Town

ADDRESS = "https://bimtek.example"


async def office(town: Town) -> Phone:
    async with town.db.transaction() as tx:
        meta.save(tx, "public_url", ADDRESS)
    return await town.registered("Sosdiklih", 1)


def link(phone: Phone) -> str:
    [choice] = [choice for choice in phone.screen.reply.choices if choice.is_link]
    return choice.action


@both
async def test_each_link_is_another_and_only_a_hash_of_it_is_kept(town: Town):
    phone = await office(town)
    await phone.type("/dasbor")
    first = link(phone)
    await phone.tap("dasbor")
    second = link(phone)
    rows = await town.rows("web_login")

    assert first.startswith(f"{ADDRESS}/dasbor/masuk/")
    assert first != second
    assert len(rows) == 1
    links = town.router.house.links
    assert links
    secret = links.read(second.rpartition("/")[2]).removeprefix("masuk:")
    assert len(secret) == 64
    assert rows[0]["hash"] == web_sessions.digest(secret)
    assert secret not in str(dict(rows[0]))


async def test_a_redelivered_command_makes_no_second_link(town: Town):
    phone = await office(town)
    await phone.type("/dasbor")
    before = await town.rows("web_login")
    phone._acts -= 1
    await phone.type("/dasbor")

    assert await town.rows("web_login") == before


async def test_nobody_but_sosdiklih_gets_a_link(town: Town):
    await office(town)
    for role, number in (("PPK", 1), ("PPS", 1), ("KPPS", 1)):
        phone = await town.registered(role, number, f"hp-{role}")
        await phone.type("/dasbor")
        assert "hanya untuk petugas" in phone.text
        await phone.tap("peramban:semua")
        assert "Tidak ada peramban" in phone.text

    assert await town.count("web_login") == 0


async def test_without_an_address_there_is_no_link(town: Town):
    phone = await town.registered("Sosdiklih", 1)
    await phone.type("/dasbor")

    assert "BOT_PUBLIC_URL" in phone.text
    assert await town.count("web_login") == 0
