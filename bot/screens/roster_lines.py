"""The lines of a roster file, page by page, by what an import does with them."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.roster import Kind
from bot.core.roster_preview import Preview, StagedRow
from bot.core.say import Say
from bot.screens.roster import SHOWN_FIRST, kind_label

ROWS_A_PAGE = 6


def kinds(say: Say, seen: Preview) -> Reply:
    """Let the reader choose which lines to look at."""
    found = [kind for kind in SHOWN_FIRST if seen.counts.get(kind)]
    choices = [
        Choice(
            clip(f"{kind_label(say, kind).unescape()} ({seen.counts[kind]})", LABEL_LIMIT),
            f"barisimpor:{seen.run.id}:{kind.name}:0",
        )
        for kind in found[:9]
    ]
    text = say("<b>Baris di berkas {name}</b>\n\nBaris mana yang ingin Anda lihat?")
    return Reply(
        text.format(name=clip(seen.run.file_name)),
        (*choices, Choice(say("Kembali"), f"impor:{seen.run.id}")),
        replace=True,
    )


def rows(say: Say, seen: Preview, kind: Kind, shown: Sequence[StagedRow], page: int) -> Reply:
    """Show one page of the lines of one kind; `page` from 0."""
    run, total = seen.run.id, seen.counts.get(kind, 0)
    pages = max(1, -(-total // ROWS_A_PAGE))
    head = say("<b>{kind}</b> · halaman {page} dari {pages}").format(
        kind=kind_label(say, kind), page=page + 1, pages=pages
    )
    lines = [_row(say, row) for row in shown] or [say("Tidak ada baris di halaman ini.")]
    choices = []
    if page > 0:
        choices.append(Choice(say("Sebelumnya"), f"barisimpor:{run}:{kind.name}:{page - 1}"))
    if page + 1 < pages:
        choices.append(Choice(say("Berikutnya"), f"barisimpor:{run}:{kind.name}:{page + 1}"))
    choices += [
        Choice(say("Jenis lain"), f"barisimpor:{run}"),
        Choice(say("Pratinjau"), f"impor:{run}"),
    ]
    return Reply(Markup("\n").join([head, *lines]), tuple(choices), replace=True)


def _row(say: Say, row: StagedRow) -> Markup:
    """Return one line of a list, at most about 150 characters."""
    where = clip(", ".join((*_who(row), *reversed(row.place))), 50)
    line = say("Baris {n}").format(n=row.line) if row.line else say("Tidak di berkas")
    if row.kind == Kind.REJECTED:
        column = clip(row.column, 18)
        why = (
            Markup("{}: {}").format(column, clip(row.reason, 90))
            if column
            else Markup("{}").format(clip(row.reason, 110))
        )
        return Markup("• {}: {}").format(line, why)
    text = Markup("• {}: {}, {}").format(line, clip(row.name, 30) or "-", where)
    if row.before:
        text += say(" (sebelumnya {before})").format(before=clip(row.before, 36))
    return text


def _who(row: StagedRow) -> tuple[str, ...]:
    if not row.role:
        return ()
    return (f"{row.role} {row.number}" if row.number else row.role,)
