"""Entry point of the ingest alone, which needs no Spark. Mode and options as of `cbbd-spark ingest`."""

import sys

from cbbd_spark.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["ingest"]
    main()
