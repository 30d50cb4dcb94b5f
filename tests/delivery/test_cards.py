"""The eve: everybody's own card, as a picture and to be printed, each a message of its own."""

from datetime import date

import pytest

from bot.core.dialog import Media, visible
from bot.core.outbox import Go, Kind, Row
from bot.core.reminders import Rule
from bot.delivery.outbox import Outbox
from bot.storage.said import Spoken
from tests.delivery.reminding import Office, rule
from tests.phone import Town

CARDS = (
    rule("kartu-gambar", -1, "18:00", (-1, "20:00"), card="png", important=True),
    rule("kartu-pdf", -1, "18:05", (-1, "20:00"), card="pdf", important=True),
)
TEXTS = (
    rule("satu", -1, "18:00", (-1, "20:00")),
    rule("dua", -1, "18:00", (-1, "20:00")),
)


class Stored:
    """The bot's own sender, and what it put into the web chat."""

    def __init__(self, town: Town, rules: tuple[Rule, ...]) -> None:
        self.place = Office(town, rules)
        self.spoken: list[Spoken] = []
        self.town = town
        decides = {Kind.REMINDER: self.place.reminders.decide}
        self.sender = Outbox(town.db, town.clock, decides, {}, {"web": self.spoken.append})

    async def at(self, time: str) -> list[tuple[str, Media | None]]:
        """Return what is said at this time: texts and what goes along."""
        before = len(self.spoken)
        self.town.clock.set(self.place.time(time))
        await self.place.reminders.tick(self.town.db, self.town.clock.now())
        await self.sender.drain()
        replies = [reply for one in self.spoken[before:] for reply, _ in one.replies]
        return [(visible(reply.text), reply.media) for reply in replies]


def path(media: Media | None) -> str:
    return media.path if media else ""


async def test_on_the_eve_each_number_gets_its_own_card_twice(town: Town):
    stored = Stored(town, town.content.reminders)
    siti = await stored.place.person(number=4)
    await stored.place.join(siti, "01 08:00")

    await stored.at("13 17:59")
    [(text, picture)] = [one for one in await stored.at("13 18:00") if one[1]]
    [(printed, paper)] = await stored.at("13 18:05")

    assert path(picture) == "kartu/kpps-4.png"
    assert "Rabu, 14 Februari" in text
    assert "TPS 004 Beji" in text
    assert "bukan dokumen resmi KPU" in text
    assert path(paper) == "kartu/kpps-4.pdf"
    assert "A5" in printed
    assert await stored.place.outcome(siti, "kartu-gambar") == "accepted"
    assert await stored.place.outcome(siti, "kartu-pdf") == "accepted"


@pytest.mark.parametrize(("role", "number", "card"), [("PPS", 1, "pps"), ("PPK", 1, "")])
async def test_a_pps_gets_its_card_and_a_ppk_none(town: Town, role, number, card):
    stored = Stored(town, CARDS if role == "PPK" else town.content.reminders)
    await stored.place.join(await stored.place.person(role, number), "01 08:00")
    await stored.at("13 17:59")

    found = [path(media) for _, media in await stored.at("13 18:00") if media]
    assert found == ([f"kartu/{card}.png"] if card else [])


async def test_a_card_is_never_part_of_a_digest_and_leads_none(town: Town):
    stored = Stored(town, (*CARDS, *TEXTS))
    siti = await stored.place.person()
    await stored.place.join(siti, "01 08:00")

    said = await stored.at("13 18:30")

    assert sorted(path(media) for _, media in said) == ["", "kartu/kpps-3.pdf", "kartu/kpps-3.png"]
    [digest] = [text for text, media in said if media is None]
    assert "Ada 2 hal" in digest
    assert "Teks satu." in digest
    assert "Teks kartu" not in digest
    assert {await stored.place.outcome(siti, one.id) for one in TEXTS} == {"accepted: ringkasan"}
    for one in CARDS:
        assert await stored.place.outcome(siti, one.id) in {"accepted", "accepted: terlambat"}


async def test_after_eight_in_the_evening_no_card_goes_out_any_more(town: Town):
    stored = Stored(town, CARDS)
    siti = await stored.place.person()
    await stored.place.join(siti, "01 08:00")

    assert await stored.at("13 20:00") == []
    assert await stored.at("14 06:00") == []
    assert "kartu-gambar" not in {name for name, _, _ in await stored.place.table()} or (
        await stored.place.outcome(siti, "kartu-gambar") == "skipped: sudah-lewat"
    )


async def test_the_daily_cap_does_not_count_on_the_eve(town: Town):
    stored = Stored(town, (rule("pagi", -1, "07:00", (-1, "20:00")), *CARDS))
    siti = await stored.place.person()
    await stored.place.join(siti, "01 08:00")

    assert len(await stored.at("13 07:00")) == 1
    assert len(await stored.at("13 18:00")) == 1
    assert len(await stored.at("13 18:05")) == 1


async def test_where_voting_is_on_another_day_so_is_its_eve(town: Town):
    stored = Stored(town, CARDS)
    siti = await stored.place.person()
    await stored.place.join(siti, "01 08:00")
    await stored.place.move(date(2024, 2, 24), "004")

    assert await stored.at("13 18:30") == []
    assert len(await stored.at("23 18:30")) == 2
    assert await stored.place.outcome(siti, "kartu-gambar", "2024-02-24") == "accepted"


async def test_whoever_wants_no_reminders_gets_no_card(town: Town):
    stored = Stored(town, CARDS)
    siti, budi = await stored.place.person(), await stored.place.person(number=4)
    for one in (siti, budi):
        await stored.place.join(one, "01 08:00")
    await stored.place.turn_down(siti, "berhenti", stored.place.time("02 08:00"))
    await stored.place.turn_down(budi, "penting", stored.place.time("02 08:00"))

    found = [path(media) for _, media in await stored.at("13 18:30")]
    assert sorted(found) == ["kartu/kpps-4.pdf", "kartu/kpps-4.png"]
    assert await stored.place.outcome(siti, "kartu-pdf") == "skipped: berhenti"


async def test_an_office_without_cards_sends_none(town: Town):
    town.with_content(cards={})
    stored = Stored(town, CARDS)
    siti = await stored.place.person()
    await stored.place.join(siti, "01 08:00")

    assert await stored.at("13 18:30") == []
    assert await stored.place.outcome(siti, "kartu-pdf") == "skipped: tidak-berlaku"


async def test_at_a_shared_phone_it_is_said_for_whom_it_is(town: Town):
    place = Office(town, CARDS)
    siti, budi = await place.person(), await place.person(number=4)
    chat = await place.join(siti, "01 08:00")
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " SELECT $1, $2, consented_at, consent_version FROM companion WHERE chat_id = $1",
            chat,
            budi,
        )
    sent = await place.look("13 18:00")

    [other] = [one for one in sent if one.person == budi]
    assert other.text.startswith("Untuk ")
    assert other.labels == ["Ganti orang", "Menu"]


async def test_no_button_under_a_card_takes_it_away(town: Town):
    place = Office(town, CARDS)
    decided: list[Go] = []
    apply = place._apply

    def watch(tx: object, row: Row, decision: object, now: object) -> None:
        if isinstance(decision, Go):
            decided.append(decision)
        apply(tx, row, decision, now)  # type: ignore[arg-type]

    place._apply = watch  # type: ignore[method-assign]
    await place.join(await place.person(), "01 08:00")
    await place.look("13 18:00")

    [go] = decided
    assert all(choice.action.endswith(":+") for choice in go.reply.choices)
