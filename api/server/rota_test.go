package server_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

type sheetSeen struct {
	Position int64
	Hash     string
	State    string
	Sheet    string
	To       *string
	AgreedBy *string
	Warnings []string
}

type shiftSeen struct {
	Person, Name, Area, Duty, Why string
	Override, InsteadOf, Reason   *string
}

type nowSeen struct {
	Area, Phone *string
	Items       []struct {
		Person, Role string
		Registered   bool
		Shift        shiftSeen
	}
	Skipped []struct{ Name, Reason string }
	Gaps    []struct{ Duty string }
}

// onNow finds who is on a duty now, by the name of the person.
func onNow(t *testing.T, who, duty string) map[string]shiftSeen {
	t.Helper()
	var now nowSeen
	call(t, token(t, who), "GET", "/v1/rota/now?area=linacs", "").into(t, 200, &now)
	if now.Area == nil || *now.Area != "linacs" || now.Phone == nil {
		t.Errorf("now: %+v", now)
	}
	found := map[string]shiftSeen{}
	for _, i := range now.Items {
		if i.Shift.Duty == duty {
			found[i.Person] = i.Shift
		}
	}
	return found
}

func TestRota_IsDraftedByASupportWorkerAgreedByAManagerAndOverridden(t *testing.T) {
	sam, sofia := token(t, "sam.scsw"), token(t, "sofia.superintendent")
	rosa, rhys := idOf(t, "rosa.radiographer"), idOf(t, "rhys.radiographer")
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(london).Format(time.DateOnly)
	body := fmt.Sprintf(`{"sheet":"rc-story","from":%q,"weekly":[{"person":%q,"duty":"radiographer-in-charge","starts":"00:00","ends":"00:00"}],"note":"talked over"`, today, rosa)
	var draft, agreed sheetSeen
	call(t, sam, "PUT", "/v1/rota", body+`}`).into(t, 200, &draft)
	if draft.State != "draft" || draft.To != nil || len(draft.Warnings) != 0 {
		t.Errorf("drafted: %+v", draft)
	}
	if got := onNow(t, "rosa.radiographer", "radiographer-in-charge"); len(got) != 0 {
		t.Errorf("a draft has an effect: %v", got)
	}
	for _, who := range []string{"sam.scsw", "rosa.radiographer", "ada.admin"} {
		got := call(t, token(t, who), "POST", "/v1/rota/agree", fmt.Sprintf(`{"draft":%d,"hash":%q}`, draft.Position, draft.Hash))
		if got.status != 403 {
			t.Errorf("%s agrees: %v", who, got)
		}
	}
	if got := call(t, sofia, "POST", "/v1/rota/agree", fmt.Sprintf(`{"draft":%d,"hash":%q}`, draft.Position, strings.Repeat("a", 64))); got.status != 409 || got.code() != "stale-version" {
		t.Errorf("another hash: %v", got)
	}
	if got := call(t, sam, "PUT", "/v1/rota", body+`,"agree":true}`); got.status != 403 {
		t.Errorf("a support worker agrees at once: %v", got)
	}
	call(t, sofia, "POST", "/v1/rota/agree", fmt.Sprintf(`{"draft":%d,"hash":%q}`, draft.Position, draft.Hash)).into(t, 200, &agreed)
	if agreed.State != "agreed" || agreed.AgreedBy == nil {
		t.Errorf("agreed: %+v", agreed)
	}
	if got := onNow(t, "rosa.radiographer", "radiographer-in-charge"); got[rosa].Why != "shift" || len(got) != 1 {
		t.Errorf("now: %v", got)
	}
	var o struct{ ID string }
	from, to := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	change := fmt.Sprintf(`{"insteadOf":%q,"person":%q,"duty":"radiographer-in-charge","from":%q,"to":%q,"reason":"ill"}`, rosa, rhys, from, to)
	if got := call(t, sam, "POST", "/v1/rota/overrides", change); got.status != 403 {
		t.Errorf("a support worker overrides: %v", got)
	}
	call(t, sofia, "POST", "/v1/rota/overrides", change).into(t, 201, &o)
	got := onNow(t, "sam.scsw", "radiographer-in-charge")
	if s := got[rhys]; s.Why != "override" || *s.Override != o.ID || *s.InsteadOf != rosa || *s.Reason != "ill" || len(got) != 1 {
		t.Errorf("while Rosa is ill: %+v", got)
	}
	call(t, sofia, "POST", "/v1/rota/overrides/"+o.ID+"/end", `{"reason":"better"}`).into(t, 200, &o)
	if got := onNow(t, "sam.scsw", "radiographer-in-charge"); got[rosa].Why != "shift" || len(got) != 1 {
		t.Errorf("when she is better: %+v", got)
	}
}

