"""The application: every route of the contract over one dataset."""

from collections.abc import Collection, Mapping
from functools import partial

from aiohttp import web

from cbbd_spark.simulator.contract import operations
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.faults import Faults
from cbbd_spark.simulator.routes import all_routes
from cbbd_spark.simulator.server.access import Accounts
from cbbd_spark.simulator.server.answering import Answering, unknown_route
from cbbd_spark.simulator.server.request_log import REQUEST_LOG, log_requests
from cbbd_spark.simulator.server.striking import Striking

DATASET: web.AppKey[Dataset] = web.AppKey("dataset", Dataset)


def create_app(
    dataset: Dataset,
    *,
    keys: Collection[str] | Mapping[str, int] | None = None,
    quota: int = 75_000,
    latency: float = 0.0,
    faults: Faults | None = None,
) -> web.Application:
    """The server over a dataset.

    `keys`: the keys that are good, as a mapping with their tiers; None takes any but `wrong`. `quota`: calls
    that each key has. `latency`: seconds that every answer takes at least. `faults`: rules of what goes wrong;
    a request's own `X-Simulate` header counts in any case.
    """
    app = web.Application(middlewares=[log_requests])
    app[REQUEST_LOG] = []
    app[DATASET] = dataset
    answering = Answering(dataset, Accounts(keys, quota), latency, Striking(faults or Faults()))
    declared = operations()
    for path, route in all_routes().items():
        app.router.add_get(path, partial(answering.serve, route=route, operation=declared[path]))
    app.router.add_route("*", "/{anything:.*}", unknown_route)

    async def say_who_answers(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers["X-Simulator"] = dataset.origin

    app.on_response_prepare.append(say_who_answers)
    return app
