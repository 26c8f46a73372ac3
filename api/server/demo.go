package server

import (
	"context"

	"runup/checklists"
	"runup/internal/sample"
)

// demo opens the sample department: in an empty record with ninety days of history, in any other as it was left.
func (s *Server) demo(ctx context.Context, clock *sample.Clock) error {
	if !s.config.Demo {
		return nil
	}
	d, err := sample.Open(ctx, sample.Options{
		DB: s.db, Clock: clock, Auth: s.auth, Tablets: s.tablet, Checklists: checklists.Library, Code: s.config.EnrolmentCode,
	})
	if err != nil {
		return err
	}
	s.Department = &d
	return nil
}
