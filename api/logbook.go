package api

import (
	"context"
	"encoding/base64"

	. "runup/api/wire"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/proof"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
)

// mostEntries bounds one answer of entries.
const mostEntries = 1000

// GetCheckpoint signs the logbook's end as it is now.
func (s *service) GetCheckpoint(ctx context.Context, _ GetCheckpointRequestObject) (GetCheckpointResponseObject, error) {
	note, err := s.sign(ctx)
	return GetCheckpoint200TextResponse(note), err
}

// GetLogbookKey answers the key that verifies checkpoints.
func (s *service) GetLogbookKey(context.Context, GetLogbookKeyRequestObject) (GetLogbookKeyResponseObject, error) {
	return GetLogbookKey200TextResponse(s.Signer.VerifierKey() + "\n"), nil
}

// DeclareEpoch records the first person's proposal, or opens the next epoch at the second's word.
func (s *service) DeclareEpoch(ctx context.Context, r DeclareEpochRequestObject) (DeclareEpochResponseObject, error) {
	var e tablet.Epoch
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = tablet.DeclareEpoch(tx, or(r.Body.Proposal, 0), r.Body.Reason)
		return err
	})
	return DeclareEpoch200JSONResponse{Proposal: e.Proposal, Open: e.Open, Epoch: e.Epoch}, err
}

// ListEntries answers entries as they are hashed.
func (s *service) ListEntries(ctx context.Context, r ListEntriesRequestObject) (ListEntriesResponseObject, error) {
	if r.Params.End-r.Params.Start >= mostEntries {
		return nil, problem.Newf("invalid", "At most %d entries at once.", mostEntries).
			With(problem.Field{Pointer: "query/end", Detail: "is too far from start"})
	}
	var records []logbook.Record
	var sealed tablet.Sealed
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		if sealed, err = tablet.SealedNow(tx); err != nil {
			return err
		}
		records, err = logbook.Records(tx, r.Params.Start, r.Params.End)
		return err
	})
	if err != nil {
		return nil, err
	}
	items, err := presentEntries(actor(ctx), records, sealed)
	return ListEntries200JSONResponse{Items: items}, err
}

// ProveInclusion proves that an entry is in the logbook.
func (s *service) ProveInclusion(ctx context.Context, r ProveInclusionRequestObject) (ProveInclusionResponseObject, error) {
	var p logbook.Inclusion
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		size, err := sizeOr(tx, r.Params.Size)
		if err != nil {
			return err
		}
		p, err = logbook.Include(tx, r.Params.Position, size)
		return err
	})
	return ProveInclusion200JSONResponse{
		Position: p.Position, Size: p.Size, Root: p.Root.String(), LeafHash: p.Leaf.String(), Hashes: present(p.Hashes, proof.Hash.String),
	}, err
}

// ProveConsistency proves that the logbook only grew.
func (s *service) ProveConsistency(ctx context.Context, r ProveConsistencyRequestObject) (ProveConsistencyResponseObject, error) {
	answer := ProveConsistency200JSONResponse{From: r.Params.From}
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		if answer.To, err = sizeOr(tx, r.Params.To); err != nil {
			return err
		}
		hashes, err := logbook.Consist(tx, answer.From, answer.To)
		answer.Hashes = present(hashes, proof.Hash.String)
		return err
	})
	return answer, err
}

func sizeOr(tx *store.Tx, size *int64) (int64, error) {
	if size != nil {
		return *size, nil
	}
	head, err := logbook.Now(tx)
	return head.Position, err
}

// presentEntries shows every header, and bodies of what the caller may see. Headers hold no name and no reading, and
// without all of them no leaf could be checked. What a second person must not read yet is shown to nobody.
func presentEntries(a store.Actor, records []logbook.Record, sealed tablet.Sealed) ([]Entry, error) {
	items := make([]Entry, len(records))
	for i, r := range records {
		e, err := r.Entry()
		if err != nil {
			return nil, err
		}
		items[i] = Entry{Position: r.Position, Header: r.Header}
		if r.Body != nil && !sealed.Has(e) && (staff.Allows(a, staff.ReadAll) || a.Sees(e.Area)) {
			salt := base64.StdEncoding.EncodeToString(r.Salt)
			items[i].Body, items[i].Salt = r.Body, &salt
		}
	}
	return items, nil
}
