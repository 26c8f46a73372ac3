// Package client is a tablet as a program: it makes operations, signs them and keeps its chain, as the app does on a screen.
// The sample department, the stories and the bench record through it, so they come in by the same door as everybody.
package client

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Tablet holds a key of its own and its place in its own order. It is used by one goroutine at a time.
type Tablet struct {
	id   string
	key  *ecdsa.PrivateKey
	seq  int64
	prev *string
}

// New makes a tablet with a fresh key. It is not enrolled yet.
func New() *Tablet {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("client: no randomness: " + err.Error())
	}
	return &Tablet{key: key}
}

// Enrolled tells the tablet the id that the server gave it.
func (t *Tablet) Enrolled(id string) { t.id = id }

// ID answers the id that the server gave it.
func (t *Tablet) ID() string { return t.id }

// PublicKey answers the key for enrolment, as a JWK.
func (t *Tablet) PublicKey() []byte {
	point, err := t.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		panic("client: public key: " + err.Error())
	}
	text, err := json.Marshal(map[string]string{"kty": "EC", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])})
	if err != nil {
		panic("client: public key: " + err.Error())
	}
	return text
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Sign signs a text as WebCrypto does: ECDSA with SHA-256, r and s side by side.
func (t *Tablet) Sign(text string) string {
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, t.key, sum[:])
	if err != nil {
		panic("client: sign: " + err.Error())
	}
	var both [64]byte
	r.FillBytes(both[:32])
	s.FillBytes(both[32:])
	return b64(both[:])
}

// Op is one operation as it is pushed.
type Op struct {
	OpID      string `json:"opId"`
	Payload   string `json:"payload"`
	Signature string `json:"signature"`
}

// Make seals an operation of any type: id, device, sequence and chain are filled in where members do not say otherwise.
func (t *Tablet) Make(kind string, members map[string]any) Op {
	t.seq++
	all := map[string]any{
		"opId": uuid.Must(uuid.NewV7()).String(), "type": kind, "schema": 1, "deviceId": t.id, "deviceSeq": t.seq, "prev": t.prev,
		"zone": "Europe/London", "clock": map[string]any{"monotonicMs": t.seq * 1000, "epoch": 1},
	}
	for name, value := range members {
		all[name] = value
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic(fmt.Sprintf("client: %s: %v", kind, err))
	}
	return t.Seal(all["opId"].(string), string(text))
}

// Seal signs a payload as it stands and takes it into the chain.
func (t *Tablet) Seal(opID, payload string) Op {
	sum := sha256.Sum256([]byte(payload))
	sha := hex.EncodeToString(sum[:])
	t.prev = &sha
	return Op{OpID: opID, Payload: payload, Signature: t.Sign(payload)}
}

// Check is a check that was done.
type Check struct {
	Checklist, Hash, Equipment string
	PerformedBy                string // "" is nobody who proved who they were
	Auth                       string // "" is by PIN
	SupervisedBy               string
	StartedAt, FinishedAt      time.Time
	Readings                   map[string]any // by item, or point/item: what stands in the payload
	Verdict, Note              string
	More                       map[string]any // further members, or others in place of these
}

// Completed seals a finished check.
func (t *Tablet) Completed(c Check) Op {
	members := c.common()
	members["startedAt"], members["finishedAt"] = stamp(c.StartedAt), stamp(c.FinishedAt)
	members["readings"], members["verdict"], members["note"] = c.Readings, c.Verdict, c.Note
	members["occurrence"], members["stoppedEarly"] = nil, nil
	members["supervisedBy"] = orNil(c.SupervisedBy)
	return t.Make("check.completed", with(members, c.More))
}

// Alerted seals one failing reading of a check that is still being done, whose finished check will have the id.
func (t *Tablet) Alerted(check string, c Check, item string, reading any) Op {
	members := c.common()
	members["check"], members["item"], members["reading"], members["at"] = check, item, reading, stamp(c.FinishedAt)
	return t.Make("check.alerted", with(members, c.More))
}

// Acknowledged seals a person's acknowledgement of an escalation.
func (t *Tablet) Acknowledged(person, escalation string, version int64, at time.Time) Op {
	return t.Make("escalation.acknowledged", map[string]any{
		"performedBy": person, "auth": "pin", "escalation": escalation, "versionSeen": version, "at": stamp(at),
	})
}

// Report is what somebody files on a tablet.
type Report struct {
	Kind, Equipment, Area, Text string
	FiledBy                     string // "" is nobody who proved who they were
	At                          time.Time
	More                        map[string]any // further members, or others in place of these
}

// Reported seals a report.
func (t *Tablet) Reported(r Report) Op {
	members := map[string]any{"performedBy": orNil(r.FiledBy), "auth": "pin", "kind": r.Kind, "text": r.Text, "at": stamp(r.At)}
	if r.FiledBy == "" {
		members["auth"] = "unverified"
	}
	for name, value := range map[string]string{"equipment": r.Equipment, "area": r.Area} {
		if value != "" {
			members[name] = value
		}
	}
	return t.Make("report.filed", with(members, r.More))
}

// Act is what somebody says on a tablet about a check that is there, or will be.
type Act struct {
	Target      string
	PerformedBy string
	Auth        string // "" is by PIN
	At          time.Time
	More        map[string]any // further members, or others in place of these
}

func (a Act) members(more map[string]any) map[string]any {
	auth := a.Auth
	if auth == "" {
		auth = "pin"
	}
	all := map[string]any{"target": a.Target, "performedBy": orNil(a.PerformedBy), "auth": auth, "at": stamp(a.At)}
	return with(with(all, more), a.More)
}

// Amended seals changed readings of a check, made with a revision of it before their eyes.
func (t *Tablet) Amended(a Act, base int64, readings map[string]any, reason string) Op {
	return t.Make("check.amended", a.members(map[string]any{"baseRevision": base, "readings": readings, "reason": reason}))
}

// Voided seals that a check was entered in error.
func (t *Tablet) Voided(a Act, reason string) Op {
	return t.Make("check.voided", a.members(map[string]any{"reason": reason}))
}

// Countersigned seals a countersignature: confirm or reject.
func (t *Tablet) Countersigned(a Act, decision, note string) Op {
	return t.Make("check.countersigned", a.members(map[string]any{"decision": decision, "note": note}))
}

// Seconded seals a second check of the one that has the id: the same questions, answered without having seen the first answers.
func (t *Tablet) Seconded(target string, c Check) Op {
	members := c.common()
	members["target"], members["at"], members["readings"], members["verdict"], members["note"] = target, stamp(c.FinishedAt), c.Readings, c.Verdict, c.Note
	return t.Make("check.seconded", with(members, c.More))
}

func (c Check) common() map[string]any {
	auth := c.Auth
	if auth == "" {
		auth = "pin"
	}
	return map[string]any{
		"performedBy": orNil(c.PerformedBy), "auth": auth, "equipment": c.Equipment,
		"checklist": map[string]string{"id": c.Checklist, "hash": c.Hash},
	}
}

func with(members, more map[string]any) map[string]any {
	for name, value := range more {
		members[name] = value
	}
	return members
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }
