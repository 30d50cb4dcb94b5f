"""Somebody who learned what a TPS cannot miss."""

from datetime import datetime

from bot.core.quiz import Attempt
from bot.core.results import ESSENTIAL
from bot.storage import course, quiz
from bot.storage.engine import Transaction


def learn_essentials(tx: Transaction, person_id: int, at: datetime) -> None:
    """Let the person finish the sessions that make ready, and pass their quizzes."""
    for session in ESSENTIAL:
        attempt = Attempt(person_id * 10 + session, session, "kuis", ())
        quiz.save_new(tx, attempt, person_id, at)
        quiz.save_finished(tx, attempt.id, at, passed=True)
        course.save_done(tx, person_id, session, "belajar", at)
