"""The page behind each question: nobody is asked what no page of theirs has told."""

from collections.abc import Iterator

from bot.content.check.seats import PEOPLE, named, served
from bot.content.load import Draft
from bot.content.pages import audience
from bot.content.problem import Problem


def whole(draft: Draft) -> Iterator[Problem]:
    session_of = {
        part.topik: row.nomor
        for row, _ in draft.sessions
        for part in (row.kuis.bagian if row.kuis else ())
    }
    # facts that are missing or not certain are told of elsewhere; they prove no page
    sure = {row.id for row, _ in draft.facts if row.yakin != "C"}
    for row, source in draft.items:
        if row.topik not in session_of or not sure >= set(row.fakta) or not row.fakta:
            continue
        session = session_of[row.topik]
        told: set[str] = set()
        for page, _ in draft.pages:
            if page.session == session and set(page.facts) & set(row.fakta):
                told |= served(page.audience)
        untold = _roles(served(audience(row.peran))) - _roles(told)
        if untold:
            yield source.wrong(
                f"tidak ada halaman sesi {session} untuk {named(untold)} yang memuat fakta"
                f" {', '.join(row.fakta)}",
                "Tulis halamannya, perluas peran halaman yang ada, atau persempit peran soal.",
                "fakta",
            )


def _roles(seats: set[str]) -> set[str]:
    """Widen KPPS seats to all of them: members may read each other's duties and swap them."""
    kpps = {name for name in PEOPLE if name.startswith("KPPS")}
    return seats | kpps if seats & kpps else seats
