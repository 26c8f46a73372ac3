package rebuild_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"runup/checklists"
	"runup/internal/audit"
	"runup/internal/auth"
	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/codes"
	"runup/internal/device"
	"runup/internal/engine"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/evidence"
	"runup/internal/library"
	"runup/internal/notify"
	"runup/internal/notify/notifytest"
	"runup/internal/occurrence"
	"runup/internal/overdue"
	"runup/internal/proof"
	"runup/internal/report"
	"runup/internal/rota"
	"runup/internal/sample"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/stock"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// lived is a department in whose logbook every kind of entry stands: what the sample brings, and a bad day.
func lived(t *testing.T, d *sampletest.Department) {
	t.Helper()
	badMorning(t, d)
	d.Clock.Move(time.Minute)
	setAside(t, d)
	d.Clock.Move(time.Minute)
	workPlanned(t, d) // while the run-ups are due
	d.Clock.Move(time.Minute)
	afterwards(t, d)
	d.Clock.Move(time.Minute)
	reportsCome(t, d)
	d.Clock.Move(time.Minute)
	photosCome(t, d)
	d.Clock.Move(time.Minute)
	glovesRunOut(t, d)
	d.Clock.Move(time.Minute)
	rotaMade(t, d)
	d.Clock.Move(time.Minute)
	peopleChange(t, d)
	d.Clock.Move(time.Minute)
	_, err := audit.Begin(t.Context(), d.DB, d.As("ana.auditor"), audit.CSV, audit.Filter{})
	must(t, err)
	d.Clock.Move(time.Minute)
	peopleAreTold(t, d)
	d.Clock.Move(time.Minute)
	libraryMoves(t, d)
	answered(t, d)
	d.Clock.Move(time.Minute)
	nobodyAnswers(t, d)
	d.Clock.Move(time.Minute)
	forgotten(t, d)
	d.Clock.Move(time.Minute)
	engineStoodStill(t, d)
	historyTorn(t, d)
}

// peopleAreTold: mail goes through, one mailbox is not there, one is busy, and the text messages' key is not taken.
func peopleAreTold(t *testing.T, d *sampletest.Department) {
	t.Helper()
	must(t, d.DB.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
		found, err := escalation.List(tx, escalation.Filter{}, "", 2)
		if err != nil {
			return err
		}
		told := notify.Telling{Escalation: found[0].ID, Area: found[0].Area, Purpose: notify.Repeat, Severity: found[0].Severity}
		for _, to := range []string{"there", "gone"} {
			told.To = append(told.To, notify.Recipient{Kind: notify.Team, ID: to, Contacts: []notify.Contact{
				{Channel: notify.Email, ID: "email/" + to, Address: to + "@department.example"}, {Channel: notify.SMS, ID: "sms/" + to, Address: "07700900001"},
			}})
		}
		err = notify.Queue(tx, told)
		busy := notify.Telling{Escalation: found[1].ID, Area: found[1].Area, Purpose: notify.Repeat, Severity: found[1].Severity, To: []notify.Recipient{
			{Kind: notify.Team, ID: "busy", Contacts: []notify.Contact{{Channel: notify.Email, ID: "email/busy", Address: "busy@department.example"}}},
		}}
		also := notify.Queue(tx, busy)
		return errors.Join(err, also)
	}))
	mails, texts := notifytest.NewFake(notify.Email, notify.Acceptance), notifytest.NewFake(notify.SMS, notify.Receipts)
	mails.Does(func(_ context.Context, m notify.Message) notify.Result {
		if strings.HasPrefix(m.To, "gone@") {
			return notify.Result{Class: notify.Permanent, Code: "550"}
		}
		if strings.HasPrefix(m.To, "busy@") {
			return notify.Result{Class: notify.Temporary, Code: "421"}
		}
		return notify.Result{Class: notify.Accepted}
	})
	texts.Answers(notify.Fault)
	must(t, notify.New(notify.Options{DB: d.DB, Channels: []notify.Channel{mails, texts}, Log: slog.New(slog.DiscardHandler)}).Once(t.Context()))
}

