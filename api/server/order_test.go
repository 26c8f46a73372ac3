package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"runup/api/contract"
)

// bodies are right ones, where an operation takes one; what they name need not exist.
var bodies = map[string]string{
	"receiveReceipt":        `{"reference":"x","status":"delivered"}`,
	"signIn":                `{"username":"nobody","password":"x"}`,
	"refreshSession":        `{"refreshToken":"x"}`,
	"setPin":                `{"pin":"482615"}`,
	"enrolDevice":           `{"code":"X","name":"X","publicKey":{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}}`,
	"issueDeviceToken":      `{"nonce":"x","signature":"x"}`,
	"revokeDevice":          `{"reason":"lost"}`,
	"syncPush":              `{"batchId":"b","ops":[]}`,
	"putArea":               `{"name":"Area","site":"Site"}`,
	"putEquipment":          `{"name":"Thing","kind":"hoist","area":"linacs"}`,
	"proposeChecklist":      proposal("a-new-checklist"),
	"retireChecklist":       `{"reason":"a test"}`,
	"putBaseline":           `{"checklist":"hoist-pre-use","item":"x","value":1,"reason":"new"}`,
	"putEventCodes":         `{"taxonomy":"A list","version":"1","codes":[{"code":"a","title":"An event"}]}`,
	"putEcfCodes":           `{"taxonomy":"A framework","version":"1","codes":[{"code":"AP.S.01","title":"A skill"}]}`,
	"actOnStock":            `{"action":"ordered"}`,
	"sayClaim":              `{"equipment":"hoist-1","checklist":"hoist-pre-use"}`,
	"fileReport":            `{"kind":"stock","text":"no gloves"}`,
	"referReport":           `{"system":"Datix","reference":"W-1"}`,
	"createStaff":           `{"username":"new.person","name":"New Person","role":"radiographer"}`,
	"changeStaff":           `{"name":"Another Name"}`,
	"grantAuthorisation":    `{"checklist":"hoist-pre-use","capacity":"operator","evidence":"seen"}`,
	"withdrawAuthorisation": `{"reason":"moved to another department"}`,
	"acknowledgeEscalation": `{"version":1}`,
	"countersignCheck":      `{"decision":"confirm","note":"seen"}`,
	"voidCheck":             `{"reason":"another hoist"}`,
	"reviewChecks":          `{"ids":["x"]}`,
	"exemptOccurrence":      `{"reason":"service day"}`,
	"resolveOccurrence":     `{"check":"x","reason":"seen"}`,
	"useToday":              `{"reason":"urgent"}`,
	"putCalendar":           `{"nation":"england-and-wales","treatmentDays":["MO","TU","WE","TH","FR"],"days":[]}`,
	"actOnEscalation":       `{"kind":"note","note":"seen"}`,
	"closeEscalation":       `{"reason":"duplicate","note":"a test"}`,
	"reopenEscalation":      `{"reason":"a test"}`,
	"handOverEscalation":    `{"to":"somebody"}`,
	"setEquipmentStatus":    `{"status":"out-of-service","reason":"a test"}`,
	"resolveQuarantined":    `{"decision":"discard","reason":"a test"}`,
	"declareEpoch":          `{"reason":"a test"}`,
	"setMyContacts":         `{"items":[]}`,
	"setContacts":           `{"items":[]}`,
	"setTeams":              `{"items":[{"id":"ebme","name":"EBME","contacts":[{"channel":"phone","address":"1234"}]}]}`,
	"putRota":               `{"from":"2026-01-01"}`,
	"agreeRota":             `{"draft":1,"hash":"` + strings.Repeat("0", 64) + `"}`,
	"overrideRota":          `{"person":"x","from":"2026-01-01T08:00:00Z","to":"2026-01-01T09:00:00Z","reason":"a test"}`,
	"endOverride":           `{"reason":"a test"}`,
	"putRotaSettings":       `{"needs":[],"duties":[],"earlyHours":{"leadMinutes":90,"severities":[]}}`,
	"putPolicy": `{"name":"usual","severity":"information","rungs":[{"afterSeconds":0,"to":[{"kind":"role","id":"superintendent"},{"kind":"role","id":"physicist"}],"channels":["in-app","email"]}],` +
		`"againSeconds":0,"actWithinSeconds":0,"fallback":[{"kind":"role","id":"physicist"}],"tell":[]}`,
}

