"""The error tree, drawn by what the caller does next.

CbbdError
├── RetryLater            the same call may work in a moment (ingest waits and tries again)
├── SetAside              this one thing cannot be used; it is kept with its reason and the run goes on
├── Stop                  nothing more can be done in this run
│   ├── ConfigurationError    settings, key or arguments are wrong: change them      exit 2
│   ├── QuotaExhausted        the month's calls are used up: run again next month    exit 4
│   ├── OverBudget            more calls are wanted than may be made: ask for less   exit 4
│   ├── Busy                  another run holds the lease: wait for it               exit 5
│   ├── CheckFailed           a table would break its contract: nothing was written  exit 6
│   ├── SourceDown            the source or AWS cannot be reached: run again later   exit 7
│   ├── StoreFull             no room where the lake lies: make room                 exit 8
│   └── Interrupted           somebody asked the run to end                          exit 130, 143

Exit codes: 0 done, 1 a fault of ours (with a traceback), 2 configuration, 3 done but something was set aside,
4 quota, 5 busy, 6 checks, 7 source down, 8 store full, 130 and 143 ended by SIGINT and SIGTERM. `ExitCode` is the
one place that knows them.
"""

from __future__ import annotations

import errno
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    FAULT = 1
    CONFIGURATION = 2
    SET_ASIDE = 3
    QUOTA = 4
    BUSY = 5
    CHECKS = 6
    SOURCE_DOWN = 7
    STORE_FULL = 8
    INTERRUPTED = 130
    TERMINATED = 143


class CbbdError(Exception):
    """Everything that this package raises on purpose. The message says what, where, and what to do next."""


class RetryLater(CbbdError):
    """A passing fault. `after` is the number of seconds that the other side asked for, if it did."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class SetAside(CbbdError):
    """One answer or record that cannot be used. `body` is what came, kept byte for byte."""

    def __init__(self, reason: str, body: bytes = b"") -> None:
        super().__init__(reason)
        self.reason = reason
        self.body = body


class Stop(CbbdError):
    """End the run; what was done stays done. `report` says what that was, where there is such a report."""

    exit_code = ExitCode.FAULT
    report: object | None = None


class ConfigurationError(Stop):
    """Settings, arguments or the key are wrong."""

    exit_code = ExitCode.CONFIGURATION


class QuotaExhausted(Stop):
    """The API's monthly calls are used up."""

    exit_code = ExitCode.QUOTA


class OverBudget(Stop):
    """The run wants more calls than its budget, or the month's reserve, leaves it."""

    exit_code = ExitCode.QUOTA


class Busy(Stop):
    """Another run holds the lease."""

    exit_code = ExitCode.BUSY


class CheckFailed(Stop):
    """A table's declared check does not hold; readers keep the last good snapshot."""

    exit_code = ExitCode.CHECKS


class SourceDown(Stop):
    """The source refuses connections altogether, or AWS does not answer after all tries."""

    exit_code = ExitCode.SOURCE_DOWN


class StoreFull(Stop):
    """No room is left where the lake lies."""

    exit_code = ExitCode.STORE_FULL

    # What the system says then: a disk, a quota or the largest size of a file is used up.
    ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Interrupted(Stop):
    """A signal asked the run to end; what was under way has been finished and kept."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.INTERRUPTED) -> None:
        super().__init__(message)
        self.exit_code = exit_code
