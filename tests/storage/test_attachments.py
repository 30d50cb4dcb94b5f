"""Files of broadcasts, on both databases."""

from datetime import timedelta

from bot.core.attachment import Taken
from bot.core.dialog import Media
from bot.storage import attachments
from bot.storage.attachments import Attachment
from bot.storage.engine import Database
from tests.storage.folk import NOW, SITI, later

FOTO = Taken("picture", "foto é.jpg", "image/jpeg")


async def keep(db: Database, content: bytes = b"\xff\xd8\x00") -> int:
    async with db.transaction() as tx:
        return await attachments.save(tx, SITI, FOTO, content, NOW)


async def test_an_attachment_is_kept_as_it_came(db: Database):
    number = await keep(db)

    found = await attachments.load(db, number)
    named = await attachments.media(db.read, number)

    assert found
    assert found == Attachment(
        number, found.token, FOTO.kind, FOTO.name, FOTO.mime, b"\xff\xd8\x00"
    )
    assert len(found.token) == 22
    assert named == Media("picture", "foto é.jpg", "foto é.jpg", ref=-number, token=found.token)
    assert await attachments.load(db, number + 1) is None
    assert await attachments.media(db.read, number + 1) is None


async def test_what_no_broadcast_has_is_forgotten_after_two_days(db: Database):
    used, unused = await keep(db), await keep(db)
    async with db.transaction() as tx:
        tx.write("INSERT INTO area (id, level, name) VALUES (1, 'kota', 'Kota Contoh')")
        tx.write(
            "INSERT INTO mailing (id, kind, due_at, made_at) VALUES (1, 'siaran', $1, $1)", "2024"
        )
        tx.write(
            "INSERT INTO broadcast (mailing_id, by_id, area_id, document_id) VALUES (1, 1, 1, $1)",
            used,
        )

    async with db.transaction() as tx:
        assert await attachments.purge(tx, later(hours=47)) == 0
        assert await attachments.purge(tx, NOW + timedelta(days=9)) == 1

    assert await attachments.load(db, used)
    assert await attachments.load(db, unused) is None
