"""The Sosdiklih division revokes a Tanda Selesai Belajar, with a reason that its holder reads."""

from dataclasses import replace

from bot.core import certificate as rules
from bot.core.certificate import Issued, Sealed
from bot.core.dialog import Reply, RevokeReason, Tap, Text
from bot.core.people import Action, Chat, Person, areas_of
from bot.handlers.deps import Deps, Forbidden, Stale, person_of
from bot.screens import certificate as screens
from bot.storage import audit, authority, chats
from bot.storage import certificate as storage
from bot.storage.certificate import Revocation

AGAIN, FOR_GOOD = "baru", "habis"


async def _officer(chat: Chat, deps: Deps) -> Person:
    """Return who is at the phone if they may: every certificate here is of their kota."""
    person = person_of(chat)
    if not areas_of(await authority.load(deps.tx, person), Action.REVOKE_CERTIFICATE):
        raise Forbidden(Action.REVOKE_CERTIFICATE)
    return person


async def on_revoke(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask which one, show it, and ask for the reason."""
    await _officer(chat, deps)
    if not tap.arg(0) or (tap.keeps and not tap.arg(1)):
        chats.save_waiting(deps.tx, chat.id, RevokeReason())
        return [screens.ask_number(deps.say)]
    issued = await storage.find(deps.tx.fetch, tap.arg(0))
    if issued is None:
        raise Stale
    if issued.revoked_at:
        return [screens.revoked_before(deps.say, issued, deps.house.zone)]
    if tap.arg(1) not in {AGAIN, FOR_GOOD}:
        return [screens.revocable(deps.say, issued)]
    chats.save_waiting(deps.tx, chat.id, RevokeReason(issued.number, tap.arg(1) == AGAIN))
    return [screens.ask_reason(deps.say, issued)]


async def on_revoke_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the number, or the reason for the one that was asked about."""
    waiting = chat.waiting
    if not isinstance(waiting, RevokeReason):
        raise Stale
    officer = await _officer(chat, deps)
    if not waiting.certificate:
        return await _which(event.text, chat, deps)
    await deps.tx.alone()
    issued = await storage.find(deps.tx.fetch, str(waiting.certificate))
    if issued is None:
        raise Stale
    if issued.revoked_at:
        return [screens.revoked_before(deps.say, issued, deps.house.zone)]
    reason = " ".join(event.text.split())[: rules.REASON_LIMIT]
    if not reason:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.ask_reason(deps.say, issued)]
    what = Revocation(officer.id, reason, waiting.again)
    if not await revoke(issued, what, deps):
        raise Stale
    told = await _tell(replace(issued, reason=reason, again=waiting.again), chat, deps)
    return [screens.revoked_now(deps.say, issued, told=told)]


async def _which(text: str, chat: Chat, deps: Deps) -> list[Reply]:
    found = rules.unseal(text)
    claims = found.claims if isinstance(found, Sealed) else None
    number = claims.number if claims else rules.number_in(text)
    issued = await storage.find(deps.tx.fetch, number) if number else None
    if issued is None:
        chats.save_waiting(deps.tx, chat.id, RevokeReason())
        return [screens.unknown_number(deps.say)]
    if issued.revoked_at:
        return [screens.revoked_before(deps.say, issued, deps.house.zone)]
    return [screens.revocable(deps.say, issued)]


async def revoke(issued: Issued, what: Revocation, deps: Deps) -> bool:
    """Revoke it and leave a trace; False where somebody else was first."""
    if not await storage.revoke(deps.tx, issued.number, what, deps.now):
        return False
    object_ = f"tanda:{issued.number} orang:{issued.person}"
    await audit.save(deps.tx, what.by, "cabut-tanda-selesai", object_, deps.now)
    return True


async def _tell(issued: Issued, here: Chat, deps: Deps) -> bool:
    """Tell the holder wherever they are at the phone; return whether that is anywhere."""
    found = await storage.list_chats(deps.tx, issued.person)
    for chat in found:
        if chat.id != here.id:
            say = deps.house.say(chat.language)
            deps.others.append((chat, screens.notice(say, issued)))
    return bool(found)
