"""What Hypothesis may try: persons, sessions of any make-up, and any progress in session 3."""

from hypothesis import strategies as st

from bot.core.course import Progress
from bot.core.people import Role
from tests.core.builders import a_form, a_page, a_person, a_plan, a_session, at, filled

audiences = st.sampled_from(
    [(), ("KPPS",), ("PPS",), ("PPK", "PPS"), ("KPPS 1",), ("KPPS 2", "KPPS 4")]
)
persons = st.builds(
    a_person, st.sampled_from([role.value for role in Role]), st.none() | st.integers(1, 7)
)
facts = st.sampled_from([(), ("F1",), ("F2",), ("F1", "F3")])
sessions = st.builds(
    lambda pages, forms, quiz: a_session(
        *(a_page(f"p{n}", *whom, facts=rests_on) for n, (whom, rests_on) in enumerate(pages)),
        forms=[a_form(f"f{n}", *whom) for n, whom in enumerate(forms)],
        quiz=quiz,
    ),
    st.lists(st.tuples(audiences, facts), max_size=8),
    st.lists(audiences, max_size=3),
    st.none() | st.just(a_plan()),
)
progresses = st.builds(
    lambda seen, forms, passed, done: Progress(
        seen={f"p{n}": at(minute) for n, minute in seen.items()},
        values=filled(*forms),
        passed={3} if passed else (),
        done={3: at(0)} if done else {},
    ),
    st.dictionaries(st.integers(0, 9), st.integers(0, 99)),
    st.sets(st.sampled_from(["f0", "f1", "f2"])),
    st.booleans(),
    st.booleans(),
)
