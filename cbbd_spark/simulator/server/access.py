"""Who asks: the Bearer check, tiers, the monthly quota, and calls at once."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.query import ApiError

DEFAULT_TIER = 3
WRONG_KEY = "wrong"


def unauthorized(reason: str) -> ApiError:
    """The 401 of the real server."""
    return ApiError(401, {"message": f"Unauthorized. {reason}"})


@dataclass
class Account:
    """One key: its tier, what is left of its quota, and its calls in flight by path."""

    tier: int
    remaining: int
    in_flight: dict[str, int] = field(default_factory=dict)

    def check_tier(self, operation: Operation) -> None:
        """Too low a tier is a 401 too, though the key is good."""
        if self.tier < operation.tier:
            raise unauthorized(f"This endpoint requires a Patreon subscription of tier {operation.tier}.")

    @contextmanager
    def slot(self, operation: Operation) -> Iterator[None]:
        """A place among the calls at once; this check comes before the quota."""
        path, running = operation.path, self.in_flight.get(operation.path, 0)
        if operation.max_concurrent is not None and running >= operation.max_concurrent:
            message = "Too many concurrent requests for this endpoint."
            raise ApiError(429, {"message": message}, {"Retry-After": "1"})
        self.in_flight[path] = running + 1
        try:
            yield
        finally:
            self.in_flight[path] -= 1

    @contextmanager
    def metered(self, operation: Operation) -> Iterator["Charge"]:
        """Take one call; it is given back unless the block says that it was answered well."""
        if operation.is_metered and self.remaining <= 0:
            raise ApiError(429, {"message": "Monthly call quota exceeded."})
        charge, price = Charge(), int(operation.is_metered)
        self.remaining -= price
        try:
            yield charge
        finally:
            if not charge.is_due:
                self.remaining += price


@dataclass
class Charge:
    """One call of the quota, while it is being answered."""

    is_due: bool = False


class Accounts:
    """The keys that the server knows; None knows every key but the literal `wrong`."""

    def __init__(self, keys: Collection[str] | Mapping[str, int] | None, quota: int) -> None:
        self._tiers = keys if isinstance(keys, Mapping) else dict.fromkeys(keys or (), DEFAULT_TIER)
        self._any_key = keys is None
        self._quota = quota
        self._accounts: dict[str, Account] = {}

    def authenticate(self, header: str | None) -> Account:
        """The account of an Authorization header."""
        scheme, _, token = (header or "").partition("Bearer ")
        if scheme or not token.strip():
            raise unauthorized('Did you forget to add "Bearer " before your key? Go to the website to get a key.')
        known = token != WRONG_KEY if self._any_key else token in self._tiers
        if not known:
            raise unauthorized("Invalid API key.")
        if token not in self._accounts:
            self._accounts[token] = Account(self._tiers.get(token, DEFAULT_TIER), self._quota)
        return self._accounts[token]
