"""A 200 whose body is something else than the data, or has something before it."""

from dataclasses import replace

from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.faults.families import Replaced
from cbbd_spark.simulator.wire import encode


class Html(Replaced, frozen=True, tag="html"):
    """A page, as a proxy shows it during maintenance; `content_type: application/json` where that is not even said."""

    title: str = "Down for maintenance"
    content_type: str = "text/html"

    def replaced(self, answer: Answer) -> Answer:
        """With a status of 200."""
        page = f"<!DOCTYPE html><html><head><title>{self.title}</title></head><body>{self.title}</body></html>"
        return replace(answer, body=page.encode(), content_type=self.content_type)


class ObjectForArray(Replaced, frozen=True, tag="object_for_array"):
    """An object with a message where an array is due."""

    message: str = "Internal Server Error"

    def replaced(self, answer: Answer) -> Answer:
        """As servers do that report errors with a 200."""
        return replace(answer, body=encode({"message": self.message}))


class Null(Replaced, frozen=True, tag="null"):
    """The JSON value null."""

    def replaced(self, answer: Answer) -> Answer:
        """Valid JSON, and nothing."""
        return replace(answer, body=b"null")


class EmptyBody(Replaced, frozen=True, tag="empty_body"):
    """No byte at all, and a Content-Length of 0."""

    def replaced(self, answer: Answer) -> Answer:
        """Not even JSON."""
        return replace(answer, body=b"")


class ByteOrderMark(Replaced, frozen=True, tag="bom"):
    """A byte order mark before the body."""

    def replaced(self, answer: Answer) -> Answer:
        """What follows is the right answer, but not for a strict reader."""
        return replace(answer, body=b"\xef\xbb\xbf" + answer.body)


KINDS = (Html, ObjectForArray, Null, EmptyBody, ByteOrderMark)
