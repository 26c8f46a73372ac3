package escalation

import (
	"runup/internal/equipment"
	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/store"
)

// facts names what an escalation is about. What somebody wrote or measured stays in the record.
func (r row) facts(tx *store.Tx, q equipment.Equipment) (notify.Facts, error) {
	f := notify.Facts{
		Ref: r.Ref, Kind: r.Kind, Checklist: words(r.Checklist), Item: words(r.Item), State: r.State, At: r.OpenedAt.Time(),
		Equipment: q.Name, Status: string(q.Status),
	}
	for _, a := range q.Alarms {
		f.Alarm = f.Alarm || a.Escalation == r.ID
	}
	if r.Area == "" {
		return f, nil
	}
	a, err := equipment.AreaByID(tx, r.Area)
	if problem.Is(err, "not-found") {
		return f, nil
	}
	f.Area, f.Phone = a.Name, a.Phone
	return f, err
}
