"""Faults on demand: what the real API, its proxies and the way to them may do, by rules.

A file of rules (`cbbd-spark simulate --faults FILE.yaml`, or `load` and `create_app(..., faults=...)`):

    seed: 7
    rules:
      - {endpoint: "*", fault: 5xx, status: 502, rate: 0.05}
      - {endpoint: /plays/date, where: {date: 2025-01-15}, fault: cut_gzip, first: 2}
      - {endpoint: games, fault: corrections, capture: 2, vanished: 3}

Each rule names a fault and its parameters, and may say whom it strikes:

    endpoint   a path of the contract, an endpoint's name, or a pattern such as `/plays/*`; all when left out
    where      only calls with these parameters
    rate       the share of calls, 0 to 1; the same seed strikes the same attempts of the same requests
    first      only the first so many attempts of each request
    times      no more than so many calls in all

Every rule that strikes a call changes its answer, in the order of the file. A request is its path and parameters, in
any order. Faults of the body leave answers alone that are no 200 or hold nothing that they could change.

One rule for one call is a header, `X-Simulate: 5xx; status=502; first=2`: the fault, then parameters as in the file.
An answer that was changed names the faults in `X-Simulated-Fault`, and so does the request log.
"""

from cbbd_spark.simulator.faults.catalogue import catalogue
from cbbd_spark.simulator.faults.fault import Call, Fault
from cbbd_spark.simulator.faults.kinds import all_kinds
from cbbd_spark.simulator.faults.reading import Faults, load, parse, parse_header

__all__ = ["Call", "Fault", "Faults", "all_kinds", "catalogue", "load", "parse", "parse_header"]
