package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	. "runup/api/wire"
	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/claim"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/report"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
)

// usualPull is how many changes a page holds when the caller does not say.
const usualPull = 500

// SyncHello says what this server speaks and how far its logbook is.
func (s *service) SyncHello(context.Context, SyncHelloRequestObject) (SyncHelloResponseObject, error) {
	head := s.DB.Head()
	return SyncHello200JSONResponse{
		Body: Hello{
			Protocol: ProtocolRange{Min: protocol, Max: protocol}, Epoch: head.Epoch, Head: head.Position, ServerTime: Time(s.now()),
			Limits: PushLimits{OpsPerPush: tablet.OpsPerPush, BytesPerPush: tablet.BytesPerPush, BytesPerOp: tablet.BytesPerOp},
		},
	}, nil
}

// SyncSnapshot answers everything the caller may see, page by page.
func (s *service) SyncSnapshot(ctx context.Context, r SyncSnapshotRequestObject) (SyncSnapshotResponseObject, error) {
	return s.pull(ctx, or(r.Params.Cursor, ""), or(r.Params.Limit, usualPull))
}

// SyncChanges answers what changed after the cursor; with wait it lets a caller who is up to date wait for more.
func (s *service) SyncChanges(ctx context.Context, r SyncChangesRequestObject) (SyncChangesResponseObject, error) {
	cursor, limit := or(r.Params.Cursor, ""), or(r.Params.Limit, usualPull)
	wait := time.NewTimer(time.Duration(or(r.Params.Wait, 0)) * time.Second)
	defer wait.Stop()
	for {
		moved := s.DB.Changed()
		page, err := s.pull(ctx, cursor, limit)
		if err != nil || len(page.changes) > 0 || or(r.Params.Wait, 0) == 0 {
			return page, err
		}
		select {
		case <-moved:
		case <-wait.C:
			return page, nil
		case <-s.Streaming.Done():
			return page, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if err := s.stillWelcome(ctx, "syncChanges"); err != nil {
			return nil, err
		}
	}
}

// stillWelcome asks again whether the caller's token is good, for what takes long.
func (s *service) stillWelcome(ctx context.Context, operation string) error {
	_, err := s.authenticate(ctx, callerOf(ctx).token, operation)
	return err
}

func (s *service) pull(ctx context.Context, cursor string, limit int) (pageAnswer, error) {
	answer := pageAnswer{engineOK: s.Engine.OK()}
	err := s.Tablet.Pull(ctx, callerOf(ctx).Principal, cursor, limit, func(tx *store.Tx, p *tablet.Page) (err error) {
		answer.from, answer.to, answer.upToDate, answer.epoch, answer.cursor = p.From, p.To, p.UpToDate, p.Epoch, p.Cursor
		if answer.changes, err = s.presentChanges(tx, p.Changes); err != nil {
			return err
		}
		list, err := claim.All(tx)
		if err == nil {
			answer.claims, err = json.Marshal(presentClaims(ctx, list))
		}
		return err
	})
	return answer, err
}

func (s *service) presentChanges(tx *store.Tx, changes []tablet.Change) ([]Change, error) {
	list := make([]Change, len(changes))
	held, err := s.heldBy(tx, changes)
	if err != nil {
		return nil, err
	}
	for i, c := range changes {
		data, err := s.presentThing(tx, c.Thing, held)
		if err != nil {
			return nil, fmt.Errorf("api: %s %s: %w", c.Kind, c.ID, err)
		}
		list[i] = Change{Position: c.Position, Kind: c.Kind, ID: c.ID, Action: ChangeActionPut, Data: data}
	}
	return list, nil
}

// heldBy reads all authorisations at once when a page holds people.
func (s *service) heldBy(tx *store.Tx, changes []tablet.Change) (map[string][]staff.Authorisation, error) {
	for _, c := range changes {
		if _, ok := c.Thing.(staff.Person); ok {
			return staff.Authorisations(tx)
		}
	}
	return nil, nil
}

// presentThing is a thing as GET of it answers: the same mapping.
func (s *service) presentThing(tx *store.Tx, thing any, held map[string][]staff.Authorisation) (json.RawMessage, error) {
	switch t := thing.(type) {
	case library.Edition:
		return presentEdition(t), nil
	case equipment.Equipment:
		return json.Marshal(presentEquipment(t))
	case equipment.Area:
		return json.Marshal(presentArea(t))
	case staff.Person:
		return json.Marshal(presentPerson(t, held[t.ID]))
	case baseline.Baseline:
		return json.Marshal(presentBaseline(t))
	case check.Check:
		return json.Marshal(presentCheck(t))
	case report.Report:
		return json.Marshal(presentReport(t))
	case escalation.Escalation:
		return json.Marshal(presentEscalation(t))
	case occurrence.Occurrence:
		return json.Marshal(presentOccurrence(t))
	case device.Device:
		d, err := s.deviceWith(tx, t.ID)
		if err != nil {
			return nil, err
		}
		return json.Marshal(d)
	}
	return nil, fmt.Errorf("%T has no form on the wire", thing)
}

// pageAnswer is a page of changes, written without going over its data again.
type pageAnswer struct {
	from, to int64
	upToDate bool
	engineOK bool
	epoch    string
	cursor   string
	claims   json.RawMessage
	changes  []Change
}

// VisitSyncSnapshotResponse writes the page.
func (p pageAnswer) VisitSyncSnapshotResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitSyncChangesResponse writes the page.
func (p pageAnswer) VisitSyncChangesResponse(w http.ResponseWriter) error { return p.write(w) }

// write puts the page together. The members are texts and numbers of our own making, so only strings need quoting.
func (p pageAnswer) write(w http.ResponseWriter) error {
	size := 512
	for i := range p.changes {
		size += len(p.changes[i].Data) + 160
	}
	out := make([]byte, 0, size)
	out = fmt.Appendf(out, `{"from":%d,"to":%d,"upToDate":%t,"epoch":%q,"cursor":%q,"engineOk":%t,"claims":%s,"changes":[`, p.from, p.to, p.upToDate, p.epoch, p.cursor, p.engineOK, p.claims)
	for i, c := range p.changes {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, `{"position":%d,"kind":%q,"id":%q,"action":"put","data":`, c.Position, c.Kind, c.ID)
		out = append(append(out, c.Data...), '}')
	}
	out = append(out, "]}\n"...)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(out)
	return err
}
