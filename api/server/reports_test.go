package server_test

import (
	"net/url"
	"strings"
	"testing"
)

type reportSeen struct {
	ID, Kind, Area, Text, State, Auth string
	Equipment, FiledBy, Device        *string
	Position                          int64
	Flags                             []string
	Escalation                        struct{ ID, Ref string }
	IncidentRef                       *struct{ System, Reference string }
}

func TestReport_AnyoneFilesAndReadsItBack(t *testing.T) {
	var filed reportSeen
	call(t, token(t, "sam.scsw"), "POST", "/v1/reports", `{"kind":"fault","equipment":"spill-kit-1","text":"the lid is cracked"}`).into(t, 201, &filed)
	if filed.State != "open" || filed.Escalation.Ref == "" || *filed.Equipment != "spill-kit-1" || filed.Area == "" || filed.Auth != "password" || filed.Device != nil {
		t.Errorf("%+v", filed)
	}
	var e struct{ Severity, Kind, Report, Equipment string }
	call(t, token(t, "rosa.radiographer"), "GET", "/v1/escalations/"+filed.Escalation.ID, "").into(t, 200, &e)
	if e.Severity != "before-use" || e.Kind != "report" || e.Report != filed.ID || e.Equipment != "spill-kit-1" {
		t.Errorf("%+v", e)
	}
	reference := `{"system":"Datix","reference":"W-1"}`
	call(t, token(t, "rosa.radiographer"), "POST", "/v1/reports/"+filed.ID+"/reference", reference).into(t, 200, &filed)
	if filed.IncidentRef == nil || filed.IncidentRef.Reference != "W-1" {
		t.Errorf("%+v", filed)
	}
	var got reportSeen
	call(t, token(t, "ana.auditor"), "GET", "/v1/reports/"+filed.ID, "").into(t, 200, &got)
	if got.Text != "the lid is cracked" || got.IncidentRef == nil {
		t.Errorf("%+v", got)
	}
}

func TestReport_IsRefusedForWhatThePersonCanPutRight(t *testing.T) {
	sam := token(t, "sam.scsw")
	for body, want := range map[string]string{
		`{"kind":"unsafe","equipment":"nothing-9","text":"x"}`:                                    "/equipment",
		`{"kind":"unsafe","area":"attic","text":"x"}`:                                             "/area",
		`{"kind":"rumour","text":"x"}`:                                                            "/kind",
		`{"kind":"unsafe","text":"  "}`:                                                           "/text",
		`{"kind":"unsafe"}`:                                                                       "/text",
		`{"kind":"unsafe","text":"x","patient":"y"}`:                                              "/patient",
		`{"kind":"unsafe","text":"x","blobs":["photo"]}`:                                          "/blobs/0",
		`{"kind":"unsafe","text":"x","incidentRef":{"system":"Datix"}}`:                           "/incidentRef/reference",
		`{"kind":"unsafe","equipment":"nothing-9","area":"attic","text":" "}`:                     "/text /equipment /area",
		`{"kind":"unsafe","text":"x","incidentRef":{"system":"Datix","reference":"1","by":"me"}}`: "/incidentRef/by",
	} {
		if got := call(t, sam, "POST", "/v1/reports", body); got.status != 422 || got.pointers() != want {
			t.Errorf("%s: %v, want %s", body, got, want)
		}
	}
	if got := call(t, enrolled(t).Token, "POST", "/v1/reports", `{"kind":"unsafe","text":"x"}`); got.status != 403 {
		t.Errorf("a tablet by the API: %v", got)
	}
	if got := call(t, sam, "POST", "/v1/reports/"+strings.Repeat("0", 36)+"/reference", `{"system":"Datix","reference":"1"}`); got.status != 404 {
		t.Errorf("a reference on nothing: %v", got)
	}
}

func TestReports_AreFilteredAndPaged(t *testing.T) {
	sam := token(t, "sam.scsw")
	for _, kind := range []string{"stock", "near-miss", "stock"} {
		call(t, sam, "POST", "/v1/reports", `{"kind":"`+kind+`","equipment":"ppe-store-1","text":"masks"}`).into(t, 201, nil)
	}
	for query, want := range map[string]int{
		"equipment=ppe-store-1": 3, "equipment=ppe-store-1&kind=stock": 2, "equipment=ppe-store-1&state=open": 3, "equipment=ppe-store-1&state=closed": 0,
		"equipment=ppe-store-1&to=2001-01-01": 0, "equipment=ppe-store-1&from=2001-01-01": 3, "equipment=ppe-store-1&area=nowhere": 0,
	} {
		seen, after := map[string]bool{}, ""
		for {
			var page struct {
				Items []reportSeen
				Next  *string
			}
			call(t, sam, "GET", "/v1/reports?limit=1&"+query+after, "").into(t, 200, &page)
			for _, r := range page.Items {
				seen[r.ID] = true
			}
			if page.Next == nil {
				break
			}
			after = "&after=" + url.QueryEscape(*page.Next)
		}
		if len(seen) != want {
			t.Errorf("%s: %d reports, want %d", query, len(seen), want)
		}
	}
}