// nobodyAnswers: a department sets a ladder of its own; what is open climbs it, somebody takes it on and does nothing.
func nobodyAnswers(t *testing.T, d *sampletest.Department) {
	t.Helper()
	must(t, d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
		all, err := escalation.Policies(tx)
		if err != nil {
			return err
		}
		own := all[0].Policy
		own.Again = 300
		_, err = escalation.PutPolicy(tx, own)
		return err
	}))
	d.Clock.Move(time.Minute)
	c := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"castors": map[string]any{"value": false}})
	raised := d.Push(d.Tablet.Completed(c))[0].Escalations
	engine := engine.New(d.DB, slog.New(slog.DiscardHandler), false)
	for range 3 {
		d.Clock.Move(3 * time.Minute)
		must(t, engine.Once(t.Context()))
	}
	must(t, d.DB.Write(t.Context(), d.As("rosa.radiographer"), func(tx *store.Tx) error {
		e, err := escalation.ByID(tx, raised[0].ID)
		if err == nil {
			_, err = escalation.Acknowledge(tx, e.ID, e.Version)
		}
		return err
	}))
	for range 4 {
		d.Clock.Move(20 * time.Minute)
		must(t, engine.Once(t.Context()))
	}
}

// engineStoodStill: a process is not heard of any more, something is overdue, and then nothing is.
func engineStoodStill(t *testing.T, d *sampletest.Department) {
	t.Helper()
	around := func() {
		t.Helper()
		must(t, engine.New(d.DB, slog.New(slog.DiscardHandler), false).Once(t.Context()))
	}
	around()
	must(t, d.DB.Work(t.Context(), func(tx *store.Tx) error {
		columns := []string{"beat_at", "began_at", "offset_ms", "audit_sound", "open", "repairs"}
		return tx.Upsert("engine_node", []string{"node"}, columns, "gone", tx.Now.UnixMilli(), tx.Now.UnixMilli(), 0, true, 0, 0)
	}))
	d.Push(d.Tablet.Reported(client.Report{Kind: "unsafe", Equipment: "hoist-1", Text: "it swings", At: d.Clock.Now()}))
	d.Clock.Move(31 * time.Second)
	around()
	must(t, d.DB.Work(t.Context(), func(tx *store.Tx) error { return notify.CancelAll(tx, "carried") }))
	around()
}

