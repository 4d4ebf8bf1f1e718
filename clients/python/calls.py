"""What every program needs that calls the gateway: repeats, tokens, keys, and why a call failed."""

import json
import secrets
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import grpc
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status

sys.path.append(str(Path(__file__).with_name("gen")))  # generated code imports itself from there

from rewards.auth.v1 import auth_service_pb2
from rewards.event.v1 import claim_pb2, claim_service_pb2, event_service_pb2
from rewards.reward.v1 import grant_service_pb2

FILES = (auth_service_pb2, claim_service_pb2, event_service_pb2, grant_service_pb2)


def channel_to(gateway: str) -> grpc.Channel:
    """A connection to the gateway, such as https://rewards.example. It is made anew whenever it breaks."""
    url = urlsplit(gateway)
    options = [("grpc.service_config", json.dumps(repeats()))]
    if url.scheme == "https":
        return grpc.secure_channel(url.netloc, grpc.ssl_channel_credentials(), options)
    return grpc.insecure_channel(url.netloc, options)


def repeats() -> dict:
    """A call that got no final answer is made again, if the contract says that it may be repeated."""
    methods = [
        {"service": service.full_name, "method": method.name}
        for file in FILES
        for service in file.DESCRIPTOR.services_by_name.values()
        for method in service.methods
        if method.GetOptions().idempotency_level
    ]
    policy = {
        "maxAttempts": 5,
        "initialBackoff": "0.4s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    return {"methodConfig": [{"name": methods, "retryPolicy": policy}]}


def as_(tokens: auth_service_pb2.Tokens) -> list[tuple[str, str]]:
    """Calls as whoever signed in. A token counts for a quarter of an hour: programs that run longer ask RefreshToken for
    the next one when a call fails as UNAUTHENTICATED."""
    return [("authorization", f"Bearer {tokens.access_token}")]


def new_key() -> str:
    """Names a call, so that its repeats are known as such."""
    return secrets.token_hex(16)


def reason(error: grpc.RpcError) -> str:
    """Why a call failed, as the contract names it: DUPLICATED_CLAIM, CONDITION_NOT_MET …"""
    status = rpc_status.from_call(error)
    info = ErrorInfo()
    return next((info.reason for detail in status.details if detail.Unpack(info)), "") if status else ""


BROKEN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def watch(service, claim_id: str, metadata: list[tuple[str, str]]) -> claim_pb2.Claim:
    """The claim once it is SUCCESS or FAILED. When a stream breaks, it goes on in the next where it was."""
    last = claim_pb2.Claim()
    breaks = 0
    while last.state < claim_pb2.CLAIM_STATE_SUCCESS:
        try:
            request = claim_service_pb2.WatchClaimRequest(claim_id=claim_id, after_rev=last.rev)
            for answer in service.WatchClaim(request, timeout=60, metadata=metadata):
                last, breaks = answer.claim, 0
        except grpc.RpcError as error:
            breaks += 1
            if error.code() not in BROKEN or breaks == 10:
                raise
            time.sleep(min(0.2 * 2**breaks, 2))
    return last
