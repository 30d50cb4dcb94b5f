"""Past a file of results that is handed over."""

from collections.abc import Callable, Iterator
from itertools import product

from bot.core.say import Say
from bot.screens import results_files
from tests.screens.builders import NASTY
from tests.screens.reading import Turn

LEVELS = ("kota", "kecamatan", "desa", "tps")
REMARK = "Jawaban 16 orang tidak ditampilkan, karena dapat dikenali dari siapa yang sudah lulus."


def of_files(say: Say) -> Iterator[Turn]:
    for level, name, with_names in product(
        LEVELS, ("Beji", NASTY.desa, "Batu" * 75), (False, True)
    ):
        for remark in ("", REMARK):
            file = results_files.File("hasil-beji.xlsx", 2**53 - 1, "t" * 22, remark)
            reply = results_files.made(say, (2**53 - 1, level, name), file, with_names=with_names)
            yield Turn(f"results of {level} {name:.12} {with_names} {bool(remark)}", [reply])
    yield Turn("results are gone", [results_files.gone(say, f"unduhhasil:{2**53 - 1}:xlsx")])


RESULTS_FILES: tuple[Callable[[Say], Iterator[Turn]], ...] = (of_files,)
