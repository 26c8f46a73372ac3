package rota

import (
	"time"

	"runup/internal/logbook"
	"runup/internal/schedule"
	"runup/internal/store"
)

// The kinds of entry that change the rota.
var (
	Drafted     = logbook.Define("rota.drafted", applyDrafted)
	Accepted    = logbook.Define("rota.agreed", applyAgreed)
	Overridden  = logbook.Define("rota.overridden", applyOverridden)
	Ended       = logbook.Define("rota.override-ended", applyEnded)
	SettingsSet = logbook.Define("rota.settings", applySettings)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier {
	return []logbook.Applier{Drafted, Accepted, Overridden, Ended, SettingsSet}
}

// none is for acts in which the server found nothing of its own.
type none struct{}

// drafted is a sheet as somebody wants it.
type drafted struct {
	Content
	Note string `json:"note,omitempty"`
}

// foundDraft is what the server made of it.
type foundDraft struct {
	Hash    string `json:"hash"`
	Manager bool   `json:"manager"` // who drafted it could have agreed it
}

// agreed names a draft.
type agreed struct {
	Draft int64  `json:"draft"` // its position
	Hash  string `json:"hash"`
}

// governs is which days the sheet speaks for: what was on before today stays as it was.
type governs struct {
	Begins string `json:"begins"`
	Ends   string `json:"ends"`
}

type overridden struct {
	InsteadOf string    `json:"insteadOf,omitempty"`
	Person    string    `json:"person,omitempty"`
	Area      string    `json:"area,omitempty"`
	Duty      string    `json:"duty,omitempty"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Reason    string    `json:"reason"`
}

type ended struct {
	Reason string `json:"reason"`
}

func applyDrafted(tx *store.Tx, e logbook.Entry, body *logbook.Act[drafted, foundDraft]) error {
	a := body.Act
	err := tx.Model(&sheetRow{}).Where("sheet = ? AND state = ?", a.Sheet, Draft).Update("state", Superseded).Error
	if err != nil {
		return err
	}
	return tx.Upsert("rota_sheet", byPosition, sheetColumns, e.Position, a.Sheet, a.From, a.To, store.Of(a.Weekly), store.Of(a.Shifts), body.Found.Hash, a.Note,
		Draft, e.Actor, store.At(e.At), body.Found.Manager, "", (*store.Instant)(nil), 0, "", "")
}

// applyAgreed puts a draft in force. A sheet without an end takes the place of its forerunners for good; one with an end is
// laid over them.
func applyAgreed(tx *store.Tx, e logbook.Entry, body *logbook.Act[agreed, governs]) error {
	g := body.Found
	if g.Ends == forGood {
		before := day(g.Begins).Plus(-1).String()
		err := tx.Model(&sheetRow{}).Where("sheet = ? AND state = ? AND ends_day > ?", e.Subject, Agreed, before).Update("ends_day", before).Error
		if err != nil {
			return err
		}
	}
	return tx.Model(&sheetRow{}).Where("position = ?", body.Act.Draft).Updates(map[string]any{
		"state": Agreed, "agreed_by": e.Actor, "agreed_at": store.At(e.At), "agreed_position": e.Position, "begins_day": g.Begins, "ends_day": g.Ends,
	}).Error
}

func applyOverridden(tx *store.Tx, e logbook.Entry, body *logbook.Act[overridden, none]) error {
	a := body.Act
	return tx.Upsert("rota_override", byID, overrideColumns, e.Subject, e.Position, a.InsteadOf, a.Person, a.Area, a.Duty,
		store.At(a.From), store.At(a.To), a.Reason, e.Actor, store.At(e.At), (*store.Instant)(nil), "")
}

func applyEnded(tx *store.Tx, e logbook.Entry, _ *logbook.Act[ended, none]) error {
	return tx.Model(&overrideRow{}).Where("id = ?", e.Subject).Updates(map[string]any{"ended_at": store.At(e.At), "ended_by": e.Actor}).Error
}

func applySettings(tx *store.Tx, e logbook.Entry, body *logbook.Act[Settings, none]) error {
	s := body.Act
	return tx.Upsert("rota_settings", oneRow, settingsColumns, 1, store.Of(s.Needs), store.Of(s.Duties), store.Of(s.Early), e.Actor, store.At(e.At), e.Position)
}

// today answers the day that it is for the department.
func today(tx *store.Tx) schedule.Day { return schedule.DayOf(tx.Now, london()) }
