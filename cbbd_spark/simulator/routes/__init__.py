"""The routes, found by walking this folder: every module of it exports ROUTES."""

import importlib
import pkgutil
from functools import cache

from cbbd_spark.simulator.route import Route


@cache
def all_routes() -> dict[str, Route]:
    """Every route by its path."""
    found: dict[str, Route] = {}
    for module in pkgutil.iter_modules(__path__):
        for route in importlib.import_module(f"{__name__}.{module.name}").ROUTES:
            found[route.path] = route
    return found


@cache
def field_paths(source_name: str) -> set[str]:
    """What any route wants to know of the records of a source."""
    routes = [route for route in all_routes().values() if route.source_name == source_name]
    return {path for route in routes for path in route.field_paths}
