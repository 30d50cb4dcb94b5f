"""Past Tanda Selesai Belajar: before, while and after it is made, revoked, and judged."""

from collections.abc import Iterator
from datetime import date

from bot.core import certificate as rules
from bot.core.certificate import Certificate, Issued, Verdict
from bot.core.say import Say
from bot.screens import certificate, certificate_words
from tests.screens.builders import CONTENT, MORNING, NAMES, WIB, everybody, progresses
from tests.screens.reading import Turn

DAYS = (date(2024, 1, 26), date(2024, 1, 28), date(2024, 2, 1), date(2024, 2, 9))
VOTING = date(2024, 2, 14)
TEXT = f"https://bimtek.example/verifikasi#TSB1-{'A' * 300}-{'B' * 103}"


def one(name: str, office: str, area: str) -> Certificate:
    who = rules.holder(name, office, area)
    return Certificate("0123abcd", "7KPMXQ4R9WDE", date(2024, 2, 9), DAYS, VOTING, who)


SAID = [
    one(NAMES[0], "KPPS 3, TPS 004, Desa Beji", "Kecamatan Junrejo, Kota Batu"),
    *(one(name, "Ketua KPPS, " * 12, "Kecamatan " * 12) for name in NAMES),
]


def issued(said: Certificate, *, revoked: bool = False, again: bool = False) -> Issued:
    return Issued(
        said.number,
        1,
        said.round,
        said.payload(),
        "A" * 103,
        MORNING,
        MORNING if revoked else None,
        2 if revoked else None,
        "Namanya <b>keliru</b>. " * 8 if revoked else "",
        again,
    )


ISSUED = [issued(SAID[0]), issued(SAID[1], revoked=True)]


def of_certificates(say: Say) -> Iterator[Turn]:
    for plain in (certificate.for_officers, certificate.no_name, certificate.no_day):
        yield Turn(plain.__name__, [plain(say)])
    for person in everybody():
        for done in progresses(person):
            yield Turn("not yet", [certificate.not_yet(say, CONTENT.sessions, done)])
    made = certificate.Made((1, "kunci"), (2, "kunci"))
    for said in SAID:
        before = [issued(said, revoked=True)]
        for old in ([], before):
            yield Turn("preview", [certificate.preview(say, said.holder, old)])
        yield Turn("making", [certificate.making(say, said, 12)])
        for link in (TEXT, "http://127.0.0.1:8080/verifikasi", ""):
            yield Turn("files", certificate.files(say, said, made, link))
        yield Turn("revoked", [certificate.revoked(say, before[0], WIB)])
    yield Turn("gone", [certificate.gone(say)])


def of_revoking(say: Say) -> Iterator[Turn]:
    yield Turn("ask number", [certificate.ask_number(say)])
    yield Turn("unknown number", [certificate.unknown_number(say)])
    for said in SAID:
        current = issued(said)
        yield Turn("revocable", [certificate.revocable(say, current)])
        yield Turn("ask reason", [certificate.ask_reason(say, current)])
        made = certificate.files(say, said, certificate.Made((1, "k"), (2, "k")), TEXT)
        for reply in (certificate.preview(say, said.holder, []), made[-1]):
            yield Turn("also revoking", [certificate.also_revoking(say, reply)])
        for yes in (True, False):
            yield Turn("revoked now", [certificate.revoked_now(say, current, told=yes)])
            after = issued(said, revoked=True, again=yes)
            yield Turn("notice", [certificate.notice(say, after)])
            yield Turn("revoked before", [certificate.revoked_before(say, after, WIB)])


def of_verdicts(say: Say) -> Iterator[Turn]:
    """Past what the page says; its texts stand in no reply."""
    for verdict in Verdict:
        assert certificate_words.title(say, verdict)
        assert certificate_words.meaning(say, verdict)
        assert certificate_words.number_meaning(say, verdict)
    yield Turn("verdicts", [certificate.ask_number(say)])


CERTIFICATES = (of_certificates, of_revoking, of_verdicts)