// proposal is a faultless checklist.
func proposal(id string) string {
	return `{"id":"` + id + `","title":"A new checklist","version":"1","purpose":"It is looked at.","equipmentKinds":["hoist"],` +
		`"performedBy":{"roles":["support-worker"],"countersign":"trainee"},"record":"equipment-safety",` +
		`"sections":[{"title":"Look","items":[{"id":"clean","kind":"confirm","prompt":"It is clean.","onFail":"advice","guidance":"Clean it now and tell the nurse in charge; it may be used meanwhile."}]}]}`
}

// weak is somebody who may not call the operation.
var weak = map[string]string{
	"setContacts": "sofia.superintendent", "setTeams": "rosa.radiographer", "putRota": "rosa.radiographer", "importRota": "ed.engineer",
	"agreeRota": "sam.scsw", "overrideRota": "sam.scsw", "endOverride": "rosa.radiographer", "putRotaSettings": "ada.admin",
	"putPolicy":     "rosa.radiographer",
	"listOutbox":    "ana.auditor",
	"putEventCodes": "priya.physicist", "putEcfCodes": "priya.physicist", "actOnStock": "ed.engineer", "listAuthorisationsDue": "rosa.radiographer",
	"closeEscalation": "ed.engineer", "reopenEscalation": "rosa.radiographer", "handOverEscalation": "sam.scsw", "setEquipmentStatus": "ed.engineer",
	"createEnrolmentCode": "rosa.radiographer", "revokeDevice": "rosa.radiographer", "syncPush": "sam.scsw", "sayClaim": "sam.scsw", "dropClaim": "sam.scsw",
	"putArea": "priya.physicist", "putEquipment": "rosa.radiographer", "putBaseline": "rosa.radiographer",
	"createStaff": "sofia.superintendent", "changeStaff": "sam.scsw", "grantAuthorisation": "ada.admin", "withdrawAuthorisation": "rosa.radiographer",
	"countersignCheck": "sam.scsw", "reviewChecks": "sofia.superintendent",
	"exemptOccurrence":  "ed.engineer",
	"resolveOccurrence": "sam.scsw", "useToday": "ada.admin", "putCalendar": "rosa.radiographer", "acknowledgeEscalation": "sam.scsw", "resolveQuarantined": "tara.trainee",
	"approveChecklist": "rosa.radiographer", "proposeChecklist": "rosa.radiographer", "retireChecklist": "ada.admin", "declareEpoch": "rosa.radiographer", "importBaselines": "sofia.superintendent",
}

// strong is somebody who may, where the support worker may not.
var strong = map[string]string{
	"setContacts": "ada.admin", "setTeams": "ada.admin",
	"agreeRota": "sofia.superintendent", "overrideRota": "priya.physicist", "endOverride": "sofia.superintendent", "putRotaSettings": "priya.physicist",
	"putPolicy":     "sofia.superintendent",
	"listOutbox":    "ada.admin",
	"putEventCodes": "sofia.superintendent", "putEcfCodes": "sofia.superintendent", "listAuthorisationsDue": "sofia.superintendent",
	"closeEscalation": "rosa.radiographer", "reopenEscalation": "sofia.superintendent", "handOverEscalation": "rosa.radiographer", "setEquipmentStatus": "rosa.radiographer",
	"createEnrolmentCode": "ada.admin", "revokeDevice": "ada.admin", "putArea": "ada.admin", "putEquipment": "ada.admin",
	"putBaseline": "priya.physicist", "createStaff": "ada.admin", "changeStaff": "ada.admin", "grantAuthorisation": "sofia.superintendent", "withdrawAuthorisation": "sofia.superintendent",
	"countersignCheck": "rosa.radiographer", "reviewChecks": "priya.physicist",
	"exemptOccurrence": "sofia.superintendent", "resolveOccurrence": "rosa.radiographer", "useToday": "rosa.radiographer", "putCalendar": "ada.admin",
	"acknowledgeEscalation": "rosa.radiographer", "resolveQuarantined": "rosa.radiographer",
	"approveChecklist": "priya.physicist", "proposeChecklist": "sofia.superintendent", "retireChecklist": "priya.physicist", "declareEpoch": "priya.physicist", "importBaselines": "priya.physicist",
}

var braces = regexp.MustCompile(`\{\w+\}`)

// address fills a path with ids that are well formed and not there.
// required are the parameters without which an operation does not answer.
var required = map[string]string{
	"listEntries": "?start=1&end=1", "proveInclusion": "?position=1", "proveConsistency": "?from=1",
	"listTrend": "?equipment=linac-2&checklist=run-up-linac&item=output-6mv",
}

