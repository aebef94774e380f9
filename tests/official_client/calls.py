"""Runs in the scratch environment, where the client is: makes every call of a plan, says how each ended.

From standard input a JSON plan: the server's `url`, and for each parameter of the client a value, in `least` for the
calls that ask for as little as they can and in `filters` for those that send every filter; `own` has the values of
single methods, `rules` the faults to try. To standard output one JSON object a call.
"""

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import cbbd  # type: ignore[import-not-found]  # in the scratch environment only
from pydantic import ValidationError

NEEDED_TOO = {  # beyond what the signature says: the season, and what the server asks for besides
    "get_team_season_shooting_stats": ("team",),
    "get_player_season_shooting_stats": ("team",),
}


def methods(client: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every method of every API class, by name."""
    apis: dict[str, Any] = {name: api for name, api in vars(cbbd).items() if inspect.isclass(api)}
    for name, api in apis.items():
        if name.endswith("Api"):
            bound = api(client)
            for method, _ in inspect.getmembers(api, callable):
                if method.startswith("get_"):
                    yield method, getattr(bound, method)


def arguments(method: str, call: Callable[..., Any], plan: dict[str, Any], *, is_filtered: bool) -> dict[str, Any]:
    """What to send: little, or everything that the plan has a value for."""
    name = method.removesuffix("_with_http_info")
    values = {**plan["least"], **(plan["filters"] if is_filtered else {}), **plan["own"].get(name, {})}
    wanted = {}
    for parameter in inspect.signature(call).parameters.values():
        is_needed = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        is_little = is_needed or parameter.name in ("season", "year", *NEEDED_TOO.get(name, ()))
        if parameter.name in values and (is_filtered or is_little):
            wanted[parameter.name] = values[parameter.name]
    return wanted


def outcome(call: Callable[..., Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Rows of an accepted answer, or why it was refused."""
    try:
        answer = call(**sent)
    except ValidationError as error:
        return {"refused": sorted({f"{one['loc'][-1]}: {one['type']}" for one in error.errors()})}
    except cbbd.ApiException as error:
        return {"refused": [f"HTTP {error.status}"]}
    except Exception as error:  # noqa: BLE001 - whatever else the client does is a difference to be shown
        return {"refused": [f"{type(error).__name__}: {error}"]}
    if isinstance(answer, cbbd.ApiResponse):
        if answer.status_code != 200:
            return {"refused": [f"HTTP {answer.status_code}"]}
        answer = answer.data
    return {"rows": len(answer) if isinstance(answer, list) else 1}


def say(method: str, how: str, ended: dict[str, Any]) -> None:
    print(json.dumps({"method": method, "how": how, **ended}), flush=True)


def main() -> None:
    plan = json.load(sys.stdin)
    configuration = cbbd.Configuration(host=plan["url"], access_token="any")
    client = cbbd.ApiClient(configuration)
    found = dict(methods(client))
    for method, call in found.items():
        for how in ("least", "filters"):
            say(method, how, outcome(call, arguments(method, call, plan, is_filtered=how == "filters")))
    for rule in plan["rules"]:
        client.set_default_header("X-Simulate", rule)
        sent = arguments("get_games", found["get_games"], plan, is_filtered=False)
        say("get_games", rule, outcome(found["get_games"], sent))


main()
