"""The slips on A4, to be printed and cut apart: eight a page, each with its QR code."""

from collections.abc import Iterator
from itertools import groupby

from bot.sheets.kit import Card, Kit, Slip, pages
from bot.sheets.pen import Pen

# Millimetres.
WIDTH, HEIGHT = 97.0, 66.0  # of a slip
LEFT, TOP = 6.5, 17.0  # where the slips begin
PAD = 6.0
QR = 30.0  # the symbol itself; PAD and GAP around it are more than its quiet zone
GAP = 5.0
ASIDE = PAD + QR + GAP  # where the text beside the code begins
BESIDE = WIDTH - ASIDE - 3.0
ACROSS = WIDTH - 2 * PAD

SOFT = 90  # grey: 0 is black

PERSONAL = "Kunci pribadi: jangan diteruskan, jangan difoto untuk grup."
DISCLAIMER = (
    "Bukan dokumen resmi KPU: hanya pengantar ke bimtek-bot, pendamping belajar sesudah bimtek."
)
CARE = (
    "Potong menurut garis putus-putus. Simpan seperti kunci: setiap slip hanya untuk orang yang"
    " namanya tertulis."
)
NO_NAME = "(belum ada nama)"


def how_to(*, telegram: bool) -> tuple[str, str]:
    """Return the two lines that say how to use a personal link."""
    start = ", lalu tekan Mulai (Start)" if telegram else " di ponsel Anda"
    first = f"1. Pindai QR ini atau buka tautannya{start}."
    return first, "2. Jawab “Ya, itu saya”, lalu pilih Setuju."


GROUP_HOW_TO = (
    "1. Kirim tautan ini ke grup WhatsApp TPS ini saja.",
    "2. Anggota memilih kursinya dan mengetik 4 angka akhir nomor HP-nya.",
)


class Paper:
    """Draws a kit: `draw` yields how many slips are done, then `content` is the PDF."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self._pen = Pen(f"Kit pendaftaran {kit.title}")
        self.pdf = self._pen.pdf
        self._write = self._pen.write

    def draw(self) -> Iterator[int]:
        sheets = list(pages(self.kit.sections))
        done = 0
        for n, slips in enumerate(sheets, 1):
            self._page(slips, f"Halaman {n} dari {len(sheets)}")
            for place, slip in enumerate(slips):
                self._slip(LEFT + place % 2 * WIDTH, TOP + place // 2 * HEIGHT, slip)
                done += 1
                yield done
        if not sheets:
            self._page([], "Tidak ada slip: semua petugas sudah terdaftar.")

    def content(self) -> bytes:
        return self._pen.content()

    # --- the page ---------------------------------------------------------------------------

    def _page(self, slips: list[Slip], number: str) -> None:
        pdf = self.pdf
        pdf.add_page()
        head = f"Kit pendaftaran {slips[0].section.place if slips else self.kit.title}"
        self._write(LEFT + 1, 10, head, "B", (11, 8), 120)
        titles = dict.fromkeys(slip.section.title for slip in slips)
        self._write(LEFT + 1, 14.5, "; ".join(titles), "", (8, 7), 120)
        pdf.set_text_color(SOFT)
        self._write(LEFT + 2 * WIDTH - 68, 10, f"Dibuat {self.kit.day}", "", (8, 6), 67)
        self._write(LEFT + 2 * WIDTH - 68, 14.5, number, "", (8, 6), 67)
        self._write(LEFT + 1, 287, CARE, "", (7,), 2 * WIDTH - 4)
        pdf.set_text_color(0)
        self._cutting_lines(-(-len(slips) // 2))

    def _cutting_lines(self, rows: int) -> None:
        pdf = self.pdf
        pdf.set_draw_color(150)
        pdf.set_line_width(0.2)
        pdf.set_dash_pattern(1.5, 1.2)
        bottom = TOP + rows * HEIGHT
        for row in range(rows + 1):
            pdf.line(LEFT, TOP + row * HEIGHT, LEFT + 2 * WIDTH, TOP + row * HEIGHT)
        for column in range(3 if rows else 0):
            pdf.line(LEFT + column * WIDTH, TOP, LEFT + column * WIDTH, bottom)
        pdf.set_dash_pattern()

    # --- a slip -----------------------------------------------------------------------------

    def _slip(self, x: float, y: float, slip: Slip) -> None:
        card = slip.card
        self._qr(x + PAD, y + PAD, card.link)
        if isinstance(card, Card):
            self._personal(x, y, card)
        else:
            self._group(x, y, slip)
        y += PAD + QR
        y = self._write(x + PAD, y + 6, card.link, "", (8, 7), ACROSS, lines=2) + 1
        lines = how_to(telegram=self.kit.telegram) if isinstance(card, Card) else GROUP_HOW_TO
        for line in lines:
            y = self._write(x + PAD, y, line, "", (7.5, 7, 6.5), ACROSS)

    def _personal(self, x: float, y: float, card: Card) -> None:
        right = x + ASIDE
        below = self._write(right, y + PAD + 3, card.seat, "B", (10, 9, 8), BESIDE, lines=2)
        self._write(right, below + 0.8, card.name or NO_NAME, "", (10, 9, 8, 7), BESIDE, lines=2)
        self.pdf.set_text_color(SOFT)
        self._write(right, y + PAD + 24, "Kode pendaftaran", "", (7,), BESIDE)
        self.pdf.set_text_color(0)
        self._write(right, y + PAD + 30, card.code, "B", (16, 12), BESIDE)
        self._foot(x, y, PERSONAL)

    def _group(self, x: float, y: float, slip: Slip) -> None:
        right = x + ASIDE
        title = "Tautan grup WhatsApp"
        below = self._write(right, y + PAD + 3, title, "B", (10, 9, 8), BESIDE, lines=2)
        self._write(right, below + 0.8, slip.section.title, "", (10, 9, 8, 7), BESIDE, lines=3)
        self._foot(x, y, "Untuk ketua KPPS atau PPS, bukan untuk satu orang.")

    def _foot(self, x: float, y: float, first: str) -> None:
        self._write(x + PAD, y + HEIGHT - 6.3, first, "B", (7.5, 7), ACROSS)
        self.pdf.set_text_color(SOFT)
        self._write(x + PAD, y + HEIGHT - 2.7, DISCLAIMER, "", (6, 5.5, 5), ACROSS)
        self.pdf.set_text_color(0)

    def _qr(self, x: float, y: float, link: str) -> None:
        """Draw the modules run by run: sharp at every size, and small in the file."""
        matrix = _modules(link)
        module = QR / len(matrix)
        self.pdf.set_fill_color(0)
        for row, cells in enumerate(matrix):
            for begin, length in _runs(cells):
                left, top = x + begin * module, y + row * module
                self.pdf.rect(left, top, length * module, module, style="F")


def _modules(link: str) -> tuple[bytearray, ...]:
    import segno  # noqa: PLC0415 - heavy

    return tuple(segno.make(link, error="m", micro=False, boost_error=False).matrix)


def _runs(cells: bytearray) -> Iterator[tuple[int, int]]:
    """Yield (begin, length) of each run of dark modules in a row."""
    begin = 0
    for dark, run in groupby(cells):
        length = len(list(run))
        if dark:
            yield begin, length
        begin += length
