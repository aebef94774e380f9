"""What a judge makes of a record that is given as text."""

from __future__ import annotations

from cbbd_spark.raw.conformity import Conformity


def cleaned(judge: Conformity, line: str) -> tuple[str, str | None]:
    """As `clean()` gives it, as texts."""
    fitting, aside = judge.clean(line.encode("utf-8", "surrogatepass"))
    return fitting.decode(), aside