func address(o *contract.Operation) string {
	path := strings.NewReplacer("{hash}", strings.Repeat("0", 64), "{sha256}", strings.Repeat("0", 64)).Replace(o.Path)
	path = braces.ReplaceAllString(path, "not-there")
	return path + required[o.ID]
}

// caller is a token with which the operation gets as far as its body.
func callerFor(t *testing.T, o *contract.Operation) string {
	t.Helper()
	if o.ID == "syncPush" || o.ID == "sayClaim" || o.ID == "dropClaim" {
		return enrolled(t).Token
	}
	if o.ID == "receiveReceipt" {
		return receiptToken
	}
	if who := strong[o.ID]; who != "" {
		return token(t, who)
	}
	return token(t, "sam.scsw")
}

// TestEveryOperationRefusesInOrder sends each operation a body that cannot be read: whoever is not signed in hears of
// that, whoever lacks the power of that, and only who may call hears of the body.
func TestEveryOperationRefusesInOrder(t *testing.T) {
	for _, o := range operations(t) {
		t.Run(o.ID, func(t *testing.T) {
			junk := ""
			if bodies[o.ID] != "" {
				junk = `{"colour`
			}
			if o.Token == contract.Needed {
				for _, bad := range []string{"", "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."} {
					if got := call(t, bad, o.Method, address(o), junk); got.status != 401 || got.code() != "not-signed-in" {
						t.Errorf("with token %q: %v", bad, got)
					}
				}
			}
			if who := weak[o.ID]; who != "" {
				if got := call(t, token(t, who), o.Method, address(o), junk); got.status != 403 || got.code() != "forbidden" {
					t.Errorf("%s: %v", who, got)
				}
			}
			if junk != "" {
				if got := call(t, callerFor(t, o), o.Method, address(o), junk); got.status != 400 || got.code() != "unreadable" {
					t.Errorf("an unreadable body: %v", got)
				}
			}
		})
	}
}

// TestEveryOperationNamesWhatIsWrong adds to each body and to each query what is not known there.
func TestEveryOperationNamesWhatIsWrong(t *testing.T) {
	for _, o := range operations(t) {
		t.Run(o.ID, func(t *testing.T) {
			who := callerFor(t, o)
			if o.Token == contract.Ignored && o.ID != "receiveReceipt" {
				who = ""
			}
			path := address(o)
			query := "?colour=red"
			if strings.Contains(path, "?") {
				query = "&colour=red"
			}
			if got := call(t, who, o.Method, path+query, bodies[o.ID]); got.status != 422 || got.pointers() != "query/colour" {
				t.Errorf("an unknown parameter: %v", got)
			}
			if body := bodies[o.ID]; body != "" {
				body = strings.TrimSuffix(body, "}") + `,"colour":"red","Colour":"red"}`
				if o.ID == "signIn" { // takes two members and no third, whatever it is called
					return
				}
				if got := call(t, who, o.Method, path, body); o.ID != "receiveReceipt" && (got.status != 422 || got.pointers() != "/Colour /colour") {
					t.Errorf("unknown members: %v", got)
				}
				if got := call(t, who, o.Method, path, `[]`); got.status != 422 {
					t.Errorf("a list: %v", got)
				}
				if got := call(t, who, o.Method, path, ``); got.status != 400 {
					t.Errorf("no body: %v", got)
				}
			}
		})
	}
}

// TestWhatIsNotThereIsNotFound asks each operation for a thing that does not exist.
func TestWhatIsNotThereIsNotFound(t *testing.T) {
	for _, o := range operations(t) {
		made := strings.HasPrefix(o.ID, "put") && o.ID != "putBaseline"                                  // PUT makes what is not there
		if !strings.Contains(o.Path, "{") || made || o.ID == "issueDeviceToken" || o.ID == "dropClaim" { // a claim that is gone may have been taken back before
			continue
		}
		if got := call(t, callerFor(t, o), o.Method, address(o), bodies[o.ID]); got.status != 404 || got.code() != "not-found" {
			t.Errorf("%s: %v", o.ID, got)
		}
	}
}

