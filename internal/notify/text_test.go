package notify_test

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/operation"
)

var (
	quiet      = slog.New(slog.DiscardHandler)
	severities = []string{checklist.DoNotUse, checklist.BeforeUse, checklist.PutRight, checklist.Advice, checklist.Information}
	purposes   = []string{notify.Alert, notify.Repeat, notify.AckExpiring, notify.Status, notify.Digest, notify.Incident, notify.SelfTest, notify.ChannelDown}
	kinds      = []string{"check", "report", "quarantine", "missed", "countersign", "tablet", "coverage", "engine", "not-known-yet"}
	states     = []string{"open", "acknowledged", "actioned", "awaiting-recheck", "closed", notify.Released}
	statuses   = []string{"", "in-service", "in-service-restricted", "withdrawn-pending-review", "out-of-service", "with-engineer", "awaiting-recheck", "decommissioned"}
)

func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// names are as long, and as odd, as a department may make them.
func names() map[string]notify.Facts {
	usual := notify.Facts{
		Ref: "E-4F2K", Equipment: "Linac 1", Area: "Lower floor", Phone: "020 7946 0000", Checklist: "run up linac", Item: "door interlock", By: "Rosa Delgado",
		Channel: "email", At: time.Date(2026, 7, 6, 6, 45, 0, 0, time.UTC),
	}
	long, odd, hostile := usual, usual, usual
	long.Ref, long.Equipment, long.Area, long.Phone = "E-4F2K9QW2", strings.Repeat("Very long name ", 20), strings.Repeat("Area", 50), strings.Repeat("0", 40)
	long.Checklist, long.Item, long.By = strings.Repeat("checklist ", 20), strings.Repeat("question ", 20), strings.Repeat("Name ", 30)
	odd.Equipment, odd.Item, odd.By = "Röntgen–Gerät „µ“ [{^}] €€€€€€€€€€€€€€€€€€€€€€€€", "température\r\n\t 中文 😀 ~~~~~~~~~~~~~~~~", "Zoë O’Łukasz"
	hostile.Equipment, hostile.Item, hostile.By = "Linac for 943 476 5919", "is it SAFE\r\nBcc: all@x.example", "OK to treat 9434765919"
	hostile.Checklist, hostile.Area = "stop using it", "unsafe corner"
	return map[string]notify.Facts{"usual": usual, "long": long, "odd": odd, "hostile": hostile, "bare": {Ref: "E-4F2K"}}
}

// everyMessage makes every message that there can be, of one matter and of seven.
func everyMessage(t *testing.T, visit func(what string, f notify.Facts, purpose, severity string, m notify.Message)) {
	zone := london(t)
	for name, f := range names() {
		for _, purpose := range purposes {
			for _, severity := range severities {
				for _, kind := range kinds {
					for i := range 2 * max(len(states), len(statuses)) {
						f.Kind, f.State, f.Status, f.Alarm = kind, states[i%len(states)], statuses[i%len(statuses)], i%2 == 1 && severity == checklist.DoNotUse
						many, of := []notify.Facts{f}, []string{severity}
						for len(many) < 7 && i%3 == 0 {
							many, of = append(many, f), append(of, severity)
						}
						visit(fmt.Sprintf("%s %s %s %s %d", name, purpose, severity, kind, i), f, purpose, severity, notify.Render(zone, quiet, purpose, of, many...))
					}
				}
			}
		}
	}
}

// TestG83_ATextMessageFitsAndSaysWhichAndWhat: 160 characters of the GSM alphabet, with the reference and the instruction
// whole, for the longest names.
func TestG83_ATextMessageFitsAndSaysWhichAndWhat(t *testing.T) {
	does := map[string]string{
		checklist.DoNotUse: "Acknowledge in the app.", checklist.BeforeUse: "Answer in the app before first use.", checklist.PutRight: "Answer in the app.",
		checklist.Advice: "See the app.", checklist.Information: "See the app.",
	}
	everyMessage(t, func(what string, f notify.Facts, purpose, severity string, m notify.Message) {
		if n := notify.Septets(m.Short); n > 160 || !notify.InAlphabet(m.Short) || strings.ContainsAny(m.Short, "\r\n中文😀Łµ–„") {
			t.Errorf("%s: %d: %q", what, n, m.Short)
		}
		if purpose == notify.SelfTest || purpose == notify.ChannelDown {
			return
		}
		if !strings.Contains(m.Short, f.Ref) || !strings.Contains(m.Subject, f.Ref) || !strings.Contains(m.Text, f.Ref) {
			t.Errorf("%s: no reference in %q", what, m.Short)
		}
		instruction := does[severity]
		if purpose == notify.AckExpiring {
			instruction = "Record in the app what was done."
		} else if purpose == notify.Incident {
			instruction = "Add its reference in the app."
		} else if f.Alarm {
			instruction = "The radiographer in charge decides."
		}
		if purpose != notify.Status && (!strings.HasSuffix(m.Short, instruction) || !strings.Contains(m.Text, instruction)) {
			t.Errorf("%s: no instruction in %q", what, m.Short)
		}
	})
}

