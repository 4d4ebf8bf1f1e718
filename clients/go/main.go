// The way of a reward: an operator makes an event, a user claims it, and waits until it is granted.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	authv1 "example.com/rewards-client/gen/rewards/auth/v1"
	"example.com/rewards-client/gen/rewards/auth/v1/authv1connect"
	eventv1 "example.com/rewards-client/gen/rewards/event/v1"
	"example.com/rewards-client/gen/rewards/event/v1/eventv1connect"
	rewardv1 "example.com/rewards-client/gen/rewards/reward/v1"
	"example.com/rewards-client/gen/rewards/reward/v1/rewardv1connect"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: go run . GATEWAY FIRST_ADMIN_JSON")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	gateway := os.Args[1]
	eventID, err := makeEvent(ctx, gateway, os.Args[2])
	if err == nil {
		err = claim(ctx, gateway, eventID)
	}
	if err != nil {
		log.Fatalf("%v %s", err, reason(err))
	}
}

// The first administrator makes an event, which takes claims once it is ACTIVE.
func makeEvent(ctx context.Context, gateway, adminFile string) (string, error) {
	credentials, err := os.ReadFile(adminFile)
	if err != nil {
		return "", err
	}
	signIn := &authv1.SignInRequest{}
	if err := protojson.Unmarshal(credentials, signIn); err != nil {
		return "", err
	}
	admin, err := authv1connect.NewAuthServiceClient(http.DefaultClient, gateway, repeating).SignIn(ctx, signIn)
	if err != nil {
		return "", err
	}
	events := eventv1connect.NewEventServiceClient(as(admin.Tokens), gateway, repeating)
	created, err := events.CreateEvent(ctx, &eventv1.CreateEventRequest{
		IdempotencyKey: newKey(),
		Event: &eventv1.Event{
			Name:     "Welcome",
			StartsAt: timestamppb.New(time.Now().Add(-time.Hour)),
			EndsAt:   timestamppb.New(time.Now().Add(24 * time.Hour)),
			Rewards: []*eventv1.Reward{{
				RewardId: "rwd_points",
				Name:     "100 points",
				Kind:     &eventv1.Reward_Point{Point: &eventv1.Point{Amount: 100}},
			}},
		},
	})
	if err != nil {
		return "", err
	}
	_, err = events.ChangeEventStatus(ctx, &eventv1.ChangeEventStatusRequest{
		EventId:          created.Event.EventId,
		ExpectedRevision: created.Event.Revision,
		Status:           eventv1.EventStatus_EVENT_STATUS_ACTIVE,
	})
	return created.Event.EventId, err
}

// Somebody signs up, claims, and waits until all of it is granted.
func claim(ctx context.Context, gateway, eventID string) error {
	auth := authv1connect.NewAuthServiceClient(http.DefaultClient, gateway, repeating)
	ann, err := auth.SignUp(ctx, &authv1.SignUpRequest{
		Email:       newKey() + "@example.com",
		Password:    "correct horse battery",
		DisplayName: "Ann",
	})
	if err != nil {
		return err
	}
	claims := eventv1connect.NewClaimServiceClient(as(ann.Tokens), gateway, repeating)
	accepted, err := claims.ClaimReward(ctx, &eventv1.ClaimRewardRequest{EventId: eventID, IdempotencyKey: newKey()})
	if err != nil {
		return err
	}
	last, err := watch(ctx, claims, accepted.ClaimId)
	if err != nil {
		return err
	}
	fmt.Println(last.State, len(last.GrantedRewards), "of", len(last.RequestedRewards))

	// Another claim is refused, and tells why.
	_, err = claims.ClaimReward(ctx, &eventv1.ClaimRewardRequest{EventId: eventID, IdempotencyKey: newKey()})
	fmt.Println("claimed again:", reason(err))

	grants := rewardv1connect.NewGrantServiceClient(as(ann.Tokens), gateway, repeating)
	balance, err := grants.GetMyBalance(ctx, &rewardv1.GetMyBalanceRequest{})
	if err == nil {
		fmt.Println(balance.Points, "points")
	}
	return err
}
