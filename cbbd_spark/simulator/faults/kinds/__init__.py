"""The kinds of faults, found by walking this folder: every module of it exports KINDS."""

import importlib
import pkgutil
from functools import cache

from cbbd_spark.simulator.faults.fault import Fault


@cache
def all_kinds() -> dict[str, type[Fault]]:
    """Every kind by the name that rules use."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    kinds = (kind for name in names for kind in importlib.import_module(f"{__name__}.{name}").KINDS)
    return {kind.name(): kind for kind in kinds}
