package staff

import (
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that change people and what they are authorised for.
var (
	Added     = logbook.Define("staff.added", applyAdded)
	Altered   = logbook.Define("staff.changed", applyAltered)
	Proposed  = logbook.Define("staff.proposed", applyProposed)
	Granted   = logbook.Define("authorisation.granted", applyGranted)
	Withdrawn = logbook.Define("authorisation.withdrawn", applyWithdrawn)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier {
	return []logbook.Applier{Added, Altered, Proposed, Granted, Withdrawn, ContactsSet, TeamSet}
}

// none is for acts in which the server found nothing of its own.
type none struct{}

type added struct {
	Username     string        `json:"username"`
	Name         string        `json:"name"`
	Role         string        `json:"role"`
	Areas        []string      `json:"areas"`
	Appointments []Appointment `json:"appointments"`
}

// altered holds only what changes.
type altered struct {
	Name         *string        `json:"name,omitempty"`
	Role         *string        `json:"role,omitempty"`
	Areas        *[]string      `json:"areas,omitempty"`
	Active       *bool          `json:"active,omitempty"`
	Appointments *[]Appointment `json:"appointments,omitempty"`
	Reason       string         `json:"reason,omitempty"`
}

// second names who proposed what this entry brings into effect.
type second struct {
	ProposedBy string `json:"proposedBy,omitempty"`
	Proposal   int64  `json:"proposal,omitempty"` // its position
}

type proposed struct {
	Role   string `json:"role"`
	Reason string `json:"reason,omitempty"`
}

type granted struct {
	Staff     string     `json:"staff"`
	Checklist string     `json:"checklist"`
	Equipment string     `json:"equipment,omitempty"`
	Capacity  string     `json:"capacity"`
	From      time.Time  `json:"from"`
	Until     *time.Time `json:"until,omitempty"`
	Evidence  string     `json:"evidence"`
	Assessor  string     `json:"assessor,omitempty"`
	Basis     string     `json:"basis,omitempty"`
	ReviewOn  string     `json:"reviewOn,omitempty"`
	Procedure string     `json:"procedure,omitempty"`
	Codes     []string   `json:"codes,omitempty"`
}

type withdrawn struct {
	Staff  string `json:"staff"`
	Reason string `json:"reason"`
}

func applyAdded(tx *store.Tx, e logbook.Entry, body *logbook.Act[added, none]) error {
	a := body.Act
	row := personRow{
		ID: e.Subject, Username: a.Username, Name: a.Name, Role: a.Role, Areas: store.Of(a.Areas), Appointments: store.Of(a.Appointments),
		Active: true, Since: store.At(e.At), ChangedAt: store.At(e.At),
	}
	return keep(tx, e, row)
}

// keep writes a person. They are seen in every area: their names stand on checks everywhere.
func keep(tx *store.Tx, e logbook.Entry, row personRow) error {
	if err := tx.Upsert("staff", byID, personColumns, row.values()...); err != nil {
		return err
	}
	return logbook.Move(tx, e, "staff", row.ID, "")
}

func applyAltered(tx *store.Tx, e logbook.Entry, body *logbook.Act[altered, second]) error {
	var row personRow
	if err := tx.Where("id = ?", e.Subject).Take(&row).Error; err != nil {
		return err
	}
	body.Act.onto(&row, e.At)
	if body.Act.Role != nil {
		if err := tx.Where("staff = ?", e.Subject).Delete(&proposalRow{}).Error; err != nil {
			return err
		}
	}
	return keep(tx, e, row)
}

func (a altered) onto(row *personRow, at time.Time) {
	if a.Name != nil {
		row.Name = *a.Name
	}
	if a.Role != nil {
		row.Role = *a.Role
	}
	if a.Areas != nil {
		row.Areas = store.Of(*a.Areas)
	}
	if a.Appointments != nil {
		row.Appointments = store.Of(*a.Appointments)
	}
	if a.Active != nil {
		row.Active, row.LeftAt = *a.Active, nil
		if !row.Active {
			row.LeftAt = store.AtPtr(&at)
		}
	}
	row.ChangedAt = store.At(at)
}

func applyProposed(tx *store.Tx, e logbook.Entry, body *logbook.Act[proposed, none]) error {
	return tx.Upsert("staff_proposal", byStaff, proposalColumns, e.Subject, body.Act.Role, e.Actor, store.At(e.At), e.Position)
}

func applyGranted(tx *store.Tx, e logbook.Entry, body *logbook.Act[granted, none]) error {
	g := body.Act
	err := tx.Upsert("authorisation", byID, authorisationColumns, e.Subject, g.Staff, g.Checklist, g.Equipment, g.Capacity,
		store.At(g.From), store.AtPtr(g.Until), e.Actor, store.At(e.At), g.Evidence, (*store.Instant)(nil), "", e.Position,
		g.Assessor, g.Basis, g.ReviewOn, g.Procedure, store.Of(orEmpty(g.Codes)))
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "staff", g.Staff, "")
}

func applyWithdrawn(tx *store.Tx, e logbook.Entry, body *logbook.Act[withdrawn, none]) error {
	err := tx.Model(&authorisationRow{}).Where("id = ?", e.Subject).
		Updates(map[string]any{"withdrawn_at": store.At(e.At), "withdrawn_by": e.Actor}).Error
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "staff", body.Act.Staff, "")
}
