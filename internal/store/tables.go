package store

// Sort says when a table may be written.
type Sort string

// The sorts of tables.
const (
	Logged  Sort = "log"     // the logbook itself: written when a group is sealed
	View    Sort = "view"    // written by an entry's apply only; rebuilt from the log
	Working Sort = "working" // changed in a Work, or beside an entry; not in the log
)

// Tables is every table there is, and its sort. A table that is not here cannot be written.
var Tables = map[string]Sort{
	// logbook
	"head":           Logged,
	"entry":          Logged,
	"tile":           Logged,
	"feed":           View,
	"epoch_proposal": View,
	"epoch":          View,
	// equipment
	"area":      View,
	"equipment": View,
	"departure": View,
	// library
	"library_version": View,
	"library_shipped": Working,
	"library_shelf":   Working,
	// baseline
	"baseline":         View,
	"baseline_history": View,
	"last_seen":        View,
	// staff
	"staff":          View,
	"authorisation":  View,
	"staff_proposal": View,
	"team":           View,
	"contact_point":  Working,
	// rota
	"rota_sheet":    View,
	"rota_override": View,
	"rota_settings": View,
	// device
	"device":          View,
	"operation":       View,
	"enrolment_code":  Working,
	"enrolment_guess": Working,
	"device_nonce":    Working,
	"device_contact":  Working,
	// auth
	"credential": Working,
	"session":    Working,
	"lockout":    Working,
	// occurrence
	"calendar":         View,
	"clinic":           View,
	"occurrence":       View,
	"occurrence_check": View,
	"exemption":        View,
	// check
	"checks":         View,
	"check_revision": View,
	"alert":          View,
	// claim
	"claim": Working,
	// evidence
	"evidence":         View,
	"evidence_named":   View,
	"evidence_content": Working,
	// escalation
	"escalation":       View,
	"escalation_event": View,
	"policy":           View,
	"ladder":           View,
	"rung":             View,
	"engine_node":      Working,
	// notify
	"notification":     Working,
	"delivery":         Working,
	"delivery_item":    Working,
	"delivery_attempt": Working,
	"told":             View,
	"channel_fault":    View,
	// report
	"report": View,
	// codes
	"code_list": View,
	// stock
	"stock_line": View,
	// overdue
	"lookout": View,
	// tablet
	"quarantine":    View,
	"held":          View,
	"contradiction": View,
}
