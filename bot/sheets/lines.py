"""Rows about people → lines of the roster, each with what is wrong with it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from bot.core.people import Role
from bot.core.roster import Line, Problem
from bot.sheets import values
from bot.sheets.blocks import Written, fill, unmerge
from bot.sheets.grid import Cell, Cells, text_of
from bot.sheets.phones import phone
from bot.sheets.table import Table
from bot.sheets.values import Post, is_blank

WHOLE_ROW = "(baris)"
_NEEDS = {Role.KPPS: ("desa", "tps"), Role.PPS: ("desa",), Role.PPK: ("kecamatan",)}


@dataclass(slots=True)
class _Understood:
    """What the rows say together: the bare roles of desas, and how members are numbered."""

    boards: dict[tuple[str, str], Counter[str]]
    is_mixed: bool
    has_ketua: bool
    from_one: bool


@dataclass(slots=True)
class _Draft:
    """A line in the making."""

    table: Table
    line: int
    cells: Cells
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, kind: str, reason: str) -> None:
        self.problems.append(Problem(self.table.title(kind), reason))

    def take(self, kind: str, meaning: Callable[..., tuple[str, str]], *more: str) -> str:
        """Return a field's value; what is wrong with it becomes a problem."""
        cell = self.table.cell(self.cells, kind)
        if cell == "":
            return ""
        reason = values.odd(cell)
        value, why = ("", reason) if reason else meaning(cell, *more)
        if why:
            self.wrong(kind, why)
        return value

    def has_problem(self, kind: str) -> bool:
        return any(problem.column == self.table.title(kind) for problem in self.problems)


def lines(table: Table) -> Iterator[Line]:
    """Yield one line for each row of the table; its notes are complete when all are taken."""
    _say_filled(table, unmerge(table.grid, table.rows, table.columns), "gabungan")
    posts = table.posts()
    written = Written(table.rows, posts, table.columns, table.notes.lines())
    _say_filled(table, fill(written), "kosong di bawah isi pertama kelompoknya")
    if "peran" not in table.columns and table.rows:
        table.notes.say("Tidak ada kolom peran yang terisi; semua baris dianggap KPPS.")
        posts = [Post(Role.KPPS)] * len(posts)
    understood = _understood(table, posts)
    for (line, cells), post in zip(table.rows, posts, strict=True):
        yield _line(_Draft(table, line, cells), post, understood)


def _say_filled(table: Table, filled: dict[str, int], how: str) -> None:
    for kind, count in filled.items():
        table.notes.say(
            f"Kolom {table.title(kind)}: {count} sel {how}, diisi sama dengan di atasnya."
        )


# --- what the rows say together -------------------------------------------------------------


def _understood(table: Table, posts: list[Post]) -> _Understood:
    boards: dict[tuple[str, str], Counter[str]] = {}
    teams: dict[tuple[str, ...], set[str]] = {}
    has_tps = False
    for (_, cells), post in zip(table.rows, posts, strict=True):
        kecamatan, desa, tps = (
            text_of(table.cell(cells, kind)) for kind in ("kecamatan", "desa", "tps")
        )
        bare = (post.ketua or post.anggota) and not post.role
        if bare and not is_blank(tps):
            has_tps = True
        elif bare:
            boards.setdefault((kecamatan, desa), Counter())[
                "ketua" if post.ketua else "anggota"
            ] += 1
        if post.role == Role.KPPS or (bare and not is_blank(tps)):
            team = teams.setdefault((kecamatan, desa, tps), set())
            team.update(_standing(table, cells, post))
    numbered = [team for team in teams.values() if {"ketua", "anggota"} <= team]
    wrong = sum("anggota 1" in team for team in numbered)
    return _Understood(
        boards,
        is_mixed=has_tps,
        has_ketua=any("ketua" in team for team in teams.values()),
        from_one=2 * wrong > len(numbered),
    )


def _standing(table: Table, cells: Cells, post: Post) -> Iterator[str]:
    """Yield what a member of a TPS adds to the picture of its team."""
    if post.ketua:
        yield "ketua"
        return
    number = post.number or values.number(table.cell(cells, "nomor"))[0]
    if post.anggota and number is not None:
        yield "anggota"
        if number == 1:
            yield "anggota 1"


# --- one line -------------------------------------------------------------------------------