func TestRota_APeriodIsListedPageByPage(t *testing.T) {
	sam := token(t, "sam.scsw")
	var all, page struct {
		Items  []shiftSeen
		Sheets []sheetSeen
		Drafts []sheetSeen
		Next   *string
	}
	call(t, sam, "GET", "/v1/rota?limit=500", "").into(t, 200, &all)
	if len(all.Items) < 40 || all.Next != nil || len(all.Sheets) == 0 {
		t.Fatalf("%d shifts, %d sheets, next %v", len(all.Items), len(all.Sheets), all.Next)
	}
	var seen []shiftSeen
	for path := "/v1/rota?limit=11"; ; {
		page.Next = nil
		call(t, sam, "GET", path, "").into(t, 200, &page)
		seen = append(seen, page.Items...)
		if page.Next == nil {
			break
		}
		path = "/v1/rota?limit=11&after=" + url.QueryEscape(*page.Next)
	}
	if len(seen) != len(all.Items) {
		t.Errorf("%d shifts in pages, %d at once", len(seen), len(all.Items))
	}
	for path, status := range map[string]int{
		"/v1/rota?area=moon": 404, "/v1/rota?from=2026-01-01&to=2026-12-31": 422, "/v1/rota?from=2026-03-02&to=2026-03-01": 422, "/v1/rota/now?area=moon": 404,
		"/v1/rota/coverage?from=x": 422, "/v1/rota?from=2026-01-01&to=2026-03-31&area=linacs&duty=radiographer": 200,
	} {
		if got := call(t, sam, "GET", path, ""); got.status != status {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestRota_CoverageOfTheSampleIsWholeAndBreaksWithoutItsEngineer(t *testing.T) {
	priya := token(t, "priya.physicist")
	var gaps struct{ Items []struct{ ID, Duty string } }
	call(t, priya, "GET", "/v1/rota/coverage?limit=500", "").into(t, 200, &gaps)
	if len(gaps.Items) != 0 {
		t.Errorf("the sample department is not covered: %+v", gaps.Items)
	}
	call(t, priya, "GET", "/v1/rota/coverage?limit=500&without="+idOf(t, "ed.engineer"), "").into(t, 200, &gaps)
	if len(gaps.Items) == 0 || gaps.Items[0].Duty != "on-call-engineer" {
		t.Errorf("without its engineer: %+v", gaps.Items)
	}
	var set struct {
		Needs  []struct{ Duty string }
		Duties []struct{ ID string }
	}
	call(t, priya, "GET", "/v1/rota/settings", "").into(t, 200, &set)
	if len(set.Needs) != 7 || len(set.Duties) < 15 {
		t.Errorf("settings: %+v", set)
	}
	for who, status := range map[string]int{"sam.scsw": 403, "ada.admin": 403, "priya.physicist": 422} {
		if got := call(t, token(t, who), "PUT", "/v1/rota/settings", `{"needs":[{"duty":"astronaut","starts":"08:00","ends":"18:00"}],"duties":[],"earlyHours":{"leadMinutes":90,"severities":[]}}`); got.status != status {
			t.Errorf("%s: %v", who, got)
		}
	}
}

func TestRota_ATableIsImportedOnce(t *testing.T) {
	sam := token(t, "sam.scsw")
	day := time.Now().AddDate(0, 0, 40).Format(time.DateOnly)
	table := "person,area,duty,from,to\nrosa.radiographer,,radiographer," + day + " 06:30," + day + " 12:00\n"
	var done struct {
		DryRun bool
		Sheet  *sheetSeen
		Items  []struct {
			Row     int
			Outcome string
		}
	}
	type outcome struct {
		path, want string
		sheet      bool
	}
	for _, o := range []outcome{{"?sheet=table&dryRun=true", "added", false}, {"?sheet=table", "added", true}, {"?sheet=table", "unchanged", true}} {
		done.Sheet = nil
		sends(t, sam, "/v1/rota/import"+o.path, table).into(t, 200, &done)
		if len(done.Items) != 1 || done.Items[0].Outcome != o.want || (done.Sheet != nil) != o.sheet {
			t.Errorf("%s: %+v", o.path, done)
		}
	}
	got := sends(t, sam, "/v1/rota/import?sheet=table", strings.Replace(table, "radiographer,"+day, "astronaut,"+day, 1))
	if got.status != 422 || got.pointers() != "/rows/2/duty" {
		t.Errorf("a mistake: %v", got)
	}
}

func TestContacts_PrivateNumbersLeaveByNoFeed(t *testing.T) {
	rhys := idOf(t, "rhys.radiographer")
	type list struct {
		Items []struct {
			Channel, Address string
			VerifiedAt       *string
		}
	}
	seen := func(who string) (addresses string) {
		var l list
		call(t, token(t, who), "GET", "/v1/staff/"+rhys+"/contacts", "").into(t, 200, &l)
		for _, c := range l.Items {
			addresses += c.Address + " "
		}
		return addresses
	}
	const mail, number = "rhys.radiographer@northfield.example ", "+447700900105 "
	for who, want := range map[string]string{
		"rhys.radiographer": mail + number, "ada.admin": mail + number, "sofia.superintendent": mail + number, "rosa.radiographer": mail, "priya.physicist": mail,
	} {
		if got := seen(who); got != want {
			t.Errorf("%s is shown %q, want %q", who, got, want)
		}
	}
	for who, path := range map[string]string{"rosa.radiographer": "/v1/sync/snapshot?limit=5000", "ada.admin": "/v1/staff?limit=500", "ana.auditor": "/v1/logbook/entries?start=1&end=500"} {
		if got := call(t, token(t, who), "GET", path, ""); got.status != 200 || strings.Contains(string(got.body), "7700900") || strings.Contains(string(got.body), "northfield.example") && !strings.Contains(path, "entries") {
			t.Errorf("%s is served addresses at %s (%d)", who, path, got.status)
		}
	}
	tara := token(t, "tara.trainee")
	var mine list
	call(t, tara, "PUT", "/v1/me/contacts", `{"items":[{"channel":"mobile","address":"07700 900777","private":true,"verified":true}]}`).into(t, 200, &mine)
	if len(mine.Items) != 1 || mine.Items[0].Address != "+447700900777" || mine.Items[0].VerifiedAt != nil {
		t.Errorf("her own: %+v", mine)
	}
	call(t, tara, "GET", "/v1/me/contacts", "").into(t, 200, &mine)
	if got := call(t, tara, "PUT", "/v1/staff/"+rhys+"/contacts", `{"items":[]}`); got.status != 403 {
		t.Errorf("another's: %v", got)
	}
	if got := call(t, tara, "PUT", "/v1/me/contacts", `{"items":[{"channel":"email","address":"no"}]}`); got.status != 422 || got.pointers() != "/items/0/address" {
		t.Errorf("no address: %v", got)
	}
	var teams struct{ Items []struct{ ID string } }
	call(t, tara, "GET", "/v1/teams", "").into(t, 200, &teams)
	if len(teams.Items) != 4 {
		t.Errorf("teams: %+v", teams)
	}
	if got := call(t, tara, "PUT", "/v1/teams", `{"items":[]}`); got.status != 403 {
		t.Errorf("a trainee sets the teams: %v", got)
	}
}
