"""`python -m cbbd_spark` is `cbbd-spark`."""

from cbbd_spark.cli import main

if __name__ == "__main__":
    main()