// libraryMoves: a local version is proposed from the department's folder, approved, and retired again.
func libraryMoves(t *testing.T, d *sampletest.Department) {
	t.Helper()
	text, err := fs.ReadFile(checklists.Library, "hoist-pre-use.yaml")
	must(t, err)
	own := strings.Replace(string(text), "id: hoist-pre-use", "id: hoist-weekly", 1)
	must(t, library.Folder(t.Context(), d.DB, fstest.MapFS{"own.yaml": {Data: []byte(own)}}, slog.New(slog.DiscardHandler)))
	must(t, d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
		e, err := library.Current(tx, "hoist-weekly")
		if err != nil {
			return err
		}
		_, err = baseline.Approve(tx, e.ID, e.Hash)
		return err
	}))
	d.Clock.Move(time.Minute)
	must(t, d.DB.Write(t.Context(), d.As("sofia.superintendent"), func(tx *store.Tx) error {
		e, err := library.Current(tx, "hoist-weekly")
		if err != nil {
			return err
		}
		_, err = library.Retire(tx, e.ID, e.Hash, "done with the daily check")
		return err
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var brakesFail = map[string]any{"brakes": map[string]any{"value": false}}

// badMorning: the brakes of the hoist do not hold, twice; somebody notes it, somebody takes it on.
func badMorning(t *testing.T, d *sampletest.Department) {
	t.Helper()
	c := d.Check("hoist-pre-use", "hoist-1", "sam.scsw", brakesFail)
	c.Verdict = "fail"
	first := d.Tablet.Completed(c)
	r := d.Push(d.Tablet.Alerted(first.OpID, c, "brakes", brakesFail["brakes"]), first, d.Tablet.Completed(c))
	e := r[0].Escalations[0]
	d.Clock.Move(time.Minute)
	rosa := d.As("rosa.radiographer")
	d.Push(d.Tablet.Acknowledged(rosa.Staff, e.ID, 1, d.Clock.Now())) // she never met the server on this tablet
	must(t, d.DB.Write(t.Context(), d.As("sam.scsw"), func(tx *store.Tx) error { return escalation.Refuse(tx, e.ID, "acknowledge") }))
	d.Clock.Move(time.Minute)
	must(t, d.DB.Write(t.Context(), rosa, func(tx *store.Tx) error {
		now, err := escalation.ByID(tx, e.ID)
		if err != nil {
			return err
		}
		_, err = escalation.Acknowledge(tx, e.ID, now.Version)
		return err
	}))
}

// workPlanned: the calendar changes, a hoist is put to use, two people disagree about it and a third decides, a run-up is exempt.
func workPlanned(t *testing.T, d *sampletest.Department) {
	t.Helper()
	write := func(who string, fn func(tx *store.Tx) error) {
		t.Helper()
		must(t, d.DB.Write(t.Context(), d.As(who), fn))
		d.Clock.Move(time.Minute)
	}
	write("sofia.superintendent", func(tx *store.Tx) error {
		_, err := occurrence.SetCalendar(tx, occurrence.Calendar{
			Nation: "scotland", TreatmentDays: []string{"MO", "TU", "WE", "TH", "FR"}, Days: []occurrence.OneOff{{Date: "2026-11-26", Reason: "the chiller is replaced"}},
		})
		if err != nil {
			return err
		}
		return occurrence.Plan(tx, d.Zone)
	})
	var o occurrence.Occurrence
	write("rosa.radiographer", func(tx *store.Tx) error {
		list, err := occurrence.List(tx, occurrence.Filter{Equipment: "linac-2", State: occurrence.Due}, nil, 1)
		if err != nil || len(list) != 1 {
			t.Fatalf("%d run-ups are due: %v", len(list), err)
		}
		o, err = occurrence.Declare(tx, d.Zone, list[0].ID, occurrence.Exempting{Kind: occurrence.Downtime, Reason: "service day"})
		if err != nil {
			return err
		}
		_, err = occurrence.Use(tx, d.Zone, "linac-2", "the engineer has finished early")
		return err
	})
	until := o.DueAt.Add(72 * time.Hour)
	write("sofia.superintendent", func(tx *store.Tx) error {
		_, err := occurrence.Declare(tx, d.Zone, o.ID, occurrence.Exempting{Reason: "service takes longer", Until: &until, All: true})
		return err
	})
	first, second := d.Check("medicines-fridge", "medicines-fridge-1", "sam.scsw", nil), d.Check("medicines-fridge", "medicines-fridge-1", "amir.ap", nil)
	r := d.Push(d.Tablet.Completed(first))
	var contested occurrence.Occurrence
	d.Read(func(tx *store.Tx) error {
		list, err := occurrence.List(tx, occurrence.Filter{Equipment: "medicines-fridge-1", State: occurrence.Done}, nil, 50)
		if err != nil || len(list) == 0 {
			t.Fatalf("%d are done: %v", len(list), err)
		}
		contested = list[len(list)-1]
		return nil
	})
	second.More = map[string]any{"occurrence": contested.ID}
	second.Readings["actual"] = map[string]any{"value": 12.5}
	d.Push(d.Tablet.Completed(second))
	write("rosa.radiographer", func(tx *store.Tx) error {
		_, err := occurrence.Resolve(tx, contested.ID, r[0].CheckID, "the door had stood open")
		return err
	})
	write("ada.admin", func(tx *store.Tx) error { // and what is due and open about it moves along
		q, err := equipment.ByID(tx, "medicines-fridge-1")
		if err != nil {
			return err
		}
		q.Area = "ct"
		_, _, err = equipment.Put(tx, q)
		return err
	})
}

// afterwards: an amendment that comes before its check, a trainee's check that is countersigned, a second check, one entered in
// error, and a physicist who reviews.
func afterwards(t *testing.T, d *sampletest.Department) {
	t.Helper()
	by := func(username, target string) client.Act {
		return client.Act{Target: target, PerformedBy: d.As(username).Staff, At: d.Clock.Now()}
	}
	first := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil))
	d.Push(d.Tablet.Amended(by("sam.scsw", first.OpID), 1, map[string]any{"brakes": map[string]any{"value": false}}, "looked again"))
	d.Clock.Move(time.Minute)
	d.Push(first)
	d.Clock.Move(time.Minute)
	trainees := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "tara.trainee", nil))
	wrong := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil))
	d.Push(trainees, wrong, d.Tablet.Seconded(trainees.OpID, d.Check("hoist-pre-use", "hoist-1", "sam.scsw", brakesFail)))
	d.Clock.Move(time.Minute)
	d.Push(d.Tablet.Countersigned(by("rosa.radiographer", trainees.OpID), "confirm", "without a session: it does not count"))
	d.Clock.Move(time.Minute)
	for who, act := range map[string]func(tx *store.Tx) error{
		"rosa.radiographer": func(tx *store.Tx) error {
			_, err := check.Countersign(tx, trainees.OpID, "confirm", "well done")
			return err
		},
		"sofia.superintendent": func(tx *store.Tx) error { _, err := check.Void(tx, wrong.OpID, "another hoist", nil); return err },
		"priya.physicist":      func(tx *store.Tx) error { _, err := check.Review(tx, []string{first.OpID}); return err },
	} {
		must(t, d.DB.Write(t.Context(), d.As(who), act))
		d.Clock.Move(time.Minute)
	}
}

