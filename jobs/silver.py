"""spark-submit entry point: the layer `silver` alone. Options as of `cbbd-spark pipeline`."""

import sys

from cbbd_spark.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["pipeline", "--only", "silver"]
    main()
