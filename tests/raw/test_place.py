from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.s3 import S3Store


def test_a_place_in_s3_is_a_bucket_and_any_other_a_folder(aws: str, tmp_path: Path) -> None:
    assert isinstance(store_at("s3://bucket/raw"), S3Store)
    assert isinstance(store_at(str(tmp_path)), FolderStore)


def test_a_laptop_does_not_wait_for_boto3() -> None:
    """It takes as long to import as everything else that the command line needs."""
    script = (
        "import sys, cbbd_spark.cli, cbbd_spark.ingest.harvest, cbbd_spark.pipeline.raw_view\n"
        "from cbbd_spark.raw.place import store_at\n"
        "from cbbd_spark.settings import load\n"
        "from cbbd_spark.state.place import view_state\n"
        "store_at('raw'), view_state(load(environment={'CBBD_LAKE': '/nowhere'}))\n"
        "print([name for name in ('boto3', 'botocore') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