// TestF74_G82_G84_NoMessageCarriesWhatNoneMay: no number of a patient, nothing that says something may be used, nothing that takes
// life-saving equipment away, whatever a department called its things.
func TestF74_G82_G84_NoMessageCarriesWhatNoneMay(t *testing.T) {
	everyMessage(t, func(what string, f notify.Facts, purpose, severity string, m notify.Message) {
		for _, text := range []string{m.Subject, m.Text, m.Short} {
			low := strings.ToLower(text)
			for _, word := range []string{"safe", "ok to treat", "stop using", "bcc:"} {
				if strings.Contains(low, word) {
					t.Errorf("%s: %q in %q", what, word, text)
				}
			}
			if operation.HasNHSNumber(text) {
				t.Errorf("%s: a number of a patient in %q", what, text)
			}
			if severity == checklist.PutRight && strings.Contains(text, "DO NOT USE") {
				t.Errorf("%s: takes away what must stay: %q", what, text)
			}
		}
		if strings.ContainsAny(m.Subject, "\r\n") {
			t.Errorf("%s: two lines in the subject %q", what, m.Subject)
		}
		if purpose == notify.Status && f.Status != "" && !strings.HasPrefix(what, "hostile") && !strings.Contains(m.Text, "Equipment: ") {
			t.Errorf("%s: a status without the equipment's: %q", what, m.Text)
		}
		if f.Kind == "missed" && (purpose == notify.Alert || purpose == notify.Repeat) && f.Checklist != "" && (!strings.Contains(m.Text, "No record received for") || !strings.Contains(m.Text, "not sent yet") || !strings.Contains(m.Short, "No record received; it may be unsent")) {
			t.Errorf("%s: %q", what, m.Text)
		}
	})
}

// TestTheTextsAreAsTheyWereAgreed holds the usual ones against a file that people can read.
func TestTheTextsAreAsTheyWereAgreed(t *testing.T) {
	zone, usual := london(t), names()["usual"]
	var b strings.Builder
	show := func(title string, m notify.Message) {
		fmt.Fprintf(&b, "== %s\nSubject: %s\n%s-- text message: %s\n\n", title, m.Subject, m.Text, m.Short)
	}
	for _, severity := range severities {
		f := usual
		f.Kind = "check"
		show("alert, "+severity, notify.Render(zone, quiet, notify.Alert, []string{severity}, f))
	}
	overdue, alarm, released, taken := usual, usual, usual, usual
	overdue.Kind, overdue.Item = "missed", ""
	alarm.Kind, alarm.Checklist, alarm.Item, alarm.Alarm = "report", "", "", true
	released.State, released.Status = notify.Released, "in-service"
	taken.State, taken.Status = "acknowledged", "withdrawn-pending-review"
	show("overdue", notify.Render(zone, quiet, notify.Alert, []string{checklist.BeforeUse}, overdue))
	show("a report on a treatment unit", notify.Render(zone, quiet, notify.Alert, []string{checklist.DoNotUse}, alarm))
	show("repeat", notify.Render(zone, quiet, notify.Repeat, []string{checklist.DoNotUse}, usual))
	show("no action yet", notify.Render(zone, quiet, notify.AckExpiring, []string{checklist.DoNotUse}, usual))
	show("status, acknowledged", notify.Render(zone, quiet, notify.Status, []string{checklist.DoNotUse}, taken))
	show("status, released", notify.Render(zone, quiet, notify.Status, []string{checklist.DoNotUse}, released))
	overdue.Equipment = "Fridge 2"
	show("daily digest", notify.Render(zone, quiet, notify.Digest, []string{checklist.Information, checklist.Advice}, overdue, usual))
	show("incident report", notify.Render(zone, quiet, notify.Incident, []string{checklist.DoNotUse}, usual))
	show("self-test", notify.Render(zone, quiet, notify.SelfTest, []string{checklist.Information}, notify.Facts{At: usual.At}))
	show("channel down", notify.Render(zone, quiet, notify.ChannelDown, []string{""}, notify.Facts{Channel: "sms", At: usual.At}))
	const file = "testdata/texts.txt"
	if os.Getenv("RUNUP_TEST_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	agreed, err := os.ReadFile(file)
	if err != nil || string(agreed) != b.String() {
		t.Errorf("%v; now the texts are\n%s", err, b.String())
	}
}

func TestB29_AMessageThatCannotBeMadeGoesOutAsAFixedText(t *testing.T) {
	defer notify.Break()()
	m := notify.Render(time.UTC, quiet, notify.Alert, []string{checklist.DoNotUse}, names()["usual"])
	if m.Short != "Runup E-4F2K: A matter needs an answer. See the app." || !strings.Contains(m.Text, m.Short) || !strings.Contains(m.Subject, "E-4F2K") {
		t.Errorf("%+v", m)
	}
}
