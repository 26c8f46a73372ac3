package server_test

import (
	"bufio"
	"context"
	"net/http"
	"testing"
	"time"
)

type claimSeen struct {
	ID, Equipment, Checklist, Tablet, Name string
	Since                                  time.Time
	Own                                    bool
}

// TestAClaimAdvisesTheOtherTablets: by the answer when they begin too, in their pulls, and by a live hint.
func TestAClaimAdvisesTheOtherTablets(t *testing.T) {
	mine, other := enrolled(t), enrolled(t)
	sam, err := mine.SignInByPIN(t.Context(), "sam.scsw", "482615")
	if err != nil {
		t.Fatal(err)
	}
	hints := claimHints(t, other.Token)
	var said, second struct {
		Claim  claimSeen
		Others []claimSeen
	}
	call(t, mine.Token, "POST", "/v1/claims", `{"equipment":"spill-kit-1","checklist":"spill-kits","staff":"`+sam.ID+`"}`).into(t, 200, &said)
	if !said.Claim.Own || len(said.Others) != 0 || said.Claim.Name != sam.Name {
		t.Fatalf("said: %+v", said)
	}
	within(t, 5*time.Second, hints, "the hint")
	page := func(token string) (list []claimSeen) {
		t.Helper()
		var p struct{ Claims []claimSeen }
		call(t, token, "GET", "/v1/sync/changes?limit=1", "").into(t, 200, &p)
		for _, c := range p.Claims {
			if c.ID == said.Claim.ID {
				list = append(list, c)
			}
		}
		return list
	}
	if list := page(other.Token); len(list) != 1 || list[0].Own || list[0].Name != sam.Name || !list[0].Since.Equal(said.Claim.Since) {
		t.Errorf("the other tablet's pull: %+v", list)
	}
	call(t, other.Token, "POST", "/v1/claims", `{"equipment":"spill-kit-1","checklist":"spill-kits","name":"A. Locum"}`).into(t, 200, &second)
	if len(second.Others) != 1 || second.Others[0].ID != said.Claim.ID || second.Claim.Name != "A. Locum" {
		t.Errorf("the second hears: %+v", second)
	}
	for range 2 {
		call(t, mine.Token, "DELETE", "/v1/claims/"+said.Claim.ID, "").into(t, 204, nil)
	}
	if list := page(other.Token); len(list) != 0 {
		t.Errorf("taken back: %+v", list)
	}
	call(t, other.Token, "DELETE", "/v1/claims/"+second.Claim.ID, "").into(t, 204, nil)
}

// claimHints follows the live hints that claims changed.
func claimHints(t *testing.T, token string) <-chan string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, "GET", base(t)+"/v1/sync/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() && lines.Text() != "" { // the first event is the head: from here on it listens
		continue
	}
	hints := make(chan string, 16)
	go func() {
		for lines.Scan() {
			if lines.Text() == "event: claims" {
				hints <- lines.Text()
			}
		}
	}()
	return hints
}

// TestTheListOfWhoToPhoneIsServedToTablets, with the numbers of the department and none that is somebody's own.
func TestTheListOfWhoToPhoneIsServedToTablets(t *testing.T) {
	var list struct {
		At, Until time.Time
		Items     []struct {
			Kind, ID, Name string
			Rung           *int
			Numbers        []string
		}
	}
	call(t, enrolled(t).Token, "GET", "/v1/phones", "").into(t, 200, &list)
	kinds, numbers := map[string]int{}, 0
	for _, p := range list.Items {
		kinds[p.Kind]++
		if numbers += len(p.Numbers); (p.Kind == "person") != (p.Rung != nil) {
			t.Errorf("%+v", p)
		}
	}
	if kinds["area"] != 6 || kinds["person"] == 0 || kinds["team"] != 4 || numbers < 11 || list.Until.Sub(list.At) != 24*time.Hour {
		t.Errorf("%v, %d numbers, from %v until %v", kinds, numbers, list.At, list.Until)
	}
}
