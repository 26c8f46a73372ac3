package notify

import "runup/internal/checklist"

// The table of words. Each stands in messages as it is here; what a department may name itself is filled in between. No
// message says that something may be used, and none calls for taking life-saving equipment away: what must be put right says
// act now.

// lead is what comes first, by severity.
var lead = map[string]string{
	checklist.DoNotUse:    "DO NOT USE",
	checklist.BeforeUse:   "BEFORE USE",
	checklist.PutRight:    "ACT NOW",
	checklist.Advice:      "ADVICE",
	checklist.Information: "FOR INFORMATION",
}

// todo is what to do, by severity.
var todo = map[string]string{
	checklist.DoNotUse:    "Acknowledge in the app.",
	checklist.BeforeUse:   "Answer in the app before first use.",
	checklist.PutRight:    "Put it right where it is. Answer in the app.",
	checklist.Advice:      "See the app.",
	checklist.Information: "See the app.",
}

// alarmed replaces what to do where a report alarmed a treatment unit.
const alarmed = "Start no other patient. The radiographer in charge decides."

// act is what to do when somebody took it on and nothing more was recorded.
const act = "Record in the app what was done."

// refer is what to do when the reference of an incident report is missing.
const refer = "Add its reference in the app."

// what says why, by the kind of escalation. A kind that is not here is what a check found.
var what = map[string]string{
	"report":         "reported by staff",
	"quarantine":     "a record that claims a failure was set aside",
	"missed":         "No record received",
	"countersign":    "not countersigned",
	"tablet":         "a tablet was not heard from, or has records that it could not send",
	"coverage":       "nobody on the rota",
	"engine":         "messages to staff are not going out as they should",
	"label-withheld": "see the app",
}

// unsent is added where no record came: the check may have been done.
const unsent = "It may be on a tablet that has not sent yet."

// missing is both in short.
const missing = ". No record received; it may be unsent"

// opening is how a message begins that is no first alert, by purpose.
var opening = map[string]string{
	Repeat:      "STILL NOT ANSWERED",
	AckExpiring: "NO ACTION RECORDED YET",
	Status:      "UPDATE",
	Incident:    "INCIDENT REPORT NEEDED",
	SelfTest:    "TEST",
	ChannelDown: "CHANNEL FAULT",
}

// daily is the subject of what is read once a day.
const daily = "DAILY DIGEST"

// moved says where an escalation stands now, for a status. Who did it stands behind it.
var moved = map[string]string{
	"open":             "waits for an answer again",
	"acknowledged":     "is being dealt with",
	"actioned":         "has been acted on",
	"awaiting-recheck": "waits for a re-check",
	"closed":           "was closed",
	Released:           "was released",
}

// standing says how the equipment stands, as on its screen.
var standing = map[string]string{
	"in-service":               "in service",
	"in-service-restricted":    "in service, restricted: read the restriction in the app",
	"withdrawn-pending-review": "withdrawn",
	"out-of-service":           "out of service",
	"with-engineer":            "with the engineer",
	"awaiting-recheck":         "waiting for a re-check",
	"decommissioned":           "decommissioned",
}

// Fixed texts.
const (
	testText = "Daily test of messages to staff. Nothing to do."
	downText = "Messages by this channel are not going out. Check its settings."
	// broken is what goes out when a message cannot be made.
	brokenText = "A matter needs an answer. See the app."
)