// setAside: an operation with a signature that does not fit, and a radiographer who discards it.
func setAside(t *testing.T, d *sampletest.Department) {
	t.Helper()
	op := d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil))
	op.Signature = d.Tablet.Sign("something else")
	r := d.Push(op)[0]
	d.Clock.Move(time.Minute)
	_, err := d.Tablets.Resolve(t.Context(), d.As("rosa.radiographer"), r.QuarantineID, "discard", "pushed by a test")
	must(t, err)
}

// reportsCome: one from a tablet, one by the API while patients are treated, and where the trust's own system has it.
func reportsCome(t *testing.T, d *sampletest.Department) {
	t.Helper()
	sam := d.As("sam.scsw")
	must(t, d.DB.Write(t.Context(), d.As("sofia.superintendent"), func(tx *store.Tx) error {
		_, err := codes.Set(tx, codes.List{Kind: codes.Event, Taxonomy: "A test's taxonomy", Version: "1", Codes: []codes.Code{{Code: "a", Title: "An event"}}})
		return err
	}))
	d.Push(d.Tablet.Reported(client.Report{Kind: "fault", Equipment: "ct-1", Text: "the lamp flickers", FiledBy: sam.Staff, At: d.Clock.Now()}))
	d.Clock.Move(2 * time.Hour) // into the clinic
	var filed report.Filed
	must(t, d.DB.Write(t.Context(), sam, func(tx *store.Tx) (err error) {
		said := report.Said{Kind: "unsafe", Equipment: "linac-1", Text: "it smells of burning", Codes: []string{"a"}}
		filed, _, err = escalation.Report(tx, report.Filing{Said: said, At: tx.Now, Zone: d.Zone})
		return err
	}))
	d.Clock.Move(time.Minute)
	must(t, d.DB.Write(t.Context(), d.As("rosa.radiographer"), func(tx *store.Tx) error {
		_, err := report.Refer(tx, filed.ID, "Datix", "W12345")
		return err
	}))
}

// photosCome: a check and a report name photos; one of them has come, and another that nothing names.
func photosCome(t *testing.T, d *sampletest.Department) {
	t.Helper()
	var names []string
	for _, text := range []string{"of the hoist", "of nothing"} {
		content := []byte("\xff\xd8\xff a photo " + text)
		names = append(names, fmt.Sprintf("%x", sha256.Sum256(content)))
		p, err := evidence.Examine(names[len(names)-1], content)
		must(t, err)
		if text == "of the hoist" {
			d.Push(d.Tablet.Completed(d.Check("hoist-pre-use", "hoist-1", "sam.scsw", map[string]any{"photo": map[string]any{"blob": p.SHA256}})))
			d.Clock.Move(time.Minute)
		}
		must(t, d.DB.Write(t.Context(), d.By.Actor, func(tx *store.Tx) error {
			_, _, err := evidence.Keep(tx, p, content)
			return err
		}))
		d.Clock.Move(time.Minute)
	}
	awaited := strings.Repeat("ab", 32)
	d.Push(d.Tablet.Reported(client.Report{Kind: "stock", Equipment: "ct-1", Text: "empty", At: d.Clock.Now(), More: map[string]any{"blobs": []string{names[0], awaited}}}))
}

