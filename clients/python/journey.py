"""The way of a reward: an operator makes an event, a user claims it, and waits until it is granted."""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import grpc

from calls import as_, channel_to, new_key, reason, watch
from rewards.auth.v1 import auth_service_pb2 as auth
from rewards.auth.v1.auth_service_pb2_grpc import AuthServiceStub
from rewards.event.v1 import claim_pb2, claim_service_pb2 as claims
from rewards.event.v1 import event_pb2, event_service_pb2 as events
from rewards.event.v1.claim_service_pb2_grpc import ClaimServiceStub
from rewards.event.v1.event_service_pb2_grpc import EventServiceStub
from rewards.reward.v1 import grant_service_pb2 as grants
from rewards.reward.v1.grant_service_pb2_grpc import GrantServiceStub


def make_event(channel: grpc.Channel, admin_file: str) -> str:
    """The first administrator makes an event, which takes claims once it is ACTIVE."""
    credentials = json.loads(Path(admin_file).read_text())
    admin = AuthServiceStub(channel).SignIn(auth.SignInRequest(**credentials), timeout=20)
    now = datetime.now(timezone.utc)
    draft = event_pb2.Event(
        name="Welcome",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        rewards=[event_pb2.Reward(reward_id="rwd_points", name="100 points", point=event_pb2.Point(amount=100))],
    )
    service = EventServiceStub(channel)
    request = events.CreateEventRequest(idempotency_key=new_key(), event=draft)
    event = service.CreateEvent(request, timeout=20, metadata=as_(admin.tokens)).event
    change = events.ChangeEventStatusRequest(
        event_id=event.event_id, expected_revision=event.revision, status=event_pb2.EVENT_STATUS_ACTIVE
    )
    service.ChangeEventStatus(change, timeout=20, metadata=as_(admin.tokens))
    return event.event_id


def claim(channel: grpc.Channel, event_id: str) -> None:
    """Somebody signs up, claims, and waits until all of it is granted."""
    email = f"{new_key()}@example.com"
    sign_up = auth.SignUpRequest(email=email, password="correct horse battery", display_name="Ann")
    ann = as_(AuthServiceStub(channel).SignUp(sign_up, timeout=20).tokens)
    service = ClaimServiceStub(channel)
    request = claims.ClaimRewardRequest(event_id=event_id, idempotency_key=new_key())
    accepted = service.ClaimReward(request, timeout=20, metadata=ann)
    last = watch(service, accepted.claim_id, ann)
    print(claim_pb2.ClaimState.Name(last.state), len(last.granted_rewards), "of", len(last.requested_rewards))

    # Another claim is refused, and tells why.
    try:
        request = claims.ClaimRewardRequest(event_id=event_id, idempotency_key=new_key())
        service.ClaimReward(request, timeout=20, metadata=ann)
    except grpc.RpcError as error:
        print("claimed again:", reason(error))

    balance = GrantServiceStub(channel).GetMyBalance(grants.GetMyBalanceRequest(), timeout=20, metadata=ann)
    print(balance.points, "points")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: journey.py GATEWAY FIRST_ADMIN_JSON")
    with channel_to(sys.argv[1]) as gateway:
        claim(gateway, make_event(gateway, sys.argv[2]))
