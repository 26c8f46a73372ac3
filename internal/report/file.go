package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"runup/internal/codes"
	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/operation"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Filing is a report on its way in. Pushed is nil for one that is filed by the API.
type Filing struct {
	Said   Said
	At     time.Time // when it was seen, by the best evidence
	Areas  []string  // of the tablet, or of who files: where it is when it does not say
	Flags  []string
	Zone   *time.Location // the department's
	Pushed *Pushed
}

// Said is what a report says.
type Said struct {
	Kind      string   `json:"kind"`
	Equipment string   `json:"equipment,omitempty"`
	Area      string   `json:"area,omitempty"`
	Text      string   `json:"text"`
	Blobs     []string `json:"blobs,omitempty"`
	Codes     []string `json:"codes,omitempty"`  // of the event codes in force
	System    string   `json:"system,omitempty"` // the local incident system
	Reference string   `json:"reference,omitempty"`
}

// Pushed is a report as a tablet sent it.
type Pushed struct {
	Op        *operation.Operation
	Text      string // exactly as sent
	SHA       string
	Signature string
	Device    string
	Release   *Release
}

// Release says that it was set aside at first and is now accepted.
type Release struct {
	Position   int64     `json:"-"` // of the entry that kept it
	Standing   string    `json:"standing"`
	ReceivedAt time.Time `json:"receivedAt"`
}

// Filed is what became of a report, with what it calls for.
type Filed struct {
	ID       string
	Position int64
	Flags    []string
	Blobs    []string
	Said     Said
	Opens    Opens
	At       time.Time
}

// FromOperation is what a pushed report says.
func FromOperation(op *operation.Operation) Said {
	return Said{
		Kind: op.Kind, Equipment: op.Equipment, Area: op.Area, Text: op.Text, Blobs: op.Blobs, Codes: op.Codes, System: op.System,
		Reference: op.Reference,
	}
}

// File stores a report. One that was pushed is refused only when its equipment is not known here; one filed by the API is
// held to all that it names, since the person is there to put it right.
func File(tx *store.Tx, f Filing) (Filed, error) {
	if f.Pushed == nil {
		if err := may(tx, f.Said); err != nil {
			return Filed{}, err
		}
	}
	q, err := about(tx, f.Said)
	if err != nil {
		return Filed{}, err
	}
	found, err := f.settle(tx, q)
	if err != nil {
		return Filed{}, err
	}
	id := uuid.Must(uuid.NewV7()).String()
	if f.Pushed != nil {
		id = f.Pushed.Op.OpID
	}
	e, err := Reported.Append(tx, found.Area, id, f.body(found))
	if err != nil {
		return Filed{}, fmt.Errorf("report: file: %w", err)
	}
	opens, err := f.opens(tx, q, found.Area)
	return Filed{ID: id, Position: e.Position, Flags: found.Flags, Blobs: f.Said.Blobs, Said: f.Said, Opens: opens, At: f.At}, err
}

// about finds the equipment; nil when it names none.
func about(tx *store.Tx, s Said) (*equipment.Equipment, error) {
	if s.Equipment == "" {
		return nil, nil
	}
	q, err := equipment.ByID(tx, s.Equipment)
	if problem.Is(err, "not-found") {
		err = problem.Newf("unknown-equipment", "There is no equipment %q here.", s.Equipment)
	}
	if err != nil {
		return nil, err
	}
	return &q, nil
}

// settle decides where the report belongs and what a reader must know of it.
func (f Filing) settle(tx *store.Tx, q *equipment.Equipment) (Found, error) {
	found := Found{At: f.At, Flags: slices.Clone(f.Flags)}
	if operation.HasNHSNumber(f.Said.Text) || f.Pushed != nil && operation.HasNHSNumber(f.Pushed.Op.PerformedByName) {
		found.Flags = append(found.Flags, FlagNHSNumber)
	}
	if len(f.Said.Codes) > 0 {
		list, err := codes.Current(tx, codes.Event)
		if err != nil {
			return Found{}, err
		}
		found.Taxonomy = list.Version
		if len(list.Unknown(f.Said.Codes)) > 0 {
			found.Flags = append(found.Flags, FlagUnknownCode)
		}
	}
	switch {
	case q != nil:
		found.Area = q.Area
	case f.Said.Area != "":
		_, err := equipment.AreaByID(tx, f.Said.Area)
		if problem.Is(err, "not-found") {
			found.Flags = append(found.Flags, FlagUnknownArea)
			break
		}
		if err != nil {
			return Found{}, err
		}
		found.Area = f.Said.Area
	case len(f.Areas) == 1 && f.Areas[0] != "*":
		found.Area = f.Areas[0]
	}
	slices.Sort(found.Flags)
	found.Flags = append([]string{}, slices.Compact(found.Flags)...)
	if f.Pushed != nil {
		found.Release = f.Pushed.Release
		return found, nil
	}
	found.Auth = tx.Actor.Proven
	return found, nil
}

// opens decides what the report calls for, now: a unit is withdrawn now or not, whenever it was seen.
func (f Filing) opens(tx *store.Tx, q *equipment.Equipment, area string) (Opens, error) {
	o := Opens{Severity: severity(f.Said.Kind, q), Equipment: q, Area: area}
	if q == nil || f.Said.Kind != operation.Unsafe && f.Said.Kind != operation.Fault {
		return o, nil
	}
	if f.Said.Kind == operation.Unsafe && q.Treats() && q.Status.InUse() {
		var err error
		if o.Alarm, err = occurrence.ClinicOpen(tx, tx.Now.In(f.Zone)); err != nil {
			return Opens{}, fmt.Errorf("report: clinic: %w", err)
		}
	}
	for _, id := range q.Affects {
		protected, err := equipment.ByID(tx, id)
		if problem.Is(err, "not-found") {
			continue
		}
		if err != nil {
			return Opens{}, fmt.Errorf("report: protects: %w", err)
		}
		o.Protects = append(o.Protects, protected)
	}
	return o, nil
}

// may holds what a person files against what is here.
func may(tx *store.Tx, s Said) error {
	if err := staff.May(tx.Actor, staff.FileReport); err != nil {
		return err
	}
	var wrong []problem.Field
	add := func(pointer, detail string) {
		wrong = append(wrong, problem.Field{Pointer: pointer, Detail: detail})
	}
	if !slices.Contains(operation.ReportKinds, s.Kind) {
		add("/kind", "must be one of "+strings.Join(operation.ReportKinds, ", "))
	}
	if strings.TrimSpace(s.Text) == "" {
		add("/text", "must say what is the matter")
	}
	if _, err := equipment.Visible(tx, s.Equipment); s.Equipment != "" && err != nil {
		if !problem.Is(err, "not-found") {
			return err
		}
		add("/equipment", "there is no such equipment")
	}
	if _, err := equipment.VisibleArea(tx, s.Area); s.Area != "" && err != nil {
		if !problem.Is(err, "not-found") {
			return err
		}
		add("/area", "there is no such area")
	}
	list, err := codes.Current(tx, codes.Event)
	if err != nil {
		return err
	}
	for _, i := range list.Unknown(s.Codes) {
		add(fmt.Sprintf("/codes/%d", i), "is no code of the list in force")
	}
	if len(wrong) > 0 {
		return problem.New("invalid", "The report was not filed.").With(wrong...)
	}
	return nil
}
