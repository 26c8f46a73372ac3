package api

import (
	"context"

	. "runup/api/wire"
	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/store"
)

// ListPolicies answers the ladders by which people are called.
func (s *service) ListPolicies(ctx context.Context, _ ListPoliciesRequestObject) (ListPoliciesResponseObject, error) {
	var list []escalation.Policy
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		list, err = escalation.Policies(tx)
		return err
	})
	return ListPolicies200JSONResponse{Items: present(list, presentPolicy)}, err
}

// PutPolicy puts another ladder in force for what opens from now on.
func (s *service) PutPolicy(ctx context.Context, r PutPolicyRequestObject) (PutPolicyResponseObject, error) {
	p := takePolicy(*r.Body)
	var now escalation.Policy
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		now, err = escalation.PutPolicy(tx, p)
		return err
	})
	return PutPolicy200JSONResponse(presentPolicy(now)), err
}

func takePolicy(b PolicySetting) ladder.Policy {
	return ladder.Policy{
		Name: b.Name, Severity: string(b.Severity), Again: b.AgainSeconds, ActWithin: b.ActWithinSeconds, Fallback: present(b.Fallback, takeTarget),
		Rungs: present(b.Rungs, func(r PolicyRung) ladder.Rung {
			return ladder.Rung{After: r.AfterSeconds, To: present(r.To, takeTarget), Channels: as[string](r.Channels)}
		}),
		Tell: present(b.Tell, func(t PolicyTell) ladder.Tell {
			return ladder.Tell{Of: string(t.Of), To: present(t.To, takeTarget), Channels: as[string](t.Channels)}
		}),
	}
}

func takeTarget(t PolicyTarget) ladder.Target {
	return ladder.Target{Kind: string(t.Kind), ID: or(t.ID, "")}
}

// as maps a list of words to another type of word.
func as[B, A ~string](list []A) []B { return present(list, func(a A) B { return B(a) }) }

func presentPolicy(p escalation.Policy) Policy {
	return Policy{
		Name: p.Name, Severity: Severity(p.Severity), AgainSeconds: p.Again, ActWithinSeconds: p.ActWithin, Fallback: present(p.Fallback, presentTarget),
		Rungs: present(p.Rungs, func(r ladder.Rung) PolicyRung {
			return PolicyRung{AfterSeconds: r.After, To: present(r.To, presentTarget), Channels: as[PolicyChannel](r.Channels)}
		}),
		Tell: present(p.Tell, func(t ladder.Tell) PolicyTell {
			return PolicyTell{Of: PolicyTellOf(t.Of), To: present(t.To, presentTarget), Channels: as[PolicyChannel](t.Channels)}
		}),
		SetBy: unless(p.SetBy, ""), SetAt: At(p.SetAt.TimePtr()), Position: p.Position, Warnings: some(p.Warnings),
	}
}

func presentTarget(t ladder.Target) PolicyTarget {
	return PolicyTarget{Kind: PolicyTargetKind(t.Kind), ID: unless(t.ID, "")}
}
