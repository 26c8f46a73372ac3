//go:build seeded

package main

const (
	opens      = "internal/escalation/open.go"
	settles    = "internal/escalation/settled.go"
	releases   = "internal/escalation/release.go"
	works      = "internal/escalation/work.go"
	climbs     = "internal/ladder/ladder.go"
	claims     = "internal/notify/claim.go"
	powers     = "internal/staff/table.go"
	groups     = "internal/store/group.go"
	escalation = "./internal/escalation"
	telling    = "./internal/notify"
	days       = "TestConformance60_"
)

var (
	noLease   = change{claims, `store.At(tx.Now.Add(leaseTime))`, `store.At(tx.Now)`}
	noSecond  = change{claims, `state IN ('queued', 'claimed') AND channel = ? AND next_at <= ? ORDER`, `state = 'queued' AND channel = ? AND next_at <= ? ORDER`}
	noTrace   = change{claims, `return j, true, tx.Insert("delivery_attempt", attemptColumns, d.ID, d.Fence, s.node, tx.Now.UnixMilli(), nil, string(Unknown), "", "")`, `return j, true, nil`}
	noLookUp  = change{claims, `len(last) == 1 && last[0].Outcome == string(Unknown)`, `len(last) > 1`}
	noCancel  = change{settles, `err := notify.Cancel(tx, id, r.State); err != nil`, `err := notify.Cancel(tx, "", r.State); err != nil`}
	noAsking  = change{claims, `if needed {`, `if needed || true {`}
	anyReview = []change{
		{works, `if w.Back != nil && !c.DoneAt.After(*w.Back) {`, `if w.Back == nil && c.DoneAt.IsZero() {`},
		{works, `return c.DoneAt.After(w.FailedAt) || c.DoneAt.Equal(w.FailedAt) && c.Position > w.Position`, `return true`},
	}
)

var seeds = []seed{
	{1, "no ladder begins", []change{{opens, `err = begin(tx, r.ID, &n.Cause)`, `err = nil`}}, escalation, "TestConformance1_"},
	{1, "no message is queued", []change{{"internal/escalation/call.go", `_, err := notify.Queue(c.tx, t)
	return err`, `_ = t
	return nil`}}, escalation, "TestConformance1_"},
	{2, "the ladder begins in a commit of its own, after the record's", []change{
		{opens, `err = begin(tx, r.ID, &n.Cause)`, `err = nil`},
		{opens, `// coming is a cause with`, `// BeginLater is the bug.
func BeginLater(tx *store.Tx, id string) error { return begin(tx, id, nil) }

// coming is a cause with`},
		{"internal/tablet/push.go", `	said.Kept = int64(len(stored))
`, `	for _, a := range stored {
		for _, r := range a.result.Escalations {
			if err := s.db.Write(ctx, by.Actor, func(tx *store.Tx) error { return escalation.BeginLater(tx, r.ID) }); err != nil {
				return nil, err
			}
		}
	}
	said.Kept = int64(len(stored))
`},
		{"internal/tablet/push.go", `	"runup/internal/device"
`, `	"runup/internal/device"
	"runup/internal/escalation"
`},
	}, escalation, "TestConformance2_"},
	{3, "only what came since the start is sent", []change{
		{claims, `func lease(`, `var started = store.At(time.Now())

func lease(`},
		{claims, `AND channel = ? AND next_at <= ? ORDER BY`, `AND channel = ? AND next_at <= ? AND (state = 'claimed' OR created_at >= ?) ORDER BY`},
		{claims, `channel, now, most, now)`, `channel, now, started, most, now)`},
	}, ".", "TestA3_A4_A5_"},
	{4, "what was claimed at the kill stays claimed", []change{noSecond}, ".", "TestA3_A4_A5_"},
	{5, "what was claimed at the kill stays claimed", []change{noSecond}, telling, "TestA5_"},
	{5, "no attempt is written down before it is made", []change{noTrace}, telling, "TestA5_"},
	{5, "another copy is another mail", []change{{"internal/notify/email/email.go", `m.ID + "@runup"`, `m.ID + strconv.FormatInt(time.Now().UnixNano(), 36) + "@runup"`}}, telling, "TestA5_"},
	{5, "no attempt is written down before it is made, at a kill", []change{noTrace}, ".", "TestA3_A4_A5_"},
	{6, "the provider is not asked first", []change{noLookUp}, telling, "TestA6_"},
	{6, "the provider is not asked first, at a kill", []change{noLookUp}, ".", "TestA6_"},
	{7, "what was claimed at a kill stays claimed", []change{noSecond}, ".", "TestA7_"},
	{8, "a tablet is answered, and then it is committed", []change{
		{groups, `	return g.finish()
`, `	for _, r := range requests {
		if r.actor.Device != "" {
			close(r.done)
			time.Sleep(20 * time.Millisecond)
		}
	}
	return g.finish()
`},
		{groups, `	for _, r := range requests {
		close(r.done)
	}
}
`, `	for _, r := range requests {
		if r.actor.Device == "" {
			close(r.done)
		}
	}
}
`},
	}, ".", "TestA8_"},
	{16, "what is claimed is claimed again", []change{noLease}, telling, "TestA16_"},
	{31, "a rung is opened at twice its time", []change{{climbs, `s.Began.Add(seconds(rungs`, `s.Began.Add(2 * seconds(rungs`}}, escalation, "TestConformance31_"},
	{32, "it stops after ten rounds", []change{{climbs, `case s.Policy.Again <= 0:`, `case s.Policy.Again <= 0 || top.Loop >= 10:`}}, escalation, "TestConformance32_"},
	{33, "an empty rung waits as if somebody was called", []change{{climbs, `	if top.Empty {
`, `	if top.Empty && top.Rung < 0 {
`}}, escalation, "TestConformance33_"},
	{34, "there is no fallback list", []change{{climbs, `case top.Rung == last && top.Empty`, `case top.Rung > last && top.Empty`}}, escalation, "TestConformance34_"},
	{46, "an answer does not cancel", []change{noCancel}, escalation, "TestConformance46_AnAnswerEnds"},
	{46, "who takes a message up does not ask", []change{noAsking}, telling, "TestD46_"},
	{46, "an answer does not cancel, and nobody asks", []change{noCancel, noAsking}, escalation, "TestConformance46_AnAnswerRaces"},
	{60, "a check shows that it is well, whenever it was done", anyReview, escalation, days},
	{60, "a re-check of any time counts", append([]change{
		{releases, `after: m.now.Work.after(), work: &m.now.Work,`, `work: &m.now.Work,`},
	}, anyReview...), escalation, days},
	{60, "the superintendent has the physicist's power", []change{{powers,
		`{Power: ReturnDosimetric, Words: "return a treatment or imaging unit to use, dosimetric or after repair", By: People, Roles: []string{Physicist}`,
		`{Power: ReturnDosimetric, Words: "return a treatment or imaging unit to use, dosimetric or after repair", By: People, Roles: seniors`,
	}}, escalation, days},
	{60, "what lapses returns to use", []change{{"internal/escalation/verbal.go",
		`equipment.Change{Status: equipment.Withdrawn, Reason: m.why("", v.why())}`, `equipment.Change{Status: equipment.InService, Reason: m.why("", v.why())}`,
	}}, escalation, days},
	{63, "acting needs no registration", []change{{powers,
		`{Power: Act, Words: "act on an escalation", By: People, Registered: true}`, `{Power: Act, Words: "act on an escalation", By: People}`,
	}}, escalation, "TestConformance63_"},
}
