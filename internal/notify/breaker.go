package notify

import "sync"

// failuresInRow is after how many failures without a success between them a channel counts as not working.
const failuresInRow = 5

// breaker notices that a channel does not work. Then only one message at a time tries it, and what waits for it takes the next
// way; one success ends that.
type breaker struct {
	mu     sync.Mutex
	row    int
	broken bool
}

func (b *breaker) worked() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.row, b.broken = 0, false
}

// failed counts a failure; tripped says that it was the one by which the channel is found not to work.
func (b *breaker) failed(c Class) (tripped, broken bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.row++
	tripped = !b.broken && (c == Fault || b.row >= failuresInRow)
	b.broken = b.broken || tripped
	return tripped, b.broken
}

func (b *breaker) isBroken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.broken
}
