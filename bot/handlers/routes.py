"""Which event goes to which handler: one list to read."""

from collections.abc import Mapping

from bot.core.dialog import (
    Blocked,
    Contact,
    Event,
    File,
    Finished,
    FormText,
    JoinName,
    JoinTps,
    NewHolder,
    RejectReason,
    RightPhone,
    RosterCode,
    SearchText,
    SeatDigits,
    Start,
    TrainedOn,
    Unblocked,
    Waiting,
)
from bot.handlers import (
    agenda,
    claim,
    companions,
    course,
    decide,
    erased,
    forms,
    group,
    help,  # noqa: A004 - the capability is called help in every layer
    invite,
    jobs,
    join,
    language,
    menu,
    outreach,
    pocket,
    privacy,
    progress,
    quiz,
    reach,
    recap,
    registration,
    replacing,
    roster,
    search,
    team,
    training,
)
from bot.handlers.deps import Handler

# Events that are neither a button nor a text.
EVENTS: Mapping[type[Event], Handler] = {
    Start: registration.on_start,
    Contact: registration.on_contact,
    File: roster.on_file,
    Finished: jobs.on_finished,
    Blocked: reach.on_blocked,
    Unblocked: reach.on_unblocked,
}

# Texts that a chat was waiting for; the handler finds in `chat.waiting` what was asked.
TEXTS: Mapping[type[Waiting], Handler] = {
    RosterCode: registration.on_code_text,
    FormText: forms.on_form_text,
    SearchText: search.on_search_text,
    SeatDigits: group.on_digits,
    JoinName: join.on_name,
    JoinTps: join.on_tps,
    RejectReason: decide.on_reason,
    RightPhone: outreach.on_phone_text,
    TrainedOn: training.on_day_text,
    NewHolder: replacing.on_name_text,
}

# Commands people type. `start` comes as an event of its own.
COMMANDS: Mapping[str, Handler] = {
    "menu": menu.on_menu,
    "materi": course.on_sessions,
    "kuis": quiz.on_quizzes,
    "saku": pocket.on_card,
    "cari": search.on_search,
    "agenda": agenda.on_agenda,
    "progres": progress.on_progress,
    "datasaya": privacy.on_my_data,
    "hapus": privacy.on_erase,
    "bahasa": language.on_language,
    "bantuan": help.on_help,
    "help": help.on_help,
    "permohonan": decide.on_requests,
    "undang": invite.on_invite,
    "rekap": recap.on_recap,
    "tim": team.on_team,
    "daftarpetugas": roster.on_roster,
}

# Not in the messenger's menu, which everybody sees: `/bantuan` tells those who may.
FOR_A_FEW = frozenset({"rekap", "tim", "undang", "permohonan", "daftarpetugas"})

# The first word of an action, before the first colon.
TAPS: Mapping[str, Handler] = {
    "menu": menu.on_menu,
    "lain": menu.on_more,
    "mulai": registration.on_start,
    "setuju": registration.on_agree,
    "nanti": registration.on_later,
    "kenal": registration.on_known_seat,
    "ya": registration.on_yes,
    "bukan": registration.on_not_me,
    "daftar": registration.on_enter_code,
    "telepon": registration.on_phone,
    "klaim": claim.on_claim,
    "bebas": claim.on_free_seat,
    "tps": group.on_seats,
    "kursi": registration.on_pick,
    "kursiku": registration.on_own_seat,
    "minta": join.on_join,
    "permohonan": decide.on_requests,
    "putus": decide.on_decide,
    "orang": companions.on_companions,
    "materi": course.on_sessions,
    "sesi": course.on_session,
    "hal": course.on_page,
    "daftarhal": course.on_page_list,
    "sisa": course.on_remaining,
    "saku": pocket.on_card,
    "saku1": pocket.on_card_page,
    "kuis": quiz.on_quiz,
    "uji": quiz.on_test,
    "soal": quiz.on_next,
    "jawab": quiz.on_answer,
    "isi": forms.on_form,
    "pilih": forms.on_choice,
    "tulis": forms.on_own_words,
    "cari": search.on_search,
    "agenda": agenda.on_agenda,
    "progres": progress.on_progress,
    "datasaya": privacy.on_my_data,
    "hapus": privacy.on_erase,
    "bahasa": language.on_language,
    "bantuan": help.on_help,
    "undang": invite.on_invite,
    "undang1": invite.on_members,
    "grup": invite.on_group,
    "kit": invite.on_kit,
    "rekap": recap.on_recap,
    "rekapdi": recap.on_areas,
    "jangkau": outreach.on_not_reached,
    "jangkau1": outreach.on_card,
    "tanda": outreach.on_mark,
    "tatap": training.on_trained,
    "ganti": replacing.on_replace,
    "tim": team.on_team,
    "nomor": team.on_number,
    "daftarpetugas": roster.on_roster,
    "impor": roster.on_preview,
    "barisimpor": roster.on_rows,
    "pilihimpor": roster.on_said,
    "terapkan": roster.on_apply,
    "batalimpor": roster.on_cancel,
    "urungkan": roster.on_undo,
    "terhapus": erased.on_seats,
    "terhapus1": erased.on_seat,
    "kerja": jobs.on_progress,
}

# What a chat may do before anybody there has agreed to anything.
BEFORE_CONSENT = frozenset(
    {"mulai", "setuju", "nanti", "kenal", "bukan", "bahasa", "bantuan", "help", "orang"}
    | {"tps", "kursi"}  # the seats behind a group link; the digits come after the consent
)

# What somebody may do who agreed to an older text than today's.
ANY_CONSENT = frozenset(
    {"setuju", "nanti", "datasaya", "hapus", "bahasa", "bantuan", "help", "orang"}
)
