package main

import (
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"net/http"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"

	authv1 "example.com/rewards-client/gen/rewards/auth/v1"
)

// as calls for whoever signed in. A token counts for a quarter of an hour: programs that run longer ask RefreshToken for
// the next one when a call fails as unauthenticated.
func as(tokens *authv1.Tokens) *http.Client {
	return &http.Client{Transport: bearer{tokens.AccessToken}}
}

type bearer struct{ token string }

func (b bearer) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(request)
}

// repeating makes a call again that got no final answer, if the contract says that it may be repeated.
var repeating = connect.WithInterceptors(connect.UnaryInterceptorFunc(func(call connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, request connect.AnyRequest) (connect.AnyResponse, error) {
		mayRepeat := request.Spec().IdempotencyLevel != connect.IdempotencyUnknown
		for tries := 1; ; tries++ {
			answer, err := call(ctx, request)
			if err == nil || !mayRepeat || tries == 6 || connect.CodeOf(err) != connect.CodeUnavailable {
				return answer, err
			}
			if err := pause(ctx, tries); err != nil {
				return nil, err
			}
		}
	}
}))

// pause grows, and is jittered, so that callers do not come back all at once.
func pause(ctx context.Context, tries int) error {
	longest := min(200*time.Millisecond<<(tries-1), 2*time.Second)
	select {
	case <-time.After(longest/2 + time.Duration(mathrand.Int64N(int64(longest/2)))):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// reason tells why a call failed, as the contract names it: DUPLICATED_CLAIM, CONDITION_NOT_MET …
func reason(err error) string {
	var failed *connect.Error
	if !errors.As(err, &failed) {
		return ""
	}
	for _, detail := range failed.Details() {
		value, _ := detail.Value()
		if info, ok := value.(*errdetails.ErrorInfo); ok {
			return info.Reason
		}
	}
	return ""
}

// newKey names a call, so that its repeats are known as such.
func newKey() string {
	return rand.Text()
}
