"""Learning that lasts, help on the day, questions to the PPS, classes and certificates."""

from bot.storage.engine import Dialect
from bot.storage.migrations import tables

DESCRIPTION = "ulangan, hari H, tanya PPS, kelas, dan tanda selesai belajar"

TABLES = (
    # When somebody's next short review is due. gap is in days; rounds counts finished ones.
    # stopped_at: they asked for no more.
    """CREATE TABLE review (
        person_id {big} NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
        next_on TEXT NOT NULL,
        gap INTEGER NOT NULL,
        rounds INTEGER NOT NULL DEFAULT 0,
        stopped_at TEXT
    )""",
    # "Masih ragu" under the feedback of an item; goes away when the item is answered right again.
    """CREATE TABLE doubt (
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        item_id TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (person_id, item_id)
    )""",
    # Since when this office's bot teaches this version of a page or item (kind: hal, soal).
    """CREATE TABLE content_since (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (kind, id, version)
    )""",
    # A step of voting day ticked for a TPS, on the day of that voting.
    """CREATE TABLE step_done (
        area_id {big} NOT NULL REFERENCES area (id) ON DELETE CASCADE,
        on_date TEXT NOT NULL,
        step_id TEXT NOT NULL,
        by_id {big} NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (area_id, on_date, step_id)
    )""",
    # A question to the PPS (kind tanya) or a problem on the day (kind masalah). area_id is the
    # asker's TPS, desa or kecamatan, NULL for a tamu; desk_id is the area whose officers have it
    # now (a desa, a kecamatan, the kota); answered_for is that whose officer answered. about: the
    # page, item or leaf it was asked at. more: what was not clear in the answer. same_as: the
    # problem that another had reported just before.
    # id is random: a button of one that is gone must not stand for the next.
    # state: draf, terbuka, terjawab, ditutup. noticed_at: its desk was told of it; told_at: the
    # asker was told the answer, in chat_id.
    """CREATE TABLE question (
        id {big} NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        area_id {big} REFERENCES area (id) ON DELETE CASCADE,
        desk_id {big} NOT NULL REFERENCES area (id) ON DELETE CASCADE,
        same_as {big} REFERENCES question (id) ON DELETE SET NULL DEFERRABLE,
        category TEXT NOT NULL DEFAULT '',
        about TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL,
        more TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'draf',
        asked_at TEXT NOT NULL,
        moved_at TEXT NOT NULL,
        noticed_at TEXT,
        answer TEXT NOT NULL DEFAULT '',
        answered_by {big},
        answered_for {big} REFERENCES area (id) ON DELETE SET NULL,
        answered_at TEXT,
        told_at TEXT
    )""",
    # "Tanya jawab": what Sosdiklih made of an answered question (source_id, as long as its asker
    # is not forgotten); holds no name. Not published yet, it is a draft.
    """CREATE TABLE faq (
        id {big} NOT NULL PRIMARY KEY,
        source_id {big} UNIQUE REFERENCES question (id) ON DELETE SET NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        by_id {big} NOT NULL,
        made_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        published_at TEXT,
        withdrawn_at TEXT
    )""",
    # A bimtek held by a PPS. area_id: the desa, or one TPS. word: four digits, unique among open
    # ones. token: of the projector's page.
    """CREATE TABLE class (
        id {key},
        area_id {big} NOT NULL REFERENCES area (id) ON DELETE CASCADE,
        on_date TEXT NOT NULL,
        by_id {big} NOT NULL,
        chat_id {big} REFERENCES chat (id) ON DELETE SET NULL,
        word TEXT NOT NULL,
        token TEXT NOT NULL UNIQUE,
        made_at TEXT NOT NULL,
        closed_at TEXT
    )""",
    # Who was there. how: kode, qr, or dicatat (ticked by the PPS).
    """CREATE TABLE class_member (
        class_id {big} NOT NULL REFERENCES class (id) ON DELETE CASCADE,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        chat_id {big} REFERENCES chat (id) ON DELETE SET NULL,
        how TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (class_id, person_id)
    )""",
    # A question put to the class; n counts on over its quizzes, round counts those. options is
    # JSON, in the order shown.
    """CREATE TABLE class_question (
        class_id {big} NOT NULL REFERENCES class (id) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        round INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        options TEXT NOT NULL,
        right_id TEXT NOT NULL,
        opened_at TEXT,
        closed_at TEXT,
        PRIMARY KEY (class_id, n)
    )""",
    """CREATE TABLE class_answer (
        class_id {big} NOT NULL REFERENCES class (id) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        option_id TEXT NOT NULL,
        is_right INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (class_id, n, person_id)
    )""",
    # Tanda Selesai Belajar, one valid one a person and round (the date of the voting). payload is
    # what is signed, without its signature. again: after this revocation its person may have
    # another made. When the person is erased the row goes: number and signature
    # stay valid on paper, and /verifikasi says that the office knows nothing of it any more.
    """CREATE TABLE certificate (
        number TEXT NOT NULL PRIMARY KEY,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        round TEXT NOT NULL,
        payload TEXT NOT NULL,
        signature TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        revoked_at TEXT,
        revoked_by {big},
        reason TEXT NOT NULL DEFAULT '',
        again INTEGER NOT NULL DEFAULT 0
    )""",
)
INDEXES = (
    "CREATE INDEX review_next ON review (next_on) WHERE stopped_at IS NULL",
    "CREATE INDEX question_person ON question (person_id)",
    "CREATE INDEX question_chat ON question (chat_id)",
    "CREATE INDEX question_area ON question (area_id)",
    "CREATE INDEX question_desk ON question (desk_id, state, asked_at)",
    "CREATE INDEX question_answered ON question (answered_for)",
    "CREATE INDEX question_same ON question (same_as)",
    "CREATE INDEX question_open ON question (moved_at) WHERE state = 'terbuka'",
    "CREATE INDEX question_untold ON question (id) WHERE told_at IS NULL",
    "CREATE INDEX class_area ON class (area_id)",
    "CREATE INDEX class_chat ON class (chat_id)",
    "CREATE UNIQUE INDEX class_word ON class (word) WHERE closed_at IS NULL",
    "CREATE INDEX class_member_person ON class_member (person_id)",
    "CREATE INDEX class_member_chat ON class_member (chat_id)",
    "CREATE INDEX class_answer_person ON class_answer (person_id)",
    "CREATE UNIQUE INDEX certificate_once ON certificate (person_id, round)"
    " WHERE revoked_at IS NULL",
    "CREATE INDEX certificate_person ON certificate (person_id)",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    return [*tables(dialect, TABLES), *INDEXES]
