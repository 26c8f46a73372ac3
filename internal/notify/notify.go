// Package notify brings messages to people and keeps the account of each.
//
// What somebody is to be told is queued in the transaction that decided it, so nothing that was decided is lost with a
// process. Workers lease what is due, send it outside any transaction and write down what came of it; a lease that ran out
// belongs to the next worker, and whoever finishes late changes nothing. Every delivery ends as sent, failed or cancelled, and
// what failed opens the recipient's next way. That somebody was told, or could not be, is an entry of the logbook.
//
// Whom to tell, and whether they still need telling, others decide.
package notify

import (
	"time"

	"runup/internal/checklist"
)

// The purposes of a notification.
const (
	Alert       = "alert"
	Repeat      = "repeat" // nobody has answered yet
	Status      = "status" // what was told before has moved on
	AckExpiring = "ack-expiring"
	Tell        = "tell" // of what others are called for: nobody's answer ends it
	SelfTest    = "self-test"
	Digest      = "digest"       // calls nobody: read once a day, all of it together
	Incident    = "incident"     // the reference of an incident report is missing
	ChannelDown = "channel-down" // a way to people does not work
)

// Released is where a matter stands that was closed by a return to use.
const Released = "released"

// The channels there are.
const (
	InApp   = "in-app"
	Email   = "email"
	SMS     = "sms"
	Webhook = "webhook"
)

// The states of a delivery. The last three are final.
const (
	Queued    = "queued"
	Claimed   = "claimed"
	Sent      = "sent" // handed over; final where a channel cannot say more
	Delivered = "delivered"
	Failed    = "failed-permanent"
	Cancelled = "cancelled"
)

// Kinds of recipients.
const (
	Person = "person"
	Team   = "team"
)

// reaching are the channels by which a person may be said to have been reached.
var reaching = []string{Email, SMS}

// Recipient is somebody to tell and the ways to them, which the caller has resolved.
type Recipient struct {
	Kind     string // Person or Team
	ID       string // a person's, or the team's name
	Contacts []Contact
}

// Contact is one way to a recipient. Those of rank 0 are used at once; a higher rank is a fallback: it is used when what
// stands before it failed, brought no receipt in time, or was not done After the beginning.
type Contact struct {
	Channel string
	ID      string // of the contact point
	Address string
	Rank    int
	After   time.Duration // 0: only when another way failed
	// NotBefore is the hour for which a way of rank 0 waits, whatever other ways do. What waits for the same hour is one message.
	NotBefore time.Time
}

// Telling is one matter that some people are to be told.
type Telling struct {
	Escalation string // its id; "" for what is about the engine itself
	Area       string
	Purpose    string
	Severity   string
	Facts      Facts
	To         []Recipient
	// Held is until when it waits; zero is for now. What is held until the same time for one recipient becomes one message a
	// way. In the app it stands at once.
	Held time.Time
}

// Facts is all that a message is made of: names of things and choices from lists. What somebody wrote or measured has no
// place here.
type Facts struct {
	Ref       string    `json:"ref"`
	Kind      string    `json:"kind,omitempty"` // of the escalation
	Equipment string    `json:"equipment,omitempty"`
	Area      string    `json:"area,omitempty"`
	Phone     string    `json:"phone,omitempty"`
	Checklist string    `json:"checklist,omitempty"`
	Item      string    `json:"item,omitempty"`
	State     string    `json:"state,omitempty"`  // of the escalation, for a status; Released when it was closed by a return to use
	Status    string    `json:"status,omitempty"` // of the equipment
	Alarm     bool      `json:"alarm,omitempty"`  // who is in charge at the unit decides about its use
	By        string    `json:"by,omitempty"`     // a person's name
	Channel   string    `json:"channel,omitempty"`
	At        time.Time `json:"at,omitzero"`
}

// priority orders the queue: what may not be used overtakes everything.
func priority(severity string) int {
	for i, s := range []string{checklist.DoNotUse, checklist.PutRight, checklist.BeforeUse, checklist.Advice} {
		if s == severity {
			return i
		}
	}
	return 4
}

// priority is that of a notification. What is only news waits for what calls somebody.
func (n notificationRow) priority() int {
	if n.Purpose == Status {
		return max(priority(n.Severity), priority(checklist.Advice))
	}
	return priority(n.Severity)
}
