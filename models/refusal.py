"""A refusal: an answer to a person, with an HTTP status, that verbs and kernel alike may give."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """The base of every refusal; ``status`` is its HTTP status.

    Its sentence says what didn't happen, why (article), and who helps (LOOK §8).
    """

    status = 403
    default = "Việc này không làm được ở đây."

    def __init__(self, sentence: str | None = None, **facts: Any) -> None:
        """Keep the sentence for the person and the facts for the screen."""
        super().__init__(sentence or self.default)
        self.facts = facts


class NotReady(Refusal):
    """The step can't be taken yet or any more; ``facts`` say what stands in the way."""

    status = 409
    default = "Chưa làm được bước này."


class Unfit(Refusal):
    """A value of the request breaks a rule; ``facts["field"]`` says where."""

    status = 422
    default = "Giá trị này chưa đúng."
