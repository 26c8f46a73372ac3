package server_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// What watches a server asks by HEAD, and gets what GET would say without the body.
func TestHeadAnswersAsGetWithoutABody(t *testing.T) {
	for path, want := range map[string]int{"/": 200, "/healthz": 200, "/readyz": 200, "/v1/sync/hello": 200, "/v1/me": 401, "/nothing": 404, "/v1/sync/events": 405} {
		if got := call(t, "", http.MethodHead, path, ""); got.status != want || len(got.body) != 0 {
			t.Errorf("HEAD %s: %v, want %d and no body", path, got, want)
		}
	}
	for _, path := range []string{"/", "/icon.svg"} {
		if got := call(t, "", http.MethodPost, path, ""); got.status != 405 || got.header.Get("Allow") == "" {
			t.Errorf("POST %s: %v", path, got)
		}
	}
}

// A client changes one member of what it read and puts the rest back as it was.
func TestEquipmentCanBePutBackAsItWasRead(t *testing.T) {
	for _, id := range []string{"linac-2", "hoist-1"} {
		var read map[string]any
		if got := call(t, token(t, "ada.admin"), http.MethodGet, "/v1/equipment/"+id, ""); got.status != 200 || json.Unmarshal(got.body, &read) != nil {
			t.Fatalf("%s: %v", id, got)
		}
		read["gs1"] = "5060000000001"
		text, _ := json.Marshal(read)
		if got := call(t, token(t, "ada.admin"), http.MethodPut, "/v1/equipment/"+id, string(text)); got.status != 200 {
			t.Errorf("%s: %v", id, got)
		}
	}
}
