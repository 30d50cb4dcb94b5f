"""`/progres`: how far a person is, and the forms that can be changed."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.core.course import EVERYTHING, Progress, Session, forms_of, share_done
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.seats import moment, person_label


def progress(
    say: Say, person: Person, sessions: Sequence[Session], progress: Progress, zone: tzinfo
) -> Reply:
    lines = [say("<b>Progres</b> · {who}").format(who=person_label(say, person))]
    for session in sessions:
        done, total = share_done(session, person, progress)
        if session.number in progress.done:
            at = moment(say, progress.done[session.number], zone)
            lines.append(say("✓ Sesi {n}: selesai pada {at}").format(n=session.number, at=at))
        else:
            lines.append(
                say("○ Sesi {n}: {done} dari {total} langkah").format(
                    n=session.number, done=done, total=total
                )
            )
    if EVERYTHING in progress.done:
        at = moment(say, progress.done[EVERYTHING], zone)
        lines.append(say("Keempat sesi selesai pada {at}").format(at=at))
    given = [f for s in sessions for f in forms_of(s, person) if progress.values.get(f.id)]
    if given:
        lines.append(say("Isian Anda dapat dibaca dan diubah dengan tombol di bawah."))
    choices = [Choice(clip(form.title, LABEL_LIMIT), f"isi:{form.id}") for form in given[:8]]
    return Reply(Markup("\n").join(lines), (*choices, Choice(say("Menu"), "menu")), replace=True)
