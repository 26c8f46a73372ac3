package notify

import (
	"runup/internal/store"
)

type notificationRow struct {
	ID            string `gorm:"primaryKey"`
	Batch         int64
	Escalation    string
	Area          string
	Purpose       string
	Severity      string
	Recipient     string
	RecipientKind string
	Facts         store.JSON[Facts]
	CreatedAt     store.Instant
	SeenAt        *store.Instant
	CancelledAt   *store.Instant
	Why           string
}

func (notificationRow) TableName() string { return "notification" }

// deliveryRow is one message on its way. NextAt is when somebody should look at it again: when it is due, when its lease
// ends, or when its receipt is overdue.
type deliveryRow struct {
	ID            string `gorm:"primaryKey"`
	Batch         int64
	Turn          int
	Recipient     string
	RecipientKind string
	Purpose       string
	Severity      string
	Channel       string
	Contact       string
	Address       string
	Rank          int
	Priority      int
	State         string
	NextAt        store.Instant
	Node          string
	Fence         int64
	Attempts      int
	ProviderRef   string
	Failure       string
	CreatedAt     store.Instant
	SentAt        *store.Instant
	DeliveredAt   *store.Instant
}

func (deliveryRow) TableName() string { return "delivery" }

type attemptRow struct {
	Delivery  string `gorm:"primaryKey"`
	Fence     int64  `gorm:"primaryKey"`
	Node      string
	StartedAt store.Instant
	EndedAt   *store.Instant
	Outcome   string
	Code      string
	Said      string
}

func (attemptRow) TableName() string { return "delivery_attempt" }

type toldRow struct {
	Position      int64  `gorm:"primaryKey"`
	Escalation    string `gorm:"primaryKey"`
	Recipient     string
	RecipientKind string
	Channel       string
	Contact       string
	Delivery      string
	Purpose       string
	Outcome       string
	Code          string
	At            store.Instant
}

func (toldRow) TableName() string { return "told" }

// What is written, in the order of the values.
var (
	notificationColumns = []string{
		"id", "batch", "escalation", "area", "purpose", "severity", "recipient", "recipient_kind", "facts", "created_at", "seen_at", "cancelled_at", "why",
	}
	deliveryColumns = []string{
		"id", "batch", "turn", "recipient", "recipient_kind", "purpose", "severity", "channel", "contact", "address", "rank", "priority", "state",
		"next_at", "node", "fence", "attempts", "provider_ref", "failure", "created_at", "sent_at", "delivered_at",
	}
	itemColumns    = []string{"delivery", "notification"}
	attemptColumns = []string{"delivery", "fence", "node", "started_at", "ended_at", "outcome", "code", "said"}
	toldColumns    = []string{
		"position", "escalation", "recipient", "recipient_kind", "channel", "contact", "delivery", "purpose", "outcome", "code", "at",
	}
	faultColumns = []string{"position", "channel", "code", "at"}
)
