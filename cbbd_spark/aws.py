"""How AWS is called: clients that try again, and its refusals as errors that say what to do.

Importing this takes boto3's 0.3 seconds: whoever may do without AWS imports it where it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore import exceptions as sdk
from botocore.config import Config
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from cbbd_spark.errors import CbbdError, ConfigurationError, SourceDown

_ATTEMPTS = 8
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": _ATTEMPTS}, connect_timeout=10, read_timeout=60)
_NOT_SET_UP = (
    sdk.NoCredentialsError,
    sdk.PartialCredentialsError,
    sdk.CredentialRetrievalError,
    sdk.TokenRetrievalError,
    sdk.SSOError,
    sdk.ProfileNotFound,
    sdk.NoRegionError,
    sdk.InvalidRegionError,
)
_MISSING = {"NoSuchBucket", "ResourceNotFoundException"}
_REFUSED = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "UnrecognizedClientException",
}
# Two writers met, or a part of a transaction was throttled: AWS says "try again", and its SDK does not.
_PASSING = {
    "ConditionalRequestConflict",
    "TransactionConflictException",
    "TransactionConflict",
    "TransactionInProgressException",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
}


def client(service: str) -> Any:
    """A client of `s3`, `dynamodb`, ...: throttling, server errors and time-outs are tried again by the SDK.

    Region and credentials come from where the SDK looks for them. ConfigurationError when that is nowhere.
    """
    with explained(service, remedy="set AWS_REGION"):
        # The SDK itself reads AWS_DEFAULT_REGION only; the runtimes of AWS set this one.
        return boto3.client(service, region_name=os.environ.get("AWS_REGION"), config=_CONFIG)  # type: ignore[call-overload]


@contextmanager
def explained(place: str, remedy: str) -> Iterator[None]:
    """Errors of the SDK in the block, by what to do next; one that nobody can explain stays as it is.

    `remedy` is what to do when `place` does not exist. Raises ConfigurationError for a place or rights that are not
    there, SourceDown for a service that has not answered after all tries.
    """
    try:
        yield
    except (sdk.ClientError, sdk.BotoCoreError) as error:
        explanation = _explanation(error, place, remedy)
        if explanation is None:
            raise
        raise explanation from error


def code_of(error: sdk.ClientError) -> str:
    """AWS's word for what happened, for example `NoSuchKey`."""
    return error.response.get("Error", {}).get("Code", "")


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, sdk.ClientError):
        reasons = error.response.get("CancellationReasons", [])
        codes = {code_of(error), *(reason.get("Code", "") for reason in reasons)}
        return bool(codes & _PASSING) and "ConditionalCheckFailed" not in codes
    return isinstance(error, (sdk.IncompleteReadError, sdk.ResponseStreamingError))


again = retry(
    retry=retry_if_exception(_is_passing),
    wait=wait_random_exponential(multiplier=0.05, max=5),
    stop=stop_after_attempt(_ATTEMPTS),
    reraise=True,
)


def _explanation(error: sdk.ClientError | sdk.BotoCoreError, place: str, remedy: str) -> CbbdError | None:
    if isinstance(error, _NOT_SET_UP):
        return ConfigurationError(
            f"{place}: {error}. AWS needs a region (AWS_REGION) and credentials: a role, AWS_PROFILE, or "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    if isinstance(error, sdk.ParamValidationError):
        return ConfigurationError(f"{place} cannot be a name: {remedy} ({' '.join(str(error).split())})")
    if isinstance(error, sdk.ClientError):
        return _refusal(error, place, remedy)
    if isinstance(error, (sdk.HTTPClientError, sdk.ConnectionError, sdk.IncompleteReadError)):
        return SourceDown(f"{place} cannot be reached: {error}; what landed is kept, run again later")
    return None


def _refusal(error: sdk.ClientError, place: str, remedy: str) -> CbbdError | None:
    code, metadata = code_of(error), error.response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode", 0)
    if code in _MISSING:
        return ConfigurationError(f"{place} does not exist: {remedy}")
    if status in {401, 403} or code in _REFUSED:
        return ConfigurationError(
            f"AWS refuses {error.operation_name} on {place} ({error}): check the credentials, and that their policy "
            "allows it"
        )
    if status >= 500 or metadata.get("MaxAttemptsReached") or _is_passing(error):
        return SourceDown(f"{place} does not answer as it should ({error}); what landed is kept, run again later")
    return None
