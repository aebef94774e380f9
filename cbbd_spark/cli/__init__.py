"""Subcommands, one file each, and errors to exit codes. What they do stands in the packages that they call."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer
from rich.console import Console
from rich.text import Text
from typer.exceptions import TyperException

from cbbd_spark.cli.root import app
from cbbd_spark.errors import CbbdError, ConfigurationError, ExitCode, Stop, StoreFull

# A file of this package is a subcommand: importing it adds it to the application.
for _command in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_command.name}")


def main() -> None:
    """The command `cbbd-spark`."""
    try:
        # Without click's own ending it gives the exit code back, so that errors can have codes of ours.
        sys.exit(app(standalone_mode=False))
    except typer.Abort:
        sys.exit(130)
    except Stop as error:
        _say(error)
        sys.exit(error.exit_code)
    except CbbdError as error:
        _say(error)
        sys.exit(ExitCode.FAULT)
    except TyperException as error:
        # A word of the command line that means nothing. Typer shows such an error itself only in its own mode.
        if words := error.format_message().rstrip("."):
            _say(ConfigurationError(f"{words}; `--help` lists what there is"))
        sys.exit(ExitCode.CONFIGURATION)
    except OSError as error:
        # A report, a note: whatever else is written where the lake lies.
        if error.errno not in StoreFull.ERRORS:
            raise
        _say(StoreFull(f"no room for {error.filename or 'what is written'}: {error.strerror}; make room and run again"))
        sys.exit(ExitCode.STORE_FULL)


def _say(error: CbbdError) -> None:
    console = Console(stderr=True, highlight=False)
    console.print("[red]error[/]:", Text(str(error)), soft_wrap=True)
