package govuk

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"runup/internal/notify"
)

// ClassOf tells what a status of the service means. Sent by a network abroad, or handed on, is not yet received.
func ClassOf(status string) notify.Class {
	switch status {
	case "delivered":
		return notify.Received
	case "permanent-failure":
		return notify.Permanent
	case "temporary-failure", "technical-failure":
		return notify.Temporary
	}
	return notify.Accepted
}

// refused tells a refusal apart: this address, this moment, or the channel as a whole.
func refused(answer *http.Response, said []byte) notify.Result {
	var body struct {
		Errors []struct{ Error, Message string }
	}
	_ = json.Unmarshal(said, &body) // what is not JSON is told by its status alone
	r := notify.Result{Class: notify.Temporary, Code: strconv.Itoa(answer.StatusCode)}
	kind := ""
	if len(body.Errors) > 0 {
		kind, r.Said = body.Errors[0].Error, body.Errors[0].Message
		r.Code = fmt.Sprintf("%d %s", answer.StatusCode, kind)
	}
	switch {
	case answer.StatusCode == http.StatusTooManyRequests && kind == "TooManyRequestsError":
		r.Class = notify.Fault // the day's allowance is used up
	case answer.StatusCode == http.StatusTooManyRequests:
		r.RetryAfter = after(answer)
	case answer.StatusCode >= 500:
	case answer.StatusCode == http.StatusBadRequest && kind == "ValidationError" && (strings.HasPrefix(r.Said, "phone_number ") || strings.HasPrefix(r.Said, "email_address ")):
		r.Class = notify.Permanent
	default:
		r.Class = notify.Fault // template, key or clock
	}
	return r
}

const usualWait = 10 * time.Second

func after(answer *http.Response) time.Duration {
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return usualWait
}

// broken tells a request that never left from one that may have arrived.
func broken(err error) notify.Result {
	r := notify.Result{Class: notify.Unknown, Code: "broken-off", Said: err.Error()}
	var dialled *net.OpError
	if errors.As(err, &dialled) && dialled.Op == "dial" {
		r.Class, r.Code = notify.Temporary, "no-connection"
	}
	return r
}