def _line(draft: _Draft, post: Post, understood: _Understood) -> Line:
    table = draft.table
    if draft.line in table.grid.torn:
        draft.problems.append(Problem(WHOLE_ROW, table.grid.torn[draft.line]))
    kecamatan = draft.take("kecamatan", values.place)
    desa = draft.take("desa", values.place)
    tps = draft.take("tps", values.tps, desa)
    post = _settled(draft, post, understood, (kecamatan, desa, tps))
    line = Line(
        draft.line,
        kecamatan,
        desa,
        tps,
        role=post.role,
        number=_number(draft, post, understood),
        name=draft.take("nama", values.name),
        phone=draft.take("telepon", partial(_phone, draft)),
        code=draft.take("kode", values.code),
    )
    _note_name(draft, text_of(table.cell(draft.cells, "nama")), line.name)
    line = _in_its_place(draft, line)
    empty = line.name == "" and line.number is None and line.code == ""
    if empty and not any(draft.has_problem(kind) for kind in ("nama", "nomor", "kode")):
        draft.wrong("nama", "Nama, nomor, dan kode kosong; isi salah satunya.")
    return replace(line, problems=tuple(draft.problems))


def _note_name(draft: _Draft, typed: str, name: str) -> None:
    """Note where a name was taken otherwise than it was typed."""
    if name and typed[:1] in {"+", "-", "@"}:
        draft.table.notes.at("sign", draft.line)
    elif name and values.COUNTER.match(typed):
        draft.table.notes.at("counted", draft.line)
    elif not name and is_blank(typed) and any(c.isalpha() for c in typed):
        draft.table.notes.at("nobody", draft.line)


def _settled(draft: _Draft, post: Post, understood: _Understood, at: tuple[str, str, str]) -> Post:
    """Return the post with its role; a bare "Ketua" is one of where the row is."""
    cell = draft.table.cell(draft.cells, "peran")
    if post.role:
        return post
    if post.reason or not (post.ketua or post.anggota):
        draft.wrong("peran", values.odd(cell) or post.reason or "Perannya kosong.")
        return post
    kecamatan, desa, tps = at
    if tps or draft.has_problem("tps"):
        return replace(post, role=Role.KPPS)
    role = Role.PPS if desa else Role.PPK if kecamatan else None
    board = understood.boards.get((kecamatan, desa), Counter())
    if role:
        is_board = board["ketua"] == 1 and 2 <= board.total() <= values.SEATS[role]
        if is_board or not understood.is_mixed:
            return replace(post, role=role)
    draft.wrong("tps", "TPS kosong. Isi, atau tulis perannya lengkap, misalnya 'Anggota PPS'.")
    return post


def _number(draft: _Draft, post: Post, understood: _Understood) -> int | None:
    """Return the seat's number; the role may tell it as well, and both must agree."""
    cell = draft.table.cell(draft.cells, "nomor")
    reason = values.odd(cell)
    own, why = (None, reason) if reason else values.number(cell)
    number = own if own is not None else post.number
    last = values.SEATS[post.role] if post.role else 9
    if why:
        draft.wrong("nomor", why)
    elif own is not None and post.number is not None and own != post.number:
        said = "ketua" if post.ketua else f"nomor {post.number}"
        draft.wrong("nomor", f"Nomornya {own}, padahal perannya menyebut {said}.")
    elif number is not None and not 1 <= number <= last:
        draft.wrong("nomor" if own is not None else "peran", f"Nomor {number} harus 1–{last}.")
        return None
    elif post.anggota and number is not None and post.role == Role.KPPS:
        return _member(draft, number, understood)
    return number


def _member(draft: _Draft, number: int, understood: _Understood) -> int | None:
    """Return the number of an "Anggota" of KPPS: 1 is the ketua's."""
    if understood.from_one:
        draft.table.notes.at("from one", draft.line)
        return None
    if number == 1 and understood.has_ketua:
        draft.wrong("nomor", "Nomor 1 adalah ketua; anggota bernomor 2–7.")
    return number


def _phone(draft: _Draft, cell: Cell) -> tuple[str, str]:
    found = phone(cell)
    if found.second and found.number:
        draft.table.notes.at("second", draft.line)
    return found.number, found.reason


def _in_its_place(draft: _Draft, line: Line) -> Line:
    """Return the line with the places that its role has; missing ones become problems."""
    for kind in _NEEDS.get(line.role, ()) if line.role else ():
        if not getattr(line, kind) and not draft.has_problem(kind):
            draft.wrong(kind, f"Kolom ini kosong, padahal perannya {line.role}.")
    if line.role in {None, Role.KPPS}:
        return line
    if line.tps:
        draft.table.notes.at("no tps", draft.line)
    if line.role == Role.PPS:
        return replace(line, tps="")
    if line.desa:
        draft.table.notes.at("no desa", draft.line)
    kecamatan = line.kecamatan if line.role == Role.PPK else ""
    return replace(line, kecamatan=kecamatan, desa="", tps="")
