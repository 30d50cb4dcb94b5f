"""The lines of a roster file, page by page, by what an import does with them."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.roster import Kind
from bot.core.roster_preview import Preview, StagedRow
from bot.core.say import Say
from bot.screens.roster import SHOWN_FIRST, kind_label
from bot.screens.seats import count, counted

ROWS_A_PAGE = 5


def kinds(say: Say, seen: Preview) -> Reply:
    """Let the reader choose which lines to look at."""
    found = [kind for kind in SHOWN_FIRST if seen.counts.get(kind)]
    choices = [
        Choice(
            counted(say, kind_label(say, kind).unescape(), seen.counts[kind]),
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
        kind=kind_label(say, kind), page=count(say, page + 1), pages=count(say, pages)
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
    """Return one line of a list, at most about 190 characters."""
    where = clip(", ".join((*_who(row), *_place(row))), 50)
    line = say("Baris {n}").format(n=clip(row.at, 30)) if row.line else say("Tidak di berkas")
    if row.kind == Kind.REJECTED:
        column = clip(row.column, 18)
        if column:
            line = say("{line}, kolom {column}").format(line=line, column=column)
        return Markup("• {}: {}").format(line, clip(row.reason, 90 if column else 110))
    text = Markup("• {}: <b>{}</b>, {}").format(line, clip(row.name, 30) or "-", where)
    if row.before:
        text += say(" (sebelumnya {before})").format(before=clip(row.before, 36))
    return text


def _place(row: StagedRow) -> tuple[str, ...]:
    """Return the areas, the smallest first."""
    if len(row.place) < 3:
        return tuple(reversed(row.place))
    kecamatan, desa, tps = row.place
    return (f"TPS {tps}", desa, kecamatan)


def _who(row: StagedRow) -> tuple[str, ...]:
    if not row.role:
        return ()
    return (f"{row.role} {row.number}" if row.number else row.role,)
