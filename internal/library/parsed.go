package library

import (
	"fmt"
	"sync"

	"runup/internal/checklist"
)

// parsed holds definitions already parsed, for the whole process. What a hash names never differs, whichever database it
// was read from, so this remembers a pure function and holds no state.
var parsed = shelf{definitions: map[string]*checklist.Definition{}}

// shelfRoom bounds the shelf: a department has some tens of versions in daily use.
const shelfRoom = 512

type shelf struct {
	mu          sync.RWMutex
	definitions map[string]*checklist.Definition
}

func (s *shelf) of(hash string, text []byte) (*checklist.Definition, error) {
	s.mu.RLock()
	d := s.definitions[hash]
	s.mu.RUnlock()
	if d != nil {
		return d, nil
	}
	d, err := checklist.FromJSON(text)
	if err != nil {
		return nil, fmt.Errorf("library: version %s: %w", hash, err)
	}
	s.put(hash, d)
	return d, nil
}

func (s *shelf) put(hash string, d *checklist.Definition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.definitions) >= shelfRoom {
		clear(s.definitions)
	}
	s.definitions[hash] = d
}