// glovesRunOut: a count finds none, and somebody orders them.
func glovesRunOut(t *testing.T, d *sampletest.Department) {
	t.Helper()
	d.Push(d.Tablet.Completed(d.Check("ppe-stock", "ppe-store-1", "sam.scsw", map[string]any{"gloves-small": map[string]any{"value": 0}})))
	d.Clock.Move(time.Minute)
	must(t, d.DB.Write(t.Context(), d.As("sam.scsw"), func(tx *store.Tx) error {
		_, err := stock.Act(tx, "ppe-store-1.ppe-stock.gloves-small", stock.Order, "by telephone")
		return err
	}))
}

// rotaMade: what must be covered is set, a rota drafted by one and agreed by another, twice; somebody is ill, and back sooner.
func rotaMade(t *testing.T, d *sampletest.Department) {
	t.Helper()
	write := func(who string, fn func(tx *store.Tx) error) {
		t.Helper()
		must(t, d.DB.Write(t.Context(), d.As(who), fn))
		d.Clock.Move(time.Minute)
	}
	rosa, rhys := d.As("rosa.radiographer").Staff, d.As("rhys.radiographer").Staff
	day := rota.Content{Sheet: "radiographers", From: "2026-11-23", Weekly: []rota.Weekly{{Person: rosa, Area: "*", Duty: "radiographer", Starts: "06:30", Ends: "19:00"}}}
	week := rota.Content{Sheet: "radiographers", From: "2026-11-30", To: "2026-12-06", Shifts: []rota.Shift{
		{Person: rhys, Area: "*", Duty: "radiographer", From: d.Clock.Now().AddDate(0, 0, 8), To: d.Clock.Now().AddDate(0, 0, 8).Add(8 * time.Hour)},
	}}
	write("sofia.superintendent", func(tx *store.Tx) error { _, err := rota.Set(tx, rota.Settings{Early: rota.AssumedEarly}); return err })
	later := day
	later.From = "2027-01-04"
	for _, content := range []rota.Content{day, week, later} {
		var s rota.Sheet
		write("sam.scsw", func(tx *store.Tx) (err error) {
			s, err = rota.Put(tx, rota.Drafting{Content: content, Note: "as agreed on Friday"})
			return err
		})
		write("sofia.superintendent", func(tx *store.Tx) error { _, err := rota.Agree(tx, s.Position, s.Hash); return err })
	}
	write("amir.ap", func(tx *store.Tx) error {
		_, err := rota.Put(tx, rota.Drafting{Content: week, Note: "once more"})
		return err
	})
	write("sam.scsw", func(tx *store.Tx) error {
		_, err := rota.Put(tx, rota.Drafting{Content: day, Note: "and again"})
		return err
	})
	var o rota.Override
	write("priya.physicist", func(tx *store.Tx) (err error) {
		o, err = rota.Replace(tx, rota.Overriding{InsteadOf: rosa, Person: rhys, From: tx.Now, To: tx.Now.Add(24 * time.Hour), Reason: "ill"})
		return err
	})
	write("sofia.superintendent", func(tx *store.Tx) error { _, err := rota.End(tx, o.ID, "better"); return err })
	write("ada.admin", func(tx *store.Tx) error { _, err := staff.SetTeams(tx, nil); return err })
}

