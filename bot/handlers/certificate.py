"""Tanda Selesai Belajar: one a person and round, signed here, drawn by a job, handed over."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.core import certificate as rules
from bot.core.agenda import VOTING
from bot.core.certificate import Certificate, Holder, Issued
from bot.core.course import EVERYTHING, Progress
from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Action, Chat, Person, areas_of
from bot.core.say import Say
from bot.core.signing import Signer
from bot.handlers.deps import Deps, person_of
from bot.screens import certificate as screens
from bot.screens.recap import area_label
from bot.screens.seats import seat_label
from bot.storage import agenda, authority, course, jobs, meta
from bot.storage import certificate as storage
from bot.storage.authority import Place
from bot.storage.jobs import Job

JOB: Final = "tandaselesai"
SURE: Final = "ya"
PAGE: Final = "/verifikasi"
_JOBS_SEEN = 5  # of one person: the newest that are looked through for files made already


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, for which round, and what they have of it already."""

    person: Person
    place: Place | None
    round: date | None
    own: list[Issued]

    @property
    def current(self) -> Issued | None:
        return rules.that_counts(self.own, self.round)

    @property
    def before(self) -> list[Issued]:
        return [one for one in self.own if one.round == self.round]


async def on_certificate(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand out one's own; else say what is missing, or show what will be written on it."""
    asked = await _asked(person_of(chat), deps)
    replies = await _answer(asked, event, chat, deps)
    held = await authority.load(deps.tx, asked.person)
    if areas_of(held, Action.REVOKE_CERTIFICATE):
        replies[-1] = screens.also_revoking(deps.say, replies[-1])
    return replies


async def _asked(person: Person, deps: Deps) -> Asked:
    own = await storage.list_own(deps.tx, person.id)
    place = await storage.find_place(deps.tx, person.id) if person.seat else None
    if place is None:
        return Asked(person, None, None, own)
    voting = (await agenda.load_days(deps.tx.fetch, VOTING)).of(place.path)
    return Asked(person, place, voting.on if voting else None, own)


async def _answer(asked: Asked, event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    current = asked.current
    if current and current.revoked_at is None:
        return await _hand_out(current, chat, deps)
    if asked.place is None:
        return [screens.for_officers(deps.say)]
    if current and not current.again:
        return [screens.revoked(deps.say, current, deps.house.zone)]
    progress = await course.load(deps.tx, asked.person.id)
    missing = _missing(asked, progress, deps)
    if missing or asked.round is None:
        return [missing or screens.no_day(deps.say)]
    holder = holder_of(asked.person, asked.place)
    if isinstance(event, Tap) and _is_sure(event, holder, len(asked.before)):
        return await _issue(asked, asked.round, (holder, progress), chat, deps)
    return [screens.preview(deps.say, holder, asked.before)]


def _missing(asked: Asked, progress: Progress, deps: Deps) -> Reply | None:
    """Say what the person still has to do, or to have done for them."""
    if EVERYTHING not in progress.done:
        return screens.not_yet(deps.say, deps.content.sessions, progress)
    return None if asked.person.name.strip() else screens.no_name(deps.say)


def _is_sure(tap: Tap, holder: Holder, before: int) -> bool:
    """Tell whether they have seen this very name and office, and pressed."""
    return (tap.arg(0), tap.arg(1), tap.arg(2)) == (SURE, holder.mark, str(before))


def holder_of(person: Person, place: Place) -> Holder:
    """Return a person as they are written on it: in Bahasa Indonesia, whoever reads the chat."""
    say = Say()
    office = seat_label(say, person.seat).unescape() if person.seat else ""
    kota, *below = place.names
    above = [area_label(say, "kecamatan", below[0]).unescape()] if len(below) > 1 else []
    return rules.holder(person.name, office, ", ".join([*above, kota]))


async def _issue(
    asked: Asked, round_: date, given: tuple[Holder, Progress], chat: Chat, deps: Deps
) -> list[Reply]:
    """Sign and keep it. Of a hundred taps at once one comes first; the others get the same."""
    holder, progress = given
    signer = signer_of(deps)
    zone = deps.house.zone
    certificate = Certificate(
        signer.id,
        rules.new_number(deps.house.chance),
        deps.now.astimezone(zone).date(),
        _completed(progress, deps),
        round_,
        holder,
    )
    payload = certificate.payload()
    issued = Issued(
        certificate.number,
        asked.person.id,
        round_,
        payload,
        rules.signature_text(signer.sign(payload.encode())),
        deps.now,
    )
    storage.save(deps.tx, issued)
    storage.save_key(deps.tx, signer.id, signer.public)
    return await _hand_out(issued, chat, deps)


def _completed(progress: Progress, deps: Deps) -> tuple[date, ...]:
    """Return when each session was completed; one that is newer than that: with everything."""
    whole = progress.done[EVERYTHING]
    return tuple(
        progress.done.get(session.number, whole).astimezone(deps.house.zone).date()
        for session in deps.content.sessions
    )


def signer_of(deps: Deps) -> Signer:
    if deps.house.signer is None:
        raise RuntimeError("the house has no key to sign with")
    return deps.house.signer


# --- the picture and the PDF ----------------------------------------------------------------


async def _hand_out(issued: Issued, chat: Chat, deps: Deps) -> list[Reply]:
    """Send what was made for this chat lately, or have it made once."""
    args = {"number": issued.number, "chat": chat.id}
    for job in await jobs.list_of(deps.tx.fetch, JOB, issued.person, _JOBS_SEEN):
        if job.state == "done" and job.args == args:
            made = await _made(job, chat, deps)
            if made:
                return await _files(issued, made, deps)
    job_id = await jobs.find_open(deps.tx, JOB, args)
    if not job_id:
        job_id = await jobs.ask(deps.tx, JOB, args, (chat.id, issued.person), deps.now)
    return [screens.making(deps.say, issued.certificate, job_id)]


async def on_made(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand them over, unless it was revoked meanwhile: its holder was told of that."""
    issued = await storage.find(deps.tx.fetch, str(job.args["number"]))
    made = await _made(job, chat, deps)
    if issued is None or made is None:
        return [screens.gone(deps.say)]
    if issued.revoked_at:
        return [screens.notice(deps.say, issued)]
    return await _files(issued, made, deps)


async def _made(job: Job, chat: Chat, deps: Deps) -> screens.Made | None:
    found = [
        await jobs.find_document(deps.tx, chat.id, int(document))
        for document in json.loads(job.note)["documents"]
    ]
    picture, paper = found
    return screens.Made(picture, paper) if picture and paper else None


async def _files(issued: Issued, made: screens.Made, deps: Deps) -> list[Reply]:
    address = await meta.load(deps.tx, "public_url")
    link = f"{address}{PAGE}#{issued.text}" if address else ""
    return screens.files(deps.say, issued.certificate, made, link)
