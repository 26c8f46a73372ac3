package checklist

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ReadableID reports whether an id can be that of a checklist, an item or a kind of equipment.
func ReadableID(id string) bool { return len(id) <= 64 && slug.MatchString(id) }

// Start answers a small checklist to start from: valid as it stands, and commented.
func Start(id, kind string) []byte {
	name, failing := strings.ReplaceAll(kind, "-", " "), DoNotUse
	if NeverWithdrawn(kind) {
		failing = PutRight
	}
	return []byte(strings.NewReplacer("{ID}", id, "{KIND}", kind, "{NAME}", name, "{FAILING}", failing).Replace(starting))
}

const starting = `# What is written here is an example: make it yours, then run: runup checklist validate {ID}.yaml
id: {ID}
title: Daily check, {NAME}
version: "1"                   # a label for people, in quotes
purpose: Say in one sentence what this check finds before it does harm.
equipmentKinds: [{KIND}]
performedBy: {roles: [support-worker, assistant-practitioner, radiographer, physicist], countersign: trainee}
schedule: {rule: "FREQ=DAILY", on: treatment-days, opens: "06:30", due: "08:30", graceMinutes: 15}
# gating: true                 # add this where it may not be used on patients without the check
record: safety-pass            # how long records are kept; radiological-qc for QC of beams and images
escalation: {policy: equipment}
procedure: {ref: The local procedure that this follows}
sections:
  - title: Before use
    items:
      - id: looks-whole
        kind: confirm          # yes or no; yes is right
        prompt: The {NAME} is whole and clean.
        onFail: {FAILING}
        guidance: Do not rely on it. Tell a radiographer and report what you saw.
        source: {cite: The local procedure that this follows, confidence: L}
      - id: reading
        kind: number
        prompt: Write down the reading.
        unit: mm
        plausible: {min: 0, max: 100}      # outside this it is a slip of the finger
        limits: {local: true}              # a physicist sets the limits for each piece of equipment
        onTolerance: advice
        onSuspension: before-use
        guidance: Measure once more. If it is so again, ask a radiographer before it is used.
      # Other items, to copy:
      # - {id: colour, kind: choice, prompt: Colour of the light., options: [{value: green, label: Green}, {value: red, label: Red, consequence: put-right}], guidance: Charge it.}
      # - {id: spares, kind: count, prompt: Spares on the shelf., atLeast: 2, onFail: put-right, restock: Spares, guidance: Fetch more.}
      # - {id: service, kind: date, meaning: expiry, prompt: Next service., warnWithinDays: 28, onFail: advice, guidance: Call the engineer.}
      # - {id: in-tenths, kind: computed, prompt: Reading in tenths., formula: reading * 10}
`

var (
	idLine      = regexp.MustCompile(`(?m)^id:.*$`)
	versionLine = regexp.MustCompile(`(?m)^version:.*$`)
	kindsLine   = regexp.MustCompile(`(?m)^equipmentKinds:.*$`)
	schemaLine  = regexp.MustCompile(`(?m)^# yaml-language-server:.*\n`)
)

// Derive answers the text of a department's own checklist: the library's, with an id of its own and what it is based on. A
// kind other than "" takes the place of the kinds of equipment.
func Derive(text []byte, base *Definition, id, kind string) []byte {
	text = schemaLine.ReplaceAll(text, nil)
	text = first(text, idLine, "id: "+id)
	text = first(text, versionLine, fmt.Sprintf(based, base.ID, base.Hash()))
	if kind != "" {
		text = first(text, kindsLine, "equipmentKinds: ["+kind+"]")
	}
	return text
}

const based = `version: "1"
basedOn:
  id: %s
  hash: "%s"
  # For every item that you leave out or loosen, say why; validate names those without a reason. An item of your own is
  # added, a stricter one tightened; without item it is about the checklist as a whole, such as its schedule.
  # differences:
  #   - {item: the-id-of-the-item, change: left-out, reason: Why this department does without it}`

// first replaces the first match and leaves what else there is.
func first(text []byte, line *regexp.Regexp, with string) []byte {
	at := line.FindIndex(text)
	if at == nil {
		return text
	}
	return bytes.Join([][]byte{text[:at[0]], []byte(with), text[at[1]:]}, nil)
}