func TestOtherMethodsAndAddresses(t *testing.T) {
	got := call(t, "", "DELETE", "/v1/areas", "")
	if got.status != 405 || got.code() != "method-not-allowed" || !strings.Contains(got.header.Get("Allow"), "GET") {
		t.Errorf("another method: %v, Allow %q", got, got.header.Get("Allow"))
	}
	for _, c := range []struct{ method, path string }{{"GET", "/v1/nothing"}, {"POST", "/v1/nothing"}, {"GET", "/v1"}, {"GET", "/v1/areas/"}, {"GET", "/nothing.js"}, {"PUT", "/"}} {
		if got := call(t, "", c.method, c.path, ""); (got.status != 404 && got.status != 405) || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %v", c.method, c.path, got)
		}
	}
}

func TestAddressesThatCannotBeRead(t *testing.T) {
	who := token(t, "sam.scsw")
	for path, status := range map[string]int{
		"/v1/areas/%00":                                           422,
		"/v1/areas/LA%201":                                        422,
		"/v1/areas/%ff":                                           422,
		"/v1/areas/..%2f..%2fx":                                   422,
		"/v1/areas/%25zz":                                         400,
		"/v1/areas?limit=%zz":                                     400,
		"/v1/areas?limit=1;2":                                     400,
		"/v1/areas?limit=0":                                       422,
		"/v1/areas?limit=501":                                     422,
		"/v1/areas?limit=ten":                                     422,
		"/v1/areas?limit=1e1":                                     422,
		"/v1/areas?after=%00":                                     422,
		"/v1/checks/%00":                                          422,
		"/v1/checks/nonsense":                                     404,
		"/v1/checks?after=x":                                      422,
		"/v1/checks?from=today":                                   422,
		"/v1/checks?verdict=bad":                                  422,
		"/v1/checks?awaiting=godot":                               422,
		"/v1/checks?awaiting=countersignature":                    200,
		"/v1/logbook/entries?start=1":                             422,
		"/v1/logbook/entries?start=1&end=99999999":                422,
		"/v1/logbook/entries?start=2&end=1":                       422,
		"/v1/logbook/entries?start=0&end=1":                       422,
		"/v1/logbook/entries?start=-9223372036854775808&end=1":    422,
		"/v1/logbook/proofs/inclusion?position=1&size=99999999":   422,
		"/v1/logbook/proofs/consistency?from=99999999":            422,
		"/v1/sync/changes?cursor=forged":                          422,
		"/v1/sync/changes?limit=5001":                             422,
		"/v1/sync/changes?wait=26":                                422,
		"/v1/escalations?state=ajar":                              422,
		"/v1/checks?from=2026-02-30":                              422,
		"/v1/checks?from=9999999999999-01-01T00:00:00Z":           422,
		"/v1/" + strings.Repeat("a", 10_000):                      404,
		"/v1/areas/" + strings.Repeat("a", 5_000):                 422,
		"/v1/checks/" + strings.Repeat("%F0%9F%92%A5", 30):        404,
		"/v1/areas?" + strings.Repeat("limit=1&", 100) + "x=1":    422,
		"/v1/checks?performedBy=" + strings.Repeat("%27%3B--", 5): 200,
	} {
		if got := call(t, who, "GET", path, ""); got.status != status {
			t.Errorf("%.80s: %v, want %d", path, got, status)
		}
	}
}

func TestAuthorizationHeaders(t *testing.T) {
	good := token(t, "sam.scsw")
	for name, headers := range map[string][]string{
		"another scheme": {"Basic " + good},
		"no scheme":      {good},
		"two tokens":     {"Bearer " + good + " " + good},
		"two headers":    {"Bearer " + good, "Bearer " + good},
		"empty":          {"Bearer "},
		"a letter off":   {"Bearer " + good[:len(good)-2] + "xx"},
	} {
		request, _ := http.NewRequest("GET", base(t)+"/v1/me", nil)
		request.Header["Authorization"] = headers
		if got := send(t, request); got.status != 401 {
			t.Errorf("%s: %v", name, got)
		}
	}
	request, _ := http.NewRequest("GET", base(t)+"/v1/me", nil)
	request.Header.Set("Authorization", "bearer "+good)
	if got := send(t, request); got.status != 200 {
		t.Errorf("the scheme's letters in another case: %v", got)
	}
	if got := call(t, "nonsense", "GET", "/v1/sync/hello", ""); got.status != 401 {
		t.Errorf("an optional token that is no good: %v", got)
	}
	if got := call(t, "", "GET", "/v1/sync/hello", ""); got.status != 200 || got.header.Get("Sync-Protocol") != "1" {
		t.Errorf("hello without a token: %v", got)
	}
}
