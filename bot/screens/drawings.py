"""The drawn pictures: all of them by name, and each with its words."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.core.course import Page
from bot.core.dialog import CHOICES_LIMIT, LABEL_LIMIT, Choice, Media, Reply, clip
from bot.core.drawings import Drawing
from bot.core.say import Say
from bot.screens.course import basis_line

LIST = 7  # pictures a screen of the list shows, where it takes buttons to turn it
PAGES = 2  # of those showing a picture, how many have a button under it


def drawings(say: Say, all_: Sequence[Drawing], start: int) -> Reply:
    size = len(all_) if len(all_) < CHOICES_LIMIT else LIST
    start = max(0, min(start, len(all_) - 1)) // max(1, size) * size
    shown = all_[start : start + size]
    lines = [Markup("{}. {}").format(start + n, one.title) for n, one in enumerate(shown, 1)]
    text = say("<b>Gambar</b>\nMasing-masing di bawah 100 kB.\n\n{lines}").format(
        lines=Markup("\n").join(lines)
    )
    choices = [Choice(one.title, f"gambar1:{one.id}") for one in shown]
    if start:
        choices.append(Choice(say("Sebelumnya"), f"gambar:{start - size}"))
    if start + size < len(all_):
        choices.append(Choice(say("Berikutnya"), f"gambar:{start + size}"))
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def drawing(say: Say, all_: Sequence[Drawing], one: Drawing, pages: Mapping[str, Page]) -> Reply:
    """One picture with all that it says in words, for whoever does not see it or not well."""
    at = all_.index(one)
    text = Markup("<b>{}</b>\n\n{}\n\n{}\n\n{}").format(
        one.title,
        Markup("\n").join(one.lines),
        basis_line(say, one.basis),
        say("Gambar {n}/{all}").format(n=at + 1, all=len(all_)),
    )
    choices = []
    if at:
        choices.append(Choice(say("Kembali"), f"gambar1:{all_[at - 1].id}"))
    if at + 1 < len(all_):
        choices.append(Choice(say("Lanjut"), f"gambar1:{all_[at + 1].id}"))
    choices += [
        Choice(clip(pages[id_].title, LABEL_LIMIT), f"hal:{id_}") for id_ in one.pages[:PAGES]
    ]
    choices += [Choice(say("Semua gambar"), "gambar"), Choice(say("Menu"), "menu")]
    media = Media("picture", one.title, one.alt, path=one.path)
    return Reply(text, tuple(choices), media=media, replace=True)
