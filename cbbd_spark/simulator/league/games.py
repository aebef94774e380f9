"""A game of the league: who, when, where, and how it went."""

from dataclasses import dataclass
from datetime import datetime

from cbbd_spark.simulator.league.box import Boxes
from cbbd_spark.simulator.league.clubs import Conference, Team, Venue
from cbbd_spark.simulator.league.events import Course, unpack
from cbbd_spark.simulator.wire import timestamp

FINAL, SCHEDULED, POSTPONED, CANCELLED = "final", "scheduled", "postponed", "cancelled"
REGULAR, POSTSEASON = "regular", "postseason"
STANDARD, TOURNAMENT = "STD", "TRNMNT"


@dataclass(frozen=True, slots=True)
class Fixture:
    """A game as it is scheduled. Numbers are unique within a season."""

    season: int
    number: int
    start: datetime
    home: Team
    away: Team
    venue: Venue
    is_neutral: bool = False
    is_conference_game: bool = False
    season_type: str = REGULAR
    game_type: str | None = STANDARD
    tournament: str | None = None
    notes: str | None = None
    seeds: tuple[int | None, int | None] = (None, None)

    @property
    def id(self) -> int:
        """The API's id."""
        return (self.season - 2000) * 10_000 + self.number

    @property
    def source_id(self) -> str:
        """The upstream feed's id, which plays carry too."""
        return str(400_000_000 + self.id)

    @property
    def start_text(self) -> str:
        """The start as on the wire."""
        return timestamp(self.start)

    @property
    def teams(self) -> tuple[Team, Team]:
        """Home and away."""
        return self.home, self.away


@dataclass(slots=True)
class Game:
    """A fixture and what became of it. Missing data is what a feed lacks of games that were played (Q17)."""

    fixture: Fixture
    conferences: tuple[Conference | None, Conference | None]
    status: str = SCHEDULED
    points: tuple[int, int] = (0, 0)
    packed_course: bytes = b""
    boxes: Boxes | None = None
    elo_start: tuple[int | None, int | None] = (None, None)
    elo_end: tuple[int | None, int | None] = (None, None)
    has_plays: bool = False
    has_boxes: bool = False
    has_period_points: bool = False
    excitement: float = 0.0
    attendance: int | None = None

    @property
    def is_final(self) -> bool:
        """Whether it was played."""
        return self.status == FINAL

    @property
    def winner(self) -> int | None:
        """The side that won, None when it was not played."""
        return None if not self.is_final else int(self.points[1] > self.points[0])

    def course(self) -> Course:
        """The plays again."""
        return unpack(self.packed_course)
