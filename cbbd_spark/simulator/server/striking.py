"""Which rules strike which call. Chance hangs on seed, rule, request and attempt alone, so order does not matter."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from aiohttp import web

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.faults import Call, Fault, Faults, parse_header
from cbbd_spark.simulator.query import ApiError
from cbbd_spark.sources import endpoints

HEADER = "X-Simulate"


@dataclass(frozen=True)
class Strike:
    """The faults of one call, each with its purpose: what its chances hang on."""

    request: str
    faults: list[tuple[Fault, str]]

    def change(
        self, answer: Answer, operation: Operation, capture: int, others: Callable[[int], list[bytes]]
    ) -> tuple[Answer, list[str]]:
        """The answer after all faults, and the names of those that changed it."""
        names = []
        for fault, purpose in self.faults:
            changed = fault.change(answer, Call(operation, purpose, capture, others))
            if changed is not answer:
                names.append(fault.name())
            answer = changed
        return answer, names


class Striking:
    """The rules of one server, with its count of attempts and captures."""

    def __init__(self, faults: Faults) -> None:
        self._seed = faults.seed
        self._rules = [(fault, str(number)) for number, fault in enumerate(faults.rules)]
        self._names = {endpoint.path: endpoint.name for endpoint in endpoints().values()}
        self._attempts: Counter[str] = Counter()
        self._captures: Counter[str] = Counter()
        self._strikes: Counter[str] = Counter()

    def attempt(self, request: web.Request, operation: Operation) -> Strike:
        """Counts one more attempt of a request. A header that is no rule is a 400 that says why."""
        asked = f"{request.path}?{urlencode(sorted(request.query.items()))}"
        self._attempts[asked] += 1
        parameters = {**request.query, **request.match_info}
        rules = [*self._rules, *_of_header(request.headers.get(HEADER))]
        return Strike(asked, list(self._hits(rules, asked, operation, parameters)))

    def _hits(
        self, rules: list[tuple[Fault, str]], asked: str, operation: Operation, parameters: Mapping[str, str]
    ) -> Iterator[tuple[Fault, str]]:
        attempt = self._attempts[asked]
        for fault, rule in rules:
            purpose = f"{self._seed}/{rule}/{asked}"
            if not fault.concerns(operation.path, self._names[operation.path]) or not fault.asks_for(parameters):
                continue
            if attempt > (fault.first or attempt) or self._strikes[rule] == fault.times:
                continue
            if Random(f"{purpose}/{attempt}").random() < fault.rate:  # noqa: S311 - a simulation, not a secret
                self._strikes[rule] += 1
                yield fault, purpose

    def capture(self, strike: Strike) -> int:
        """Which usable answer of the request comes next, from 1."""
        return self._captures[strike.request] + 1

    def note(self, strike: Strike) -> None:
        """A usable answer is on its way."""
        self._captures[strike.request] += 1


def _of_header(text: str | None) -> list[tuple[Fault, str]]:
    if text is None:
        return []
    try:
        return [(parse_header(text), text)]
    except ConfigurationError as error:
        raise ApiError(400, {"message": str(error)}) from error