// peopleChange: a new person, a new PIN, a role proposed, an authorisation withdrawn, a locked account, a lost tablet.
func peopleChange(t *testing.T, d *sampletest.Department) {
	t.Helper()
	ctx, ada, sofia := t.Context(), d.As("ada.admin"), d.As("sofia.superintendent")
	added, err := d.Auth.AddPerson(ctx, ada, staff.New{Username: "nia.new", Name: "Nia New", Role: staff.Radiographer, Areas: []string{"linacs"}}, "a long password")
	must(t, err)
	role, areas := staff.Superintendent, []string{"linacs", "ct"}
	_, err = d.Auth.ChangePerson(ctx, sofia, added.ID, staff.Change{Role: &role, Reason: "acting up"}, nil)
	must(t, err)
	must(t, d.DB.Write(ctx, sofia, func(tx *store.Tx) error {
		held, err := staff.AuthorisationsOf(tx, d.As("sam.scsw").Staff)
		if err != nil {
			return err
		}
		_, err = staff.Withdraw(tx, held[0].ID, "training out of date")
		return err
	}))
	enrolIn(t, d, "ct")
	d.Clock.Move(time.Minute)
	_, err = d.Auth.ChangePerson(ctx, ada, d.As("sam.scsw").Staff, staff.Change{Areas: &areas}, nil)
	must(t, err)
	d.Clock.Move(time.Minute)
	must(t, d.Auth.SetPIN(ctx, d.As("nia.new"), "294617")) // not served to the tablet in CT
	for range 6 {
		_, _ = d.Auth.SignIn(ctx, auth.SignIn{Username: "sam.scsw", PIN: "000000", By: &d.By})
	}
	loseTablet(t, d)
}

// forgotten: nobody looks at the fridge, and the record of it comes a day late.
func forgotten(t *testing.T, d *sampletest.Department) {
	t.Helper()
	l := &overdue.Lookout{DB: d.DB, Zone: d.Zone, Log: slog.New(slog.DiscardHandler)}
	must(t, l.Once(t.Context()))
	d.Clock.Move(24 * time.Hour)
	late := d.Tablet.Completed(d.Check("medicines-fridge", "medicines-fridge-1", "amir.ap", nil))
	d.Clock.Move(8 * time.Hour)
	must(t, l.Once(t.Context()))
	d.Push(late)
	d.Clock.Move(time.Minute)
	must(t, l.Once(t.Context()))
}

// enrolIn enrols one more tablet, of one area.
func enrolIn(t *testing.T, d *sampletest.Department, area string) {
	t.Helper()
	code, err := device.Issue(t.Context(), d.DB, d.As("ada.admin"), device.Issuing{Areas: []string{area}})
	must(t, err)
	key, err := device.ParseKey(client.New().PublicKey())
	must(t, err)
	_, err = device.Enrol(t.Context(), d.DB, device.Enrolment{Code: code.Text, Name: "Tablet of " + area, Key: key})
	must(t, err)
}

// loseTablet shuts out the tablet of the sample's history.
func loseTablet(t *testing.T, d *sampletest.Department) {
	t.Helper()
	ada := d.As("ada.admin")
	must(t, d.DB.Write(t.Context(), ada, func(tx *store.Tx) error {
		all, err := device.All(tx)
		if err != nil {
			return err
		}
		for _, q := range all {
			if q.Name == sample.TabletName {
				_, err = device.Revoke(tx, q.ID, "lost on the ward")
				return err
			}
		}
		return nil
	}))
}

// historyTorn: a tablet presents a genuine cursor that the tree contradicts, and two people open the next epoch.
func historyTorn(t *testing.T, d *sampletest.Department) {
	t.Helper()
	var token string
	must(t, d.Tablets.Pull(t.Context(), d.By, "", 5, func(_ *store.Tx, p *tablet.Page) error { token = p.Cursor; return nil }))
	key := proof.Derive([32]byte{1, 2, 3}, "cursor")
	c, err := proof.OpenCursor(key, token)
	must(t, err)
	c.Root[0] ^= 1
	if err := d.Tablets.Pull(t.Context(), d.By, proof.Seal(key, c), 5, func(*store.Tx, *tablet.Page) error { return nil }); err == nil {
		t.Fatal("a cursor of another history was served")
	}
	d.Clock.Move(time.Minute)
	var e tablet.Epoch
	must(t, d.DB.Write(t.Context(), d.As("sofia.superintendent"), func(tx *store.Tx) (err error) {
		e, err = tablet.DeclareEpoch(tx, 0, "restored from a backup")
		return err
	}))
	must(t, d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
		_, err := tablet.DeclareEpoch(tx, e.Proposal, "restored from a backup")
		return err
	}))
}
