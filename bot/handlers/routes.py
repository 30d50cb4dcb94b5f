"""Which event goes to which handler: one list to read."""

from collections.abc import Mapping

from bot.core.dialog import Blocked, Contact, Event, File, Start, Unblocked
from bot.handlers import (
    agenda,
    companions,
    course,
    forms,
    help,  # noqa: A004 - the capability is called help in every layer
    language,
    menu,
    pocket,
    privacy,
    progress,
    quiz,
    reach,
    registration,
    search,
)
from bot.handlers.deps import Handler

# Events that are neither a button nor a text.
EVENTS: Mapping[type[Event], Handler] = {
    Start: registration.on_start,
    Contact: registration.on_contact,
    File: menu.on_file,
    Blocked: reach.on_blocked,
    Unblocked: reach.on_unblocked,
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
}

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
    "klaim": registration.on_claim,
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
}

# What a chat may do before anybody there has agreed to anything.
BEFORE_CONSENT = frozenset(
    {"mulai", "setuju", "nanti", "kenal", "bukan", "bahasa", "bantuan", "help", "orang"}
)
