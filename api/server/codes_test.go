package server_test

import "testing"

type codesSeen struct {
	Version  *string
	Taxonomy string
	Codes    []struct {
		Code    string
		Retired bool
	}
	Versions []struct{ Version string }
}

func TestCodes_AreImportedVersionByVersionAndReportsNameThem(t *testing.T) {
	sam, sofia := token(t, "sam.scsw"), token(t, "sofia.superintendent")
	var list codesSeen
	call(t, sam, "GET", "/v1/ecf-codes", "").into(t, 200, &list)
	if *list.Version != "shipped" || len(list.Codes) != 1 || list.Codes[0].Code != "AP.S.01" {
		t.Errorf("%+v", list)
	}
	put := func(version, code string) answer {
		return call(t, sofia, "PUT", "/v1/event-codes", `{"taxonomy":"Ours","version":"`+version+`","codes":[{"code":"`+code+`","title":"x"},{"code":"old","title":"y","retired":true}]}`)
	}
	put("1", "a").into(t, 200, nil)
	put("2", "b").into(t, 200, &list)
	if *list.Version != "2" || len(list.Versions) < 2 || !list.Codes[1].Retired {
		t.Errorf("%+v", list)
	}
	if got := put("1", "z"); got.status != 409 {
		t.Errorf("version 1 with other codes: %v", got)
	}
	call(t, sam, "GET", "/v1/event-codes?version=1", "").into(t, 200, &list)
	if list.Codes[0].Code != "a" {
		t.Errorf("%+v", list)
	}
	var filed struct {
		Codes        []string
		CodesVersion *string
	}
	call(t, sam, "POST", "/v1/reports", `{"kind":"incident","text":"x","codes":["b"]}`).into(t, 201, &filed)
	if *filed.CodesVersion != "2" || filed.Codes[0] != "b" {
		t.Errorf("%+v", filed)
	}
	for body, want := range map[string]string{`["a"]`: "/codes/0", `["b","old"]`: "/codes/1"} {
		if got := call(t, sam, "POST", "/v1/reports", `{"kind":"incident","text":"x","codes":`+body+`}`); got.status != 422 || got.pointers() != want {
			t.Errorf("%s: %v", body, got)
		}
	}
	if got := call(t, sam, "PUT", "/v1/event-codes", `{"taxonomy":"Ours","version":"3","codes":[{"code":"c","title":"x"}]}`); got.status != 403 {
		t.Errorf("by a support worker: %v", got)
	}
}

func TestAuthorisation_ForWhatIsNotThereIsRefusedAndEvidenceIsServed(t *testing.T) {
	var made struct{ ID string }
	call(t, token(t, "ada.admin"), "POST", "/v1/staff", `{"username":"olu.new","name":"Olu New","role":"support-worker","areas":["*"]}`).into(t, 201, &made)
	path, sofia := "/v1/staff/"+made.ID+"/authorisations", token(t, "sofia.superintendent")
	if got := call(t, sofia, "POST", path, `{"checklist":"no-such-list","capacity":"trainee","evidence":"x"}`); got.status != 422 || got.pointers() != "/checklist" {
		t.Errorf("%v", got)
	}
	body := `{"checklist":"hoist-pre-use","capacity":"trainee","evidence":"x","assessor":"P. Educator","basis":"assessed","reviewOn":"2199-01-01","procedure":"LP 4","codes":["AP.S.01"]}`
	var a struct {
		Assessor, Basis, ReviewOn, Procedure string
		Codes                                []string
	}
	call(t, sofia, "POST", path, body).into(t, 201, &a)
	if a.Assessor != "P. Educator" || a.Basis != "assessed" || a.ReviewOn != "2199-01-01" || a.Procedure != "LP 4" || len(a.Codes) != 1 {
		t.Errorf("%+v", a)
	}
	var due struct{ Items []struct{ Why string } }
	call(t, token(t, "priya.physicist"), "GET", "/v1/authorisations/review?within=400&limit=5", "").into(t, 200, &due)
	if len(due.Items) != 5 || due.Items[0].Why != "review" {
		t.Errorf("%+v", due)
	}
}

func TestAuthorisation_WithdrawnHasEndedForWhoeverReadsIt(t *testing.T) {
	sofia, priya := token(t, "sofia.superintendent"), token(t, "priya.physicist")
	var made, granted struct{ ID string }
	call(t, token(t, "ada.admin"), "POST", "/v1/staff", `{"username":"nia.new","name":"Nia New","role":"support-worker","areas":["*"]}`).into(t, 201, &made)
	path := "/v1/staff/" + made.ID + "/authorisations"
	call(t, sofia, "POST", path, `{"checklist":"hoist-pre-use","capacity":"authorised","evidence":"seen","until":"2199-01-01T00:00:00Z"}`).into(t, 201, &granted)
	end := "/v1/authorisations/" + granted.ID + "/withdraw"
	if got := call(t, sofia, "POST", end, `{"reason":" "}`); got.status != 422 || got.pointers() != "/reason" {
		t.Errorf("without a reason: %v", got)
	}
	type authorisation struct{ Until, WithdrawnAt, WithdrawnBy *string }
	var ended authorisation
	call(t, sofia, "POST", end, `{"reason":"has to be shown it again"}`).into(t, 200, &ended)
	if ended.WithdrawnBy == nil || *ended.WithdrawnBy != idOf(t, "sofia.superintendent") || ended.WithdrawnAt == nil || *ended.Until != *ended.WithdrawnAt {
		t.Errorf("%+v", ended)
	}
	var person struct{ Authorisations []authorisation }
	call(t, priya, "GET", "/v1/staff/"+made.ID, "").into(t, 200, &person)
	if len(person.Authorisations) != 1 || *person.Authorisations[0].Until != *ended.WithdrawnAt {
		t.Errorf("as served: %+v", person)
	}
	call(t, sofia, "POST", end, `{"reason":"has to be shown it again"}`).into(t, 200, nil)
	if got := call(t, priya, "POST", end, `{"reason":"again"}`); got.status != 409 {
		t.Errorf("by another, again: %v", got)
	}
}
