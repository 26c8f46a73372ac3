package staff

import "runup/internal/store"

// The columns that an entry writes, in the order of their values.
var (
	byID                 = []string{"id"}
	byStaff              = []string{"staff"}
	personColumns        = []string{"username", "name", "role", "areas", "appointments", "active", "since", "left_at", "changed_at"}
	authorisationColumns = []string{
		"staff", "checklist", "equipment", "capacity", "from_at", "until_at", "granted_by", "granted_at", "evidence", "withdrawn_at", "withdrawn_by", "position",
		"assessor", "basis", "review_on", "procedure_ref", "codes",
	}
	proposalColumns = []string{"role", "proposed_by", "proposed_at", "position"}
)

type personRow struct {
	ID           string `gorm:"primaryKey"`
	Username     string
	Name         string
	Role         string
	Areas        store.JSON[[]string]
	Appointments store.JSON[[]Appointment]
	Active       bool
	Since        store.Instant
	LeftAt       *store.Instant
	ChangedAt    store.Instant
}

func (personRow) TableName() string { return "staff" }

func (r personRow) person() Person {
	return Person{
		ID: r.ID, Username: r.Username, Name: r.Name, Role: r.Role, Areas: r.Areas.V, Appointments: r.Appointments.V,
		Active: r.Active, Since: r.Since.Time(), LeftAt: r.LeftAt.TimePtr(),
	}
}

func (r personRow) values() []any {
	return []any{r.ID, r.Username, r.Name, r.Role, r.Areas, r.Appointments, r.Active, r.Since, r.LeftAt, r.ChangedAt}
}

type authorisationRow struct {
	ID          string `gorm:"primaryKey"`
	Staff       string
	Checklist   string
	Equipment   string
	Capacity    string
	FromAt      store.Instant
	UntilAt     *store.Instant
	GrantedBy   string
	GrantedAt   store.Instant
	Evidence    string
	WithdrawnAt *store.Instant
	WithdrawnBy string
	Position    int64
	Assessor    string
	Basis       string
	ReviewOn    string
	Procedure   string `gorm:"column:procedure_ref"`
	Codes       store.JSON[[]string]
}

func (authorisationRow) TableName() string { return "authorisation" }

func (r authorisationRow) authorisation() Authorisation {
	return Authorisation{
		ID: r.ID, Staff: r.Staff, Checklist: r.Checklist, Equipment: r.Equipment, Capacity: r.Capacity,
		From: r.FromAt.Time(), Until: r.UntilAt.TimePtr(), GrantedBy: r.GrantedBy, GrantedAt: r.GrantedAt.Time(),
		Evidence: r.Evidence, WithdrawnAt: r.WithdrawnAt.TimePtr(), WithdrawnBy: r.WithdrawnBy,
		Assessor: r.Assessor, Basis: r.Basis, ReviewOn: r.ReviewOn, Procedure: r.Procedure, Codes: r.Codes.V,
	}
}

// proposalRow is a change of role that waits for a second person.
type proposalRow struct {
	Staff      string `gorm:"primaryKey"`
	Role       string
	ProposedBy string
	ProposedAt store.Instant
	Position   int64
}

func (proposalRow) TableName() string { return "staff_proposal" }

var (
	contactColumns = []string{"staff", "place", "channel", "address", "private", "set_by", "set_at", "verified_at", "last_ok_at", "last_fail_at", "dead_at"}
	teamColumns    = []string{"name", "contacts", "active", "changed_at"}
)

type contactRow struct {
	ID         string `gorm:"primaryKey"`
	Staff      string
	Place      int64
	Channel    string
	Address    string
	Private    bool
	SetBy      string
	SetAt      store.Instant
	VerifiedAt *store.Instant
	LastOKAt   *store.Instant `gorm:"column:last_ok_at"`
	LastFailAt *store.Instant
	DeadAt     *store.Instant
}

func (contactRow) TableName() string { return "contact_point" }

func (r contactRow) contact() Contact {
	return Contact{
		ID: r.ID, Staff: r.Staff, Channel: r.Channel, Address: r.Address, Private: r.Private, SetBy: r.SetBy, SetAt: r.SetAt.Time(),
		VerifiedAt: r.VerifiedAt.TimePtr(), LastOKAt: r.LastOKAt.TimePtr(), LastFailAt: r.LastFailAt.TimePtr(), DeadAt: r.DeadAt.TimePtr(),
	}
}

type teamRow struct {
	ID       string `gorm:"primaryKey"`
	Name     string
	Contacts store.JSON[[]TeamContact]
	Active   bool
}

func (teamRow) TableName() string { return "team" }

func (r teamRow) team() Team {
	return Team{ID: r.ID, Name: r.Name, Contacts: r.Contacts.V, Active: r.Active}
}
