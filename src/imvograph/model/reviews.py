"""What a person says of a mention that extraction found: right or wrong."""

from dataclasses import dataclass
from datetime import date

ACCEPTED, REJECTED = "accepted", "rejected"
VERDICTS = (ACCEPTED, REJECTED)


@dataclass(frozen=True)
class Review:
    """A verdict on what is found at one place, of one kind; several ids in one span («nrs. 100 en 101») share it.

    ``quote`` is what the reviewer saw there, if the file says so; ``where`` names the file and line, for messages.
    """

    start: int
    end: int
    kind: str
    verdict: str
    reviewer: str
    date: date
    note: str = ""
    quote: str | None = None
    where: str = "a review"
