"""Quizzes and the test before reading: drawn, answered, finished, and made anew."""

from dataclasses import replace

import pytest

from bot.core import quiz
from bot.storage import course
from tests.learner import answer, fill_in, go_on, load_attempt, question, take_quiz
from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


async def test_the_quizzes_are_listed_with_their_state(kpps: Phone):
    await kpps.type("/kuis")
    assert kpps.screen.actions == ["kuis:2", "kuis:3", "menu"]
    assert kpps.text.count("(belum lulus)") == 2

    await take_quiz(kpps, "kuis:2")
    await kpps.tap("kuis")

    assert "(lulus)" in kpps.text


async def test_a_quiz_goes_on_where_it_was_left(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    await answer(kpps)
    await kpps.tap("menu")
    town.restart()

    await kpps.tap("kuis:2")

    assert await town.count("attempt") == 1
    assert "2/10" in kpps.text


async def test_passed_with_one_wrong(town: Town, kpps: Phone):
    await take_quiz(kpps, "kuis:2", wrong=1)

    [attempt] = await town.rows("attempt")
    assert attempt["passed"] == 1
    assert "9 dari 10" in kpps.text


async def test_failed_with_many_wrong_and_tried_again_with_other_questions(
    town: Town, kpps: Phone
):
    await take_quiz(kpps, "kuis:2", wrong=5)
    [failed] = await town.rows("attempt")
    assert failed["passed"] == 0

    await take_quiz(kpps, "kuis:2")

    attempts = await town.rows("attempt", "1 = 1 ORDER BY started_at")
    assert [row["passed"] for row in attempts] == [0, 1]
    first, second = [await load_attempt(kpps, row["id"]) for row in attempts]
    assert {d.item for d in first.drawn}.isdisjoint(d.item for d in second.drawn)


async def test_a_decisive_question_missed_twice_fails_the_quiz(town: Town, kpps: Phone):
    await kpps.tap("kuis:3")
    attempt_id = (await question(kpps)).attempt.id
    for _ in range(30):
        asked = await question(kpps)
        await answer(kpps, right=not asked.drawn.decisive)
        if not any(action.startswith("soal:") for action in kpps.screen.actions):
            break
        await go_on(kpps)

    attempt = await load_attempt(kpps, attempt_id)
    decisive = sum(drawn.decisive for drawn in attempt.drawn)
    assert decisive > 0
    assert len(attempt.answers) == len(attempt.drawn) + decisive
    assert [row["passed"] for row in await town.rows("attempt")] == [0]


async def test_the_result_can_be_opened_again(kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    await take_quiz(kpps, "kuis:2", wrong=1)
    shown = kpps.heard[1].text

    await kpps.tap(f"soal:{asked.prefix.split(':')[1]}")

    assert kpps.text == shown


async def test_somebody_elses_attempt_is_nobodys_business(town: Town, kpps: Phone):
    other = await town.registered("KPPS", 4, "hp2")
    await kpps.tap("kuis:2")
    asked = await question(kpps)

    for action in (asked.right, f"soal:{asked.prefix.split(':')[1]}"):
        await other.tap(action)
        assert other.labels == ["Menu"]

    assert await town.count("answer") == 0


async def test_a_page_behind_a_question_is_one_tap_away(kpps: Phone):
    await kpps.tap("kuis:2")
    await answer(kpps, right=False)

    page = next(action for action in kpps.screen.actions if action.startswith("hal:"))
    await kpps.tap(page)
    await go_on_anyway(kpps)


async def go_on_anyway(phone: Phone) -> None:
    await phone.tap("kuis:2")
    assert "2/10" in phone.text


# --- uji dahulu -----------------------------------------------------------------------------


async def test_the_test_is_offered_after_asking_about_experience(town: Town, kpps: Phone):
    await kpps.tap("uji:2")
    assert "uji:2:ya" in kpps.screen.actions
    assert await town.count("attempt") == 0

    await kpps.tap("uji:2:ya")

    assert "1/10" in kpps.text


async def test_whoever_said_so_in_session_1_is_not_asked_again(kpps: Phone):
    await kpps.tap("pilih:pengalaman:pengalaman:lebih")
    await kpps.tap("uji:2")

    assert "1/10" in kpps.text


async def test_a_beginner_reads_first(town: Town, kpps: Phone):
    await fill_in(kpps, "pengalaman")
    await kpps.tap("sesi:2")
    assert "uji:2" not in kpps.screen.actions
    await kpps.tap("uji:2:ya")

    assert "kuis:2" in kpps.screen.actions
    assert await town.count("attempt") == 0


async def test_passing_the_test_completes_the_session_and_leaves_the_pages_behind(
    town: Town, kpps: Phone
):
    await take_quiz(kpps, "uji:3:ya", wrong=0)
    [done] = await town.rows("completion")
    assert (done["sesi"], done["how"]) == (3, "uji")
    assert "Sesi 3 selesai" in kpps.text

    await kpps.tap("uji:3:ya")
    assert "uji:3" not in kpps.screen.actions, "once is enough"


async def test_only_pages_behind_missed_questions_remain(town: Town, kpps: Phone):
    for _ in range(20):  # until a wrong answer was not decisive
        await take_quiz(kpps, "uji:3:ya", wrong=1)
        if await town.count("completion"):
            break
    assert "selesai pada" in kpps.text
    await kpps.tap("sesi:3")
    [left] = [action for action in kpps.screen.actions if action.startswith("sisa:")]
    await kpps.tap(left)
    pages = [action for action in kpps.screen.actions if action.startswith("hal:")]
    assert pages

    for page in pages:
        await kpps.tap(page)
    await kpps.tap("sesi:3")

    assert left not in kpps.screen.actions
    await kpps.tap(left)
    assert "sesi:3" in kpps.screen.actions, "an empty list has a way back"


async def test_a_failed_test_changes_nothing_but_itself(town: Town, kpps: Phone):
    await take_quiz(kpps, "uji:2:ya", wrong=3)

    assert await town.count("completion") == 0
    await kpps.tap("sesi:2")
    assert "uji:2" in kpps.screen.actions
    assert all("sisa:" not in action for action in kpps.screen.actions)


async def test_a_test_passed_elsewhere_leaves_no_pages_behind(town: Town, kpps: Phone):
    """A completion without its attempt, as an older database may have it."""
    person = (await kpps.chat()).person
    assert person is not None
    async with town.db.transaction() as tx:
        course.save_done(tx, person.id, 3, "uji", town.clock.now())
    await kpps.tap("sisa:3:0")

    assert not any(action.startswith("hal:") for action in kpps.screen.actions)
    assert "sesi:3" in kpps.screen.actions


async def test_an_empty_bank_is_no_fault(town: Town, kpps: Phone):
    town.with_content(items={})
    await kpps.tap("kuis:2")

    assert kpps.labels == ["Menu"]


@pytest.mark.parametrize("round_", ["0", "2", "x", "9" * 30])
async def test_a_question_that_was_not_asked_cannot_be_answered(
    town: Town, kpps: Phone, round_: str
):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    for item in (asked.drawn.item, "KE-99", ""):
        await kpps.tap(f"{asked.prefix.rsplit(':', 2)[0]}:{item}:{round_}:{asked.drawn.right}")
        assert kpps.labels == ["Menu"]

    assert await town.count("answer") == 0


@pytest.mark.parametrize("action", ["kuis:1", "uji:1:ya", "kuis:9", "uji:9"])
async def test_a_session_without_a_quiz_has_none(kpps: Phone, action: str):
    await kpps.tap(action)

    assert kpps.labels == ["Menu"]


# --- questions that change while somebody answers -------------------------------------------


def renew(town: Town, item_id: str) -> None:
    """Deploy a new version of a question, its options named anew."""
    item = town.content.items[item_id]
    options = tuple(replace(option, id=f"{option.id}2") for option in item.options)
    new = replace(item, version=item.version + 1, options=options, right=f"{item.right}2")
    items = {**town.content.items, item_id: new}
    town.with_content(items=items, versions={**town.content.versions, item_id: new.version})


async def test_a_changed_question_closes_the_attempt_and_begins_anew(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    renew(town, asked.drawn.item)

    for action in (asked.right, f"soal:{asked.prefix.split(':')[1]}"):
        await kpps.tap(action)
        assert kpps.screen.actions == ["kuis:2", "menu"]
    await kpps.tap("kuis:2")

    old, new = await town.rows("attempt", "1 = 1 ORDER BY started_at")
    assert (old["passed"], old["finished_at"] is not None, new["finished_at"]) == (0, True, None)
    assert await town.count("answer") == 0


async def test_an_open_attempt_with_a_changed_question_is_not_gone_on_with(
    town: Town, kpps: Phone
):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    renew(town, asked.drawn.item)

    await kpps.tap("kuis:2")

    assert (await question(kpps)).attempt.id != asked.attempt.id


async def test_a_passed_quiz_stays_passed_when_its_questions_change(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    await take_quiz(kpps, "kuis:2")
    renew(town, asked.drawn.item)
    await kpps.tap(asked.right)

    assert [row["passed"] for row in await town.rows("attempt")] == [1]


async def test_a_withdrawn_question_is_no_obstacle_to_the_result(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    await take_quiz(kpps, "kuis:2", wrong=1)
    gone = {id_: item for id_, item in town.content.items.items() if id_ != asked.drawn.item}
    town.with_content(items=gone, versions={id_: item.version for id_, item in gone.items()})

    await kpps.tap(f"soal:{asked.prefix.split(':')[1]}")

    assert "9 dari 10" in kpps.text


async def test_the_score_never_passes_the_number_of_questions(kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    for _ in range(3):
        for drawn in asked.attempt.drawn:
            for option in drawn.order:
                await kpps.tap(f"{asked.prefix.rsplit(':', 2)[0]}:{drawn.item}:1:{option}")

    attempt = await load_attempt(kpps, asked.attempt.id)
    assert quiz.score(attempt) <= len(attempt.drawn)
    assert len(attempt.answers) <= 2 * len(attempt.drawn)
