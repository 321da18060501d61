"""The lesson *co-location is not enough*: predict, run, compare, and find what would make it so.

Its numbers come from a study of the shipped county models, its sentences from these numbers by
rules. It is the same lesson in the dashboard and as a file.
"""

from hubsim.lesson.course import Course, course_from, course_run, ladder_study, patience
from hubsim.lesson.page import lesson_page, lesson_payload, lesson_script
from hubsim.lesson.scores import points
from hubsim.lesson.steps import Question, Step, steps_of

__all__ = [
    "Course", "Question", "Step", "course_from", "course_run", "ladder_study", "lesson_page",
    "lesson_payload", "lesson_script", "patience", "points", "steps_of",
]  # fmt: skip
