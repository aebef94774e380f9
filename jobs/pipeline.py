"""spark-submit entry point: the whole way. Options as of `cbbd-spark pipeline`."""

import sys

from cbbd_spark.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["pipeline"]
    main()
