"""Answers that are right and take their time, or end too early for what their headers promise."""

from dataclasses import replace
from typing import Literal

from cbbd_spark.simulator.answer import Delivery, End
from cbbd_spark.simulator.faults.families import Delivered
from cbbd_spark.simulator.faults.fault import Positive, Seconds, Share


class SlowFirstByte(Delivered, frozen=True, tag="slow_first_byte"):
    """Nothing is sent for `seconds`, not even the status."""

    seconds: Seconds = 5.0

    def delivery(self, so_far: Delivery) -> Delivery:
        """Waits add up."""
        return replace(so_far, wait=so_far.wait + self.seconds)


class SlowBody(Delivered, frozen=True, tag="slow_body"):
    """The body drips: `piece` bytes, then `pause` seconds, and so on."""

    piece: Positive = 1
    pause: Seconds = 1.0

    def delivery(self, so_far: Delivery) -> Delivery:
        """The status and the headers come at once."""
        return replace(so_far, piece=self.piece, pause=self.pause)


class Stall(Delivered, frozen=True, tag="stall"):
    """After a `share` of the body nothing comes for `seconds`, while the connection stays open; then the rest."""

    share: Share = 0.5
    seconds: Seconds = 3600.0

    def delivery(self, so_far: Delivery) -> Delivery:
        """A client without a time-out waits."""
        return replace(so_far, share=self.share, stall=self.seconds)


class CutBody(Delivered, frozen=True, tag="cut_body"):
    """A `share` of the body, then the connection ends: closed before its Content-Length or last chunk, or reset."""

    how: Literal["length", "chunked", "reset"] = "length"
    share: Share = 0.5

    def delivery(self, so_far: Delivery) -> Delivery:
        """The headers promise the whole body."""
        end = End.RESET if self.how == "reset" else End.CLOSED
        return replace(so_far, share=self.share, end=end, is_chunked=self.how == "chunked")


KINDS = (SlowFirstByte, SlowBody, Stall, CutBody)
