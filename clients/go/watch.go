package main

import (
	"context"

	"connectrpc.com/connect"

	eventv1 "example.com/rewards-client/gen/rewards/event/v1"
	"example.com/rewards-client/gen/rewards/event/v1/eventv1connect"
)

// watch gives the claim once it is SUCCESS or FAILED. When a stream breaks, it goes on in the next where it was.
func watch(ctx context.Context, claims eventv1connect.ClaimServiceClient, claimID string) (*eventv1.Claim, error) {
	var last *eventv1.Claim
	for breaks := 1; ; breaks++ {
		stream, err := claims.WatchClaim(ctx, &eventv1.WatchClaimRequest{ClaimId: claimID, AfterRev: last.GetRev()})
		if err == nil {
			for stream.Receive() {
				last, breaks = stream.Msg().Claim, 0
			}
			err = stream.Err()
			stream.Close()
		}
		if last.GetState() >= eventv1.ClaimState_CLAIM_STATE_SUCCESS {
			return last, nil
		}
		isFinal := connect.IsWireError(err) && connect.CodeOf(err) != connect.CodeUnavailable
		if isFinal || breaks == 10 {
			return nil, err
		}
		if err := pause(ctx, breaks+1); err != nil {
			return nil, err
		}
	}
}
