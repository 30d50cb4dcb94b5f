"""What stands around files in and out of the chat page, for tests."""

from pathlib import Path

from bot.channels.uploads import Uploads
from bot.core.dialog import File
from bot.storage.attachments import Attachment
from bot.storage.jobs import Document
from bot.web.parts import Files
from tests.web.echo import EchoBot

PICTURE = (Path(__file__).parents[2] / "bot/content/gambar/lima-warna.png").read_bytes()
CSV = b"kecamatan,desa\nJunrejo,Beji\n"


class Shelf:
    """What stands around the uploads: who is wanted, and what was made."""

    def __init__(self, folder: Path) -> None:
        self.seconds = 0.0
        self.uploads = Uploads(folder / "unggahan", now=lambda: self.seconds)
        self.uploads.open(set())
        self.wanted: set[str] = set()
        self.bot = EchoBot()
        self.made = Document(7, "rahasia-satu", "daftar <b>.xlsx", "text/html", b"<script>1")
        self.attached = [
            Attachment(8, "rahasia-dua", "picture", "foto.png", "image/png", PICTURE),
            Attachment(
                9, "rahasia-tiga", "document", "undangan é.pdf", "application/pdf", b"%PDF"
            ),
        ]

    @property
    def files(self) -> Files:
        return Files(self.uploads, self.bot.asked, self._wanted, self._load, self._load_attachment)

    async def _wanted(self) -> set[str]:
        """Say that work needs every file that was taken, unless a test says otherwise."""
        taken = {one.event.ref for one in self.bot.taken if isinstance(one.event, File)}
        return taken & self.wanted if "nothing" in self.wanted else taken

    async def _load(self, ref: int) -> Document | None:
        return self.made if ref == self.made.id else None

    async def _load_attachment(self, number: int) -> Attachment | None:
        return {one.id: one for one in self.attached}.get(number)

    @property
    def kept(self) -> list[Path]:
        return list(self.uploads.folder.iterdir())


def events(shelf: Shelf) -> list[File]:
    return [one.event for one in shelf.bot.taken if isinstance(one.event, File)]
