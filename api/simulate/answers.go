package simulate

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Checklist is a definition as served, as far as answering it needs.
type Checklist struct {
	ID, Hash, State string
	Sections        []struct{ Items []Question }
}

// Question is one item of a checklist.
type Question struct {
	ID, Kind, Meaning, When, OnFail string
	Expect                          *bool
	AtLeast                         *float64
	Optional                        bool
	Options                         []struct{ Value, Consequence string }
	Plausible                       *struct{ Min, Max *float64 }
	Limits                          *struct {
		Type                        string
		Reference                   *struct{ Value *float64 }
		ToleranceLow, ToleranceHigh *float64
	}
}

// Checklist fetches a definition.
func (c Client) Checklist(ctx context.Context, id string) (Checklist, error) {
	var list Checklist
	err := c.Call(ctx, http.MethodGet, "/v1/checklists/"+id, nil, &list)
	return list, err
}

// Readings answers every question as one would when all is well on the given day.
func (l Checklist) Readings(day time.Time) (map[string]any, error) {
	readings := map[string]any{}
	for _, s := range l.Sections {
		for _, q := range s.Items {
			if q.Optional || q.When != "" || q.Kind == "instruction" || q.Kind == "computed" {
				continue
			}
			value, err := q.well(day)
			if err != nil {
				return nil, err
			}
			readings[q.ID] = map[string]any{"value": value}
		}
	}
	return readings, nil
}

func (q Question) well(day time.Time) (any, error) {
	switch q.Kind {
	case "confirm":
		return q.Expect == nil || *q.Expect, nil
	case "choice":
		for _, o := range q.Options {
			if o.Consequence == "" {
				return o.Value, nil
			}
		}
	case "number", "count":
		return q.number(), nil
	case "date":
		if q.Meaning == "opened" || q.Meaning == "examined" {
			return day.AddDate(0, 0, -7).Format(time.DateOnly), nil
		}
		return day.AddDate(1, 0, 0).Format(time.DateOnly), nil
	case "text":
		return "in order", nil
	}
	return nil, fmt.Errorf("simulate: no answer to %s, a %s", q.ID, q.Kind)
}

func (q Question) number() float64 {
	switch {
	case q.AtLeast != nil:
		return *q.AtLeast
	case q.Limits != nil && q.Limits.Reference != nil && q.Limits.Reference.Value != nil:
		return *q.Limits.Reference.Value
	case q.Limits != nil && q.Limits.ToleranceLow != nil && q.Limits.ToleranceHigh != nil:
		return (*q.Limits.ToleranceLow + *q.Limits.ToleranceHigh) / 2
	case q.Plausible != nil && q.Plausible.Min != nil && q.Plausible.Max != nil:
		return (*q.Plausible.Min + *q.Plausible.Max) / 2
	}
	return 1
}

// With answers the same readings with one of them another.
func With(readings map[string]any, item string, reading map[string]any) map[string]any {
	changed := map[string]any{}
	for k, v := range readings {
		changed[k] = v
	}
	changed[item] = reading
	return changed
}

// Decode reads a change's data.
func (c Change) Decode(into any) error { return json.Unmarshal(c.Data, into) }
