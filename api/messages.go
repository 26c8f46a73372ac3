package api

import (
	"context"
	"crypto/subtle"

	"github.com/labstack/echo/v4"

	. "runup/api/wire"
	"runup/internal/notify"
	"runup/internal/notify/govuk"
	"runup/internal/problem"
	"runup/internal/store"
)

// ListOutbox answers every message and its fate, the newest first.
func (s *service) ListOutbox(ctx context.Context, r ListOutboxRequestObject) (ListOutboxResponseObject, error) {
	p, span := r.Params, spanOf(r.Params.After, r.Params.Limit)
	filter := notify.Filter{Escalation: or(p.Escalation, ""), Recipient: or(p.Person, ""), Channel: string(or(p.Channel, "")), State: string(or(p.State, ""))}
	var found []notify.Sending
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = notify.Outbox(tx, filter, span.after, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(m notify.Sending) string { return m.ID })
	return ListOutbox200JSONResponse{Items: present(items, presentMessage), Next: next}, err
}

// ListMyNotifications answers what the caller was told and has not seen.
func (s *service) ListMyNotifications(ctx context.Context, r ListMyNotificationsRequestObject) (ListMyNotificationsResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	var found []notify.Note
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = notify.Mine(tx, or(r.Params.All, false), span.after, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(n notify.Note) string { return n.ID })
	return ListMyNotifications200JSONResponse{Items: present(items, presentNote), Next: next}, err
}

// SeeNotification notes that the caller has seen it.
func (s *service) SeeNotification(ctx context.Context, r SeeNotificationRequestObject) (SeeNotificationResponseObject, error) {
	var n notify.Note
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		n, err = notify.See(tx, r.NotificationID)
		return err
	})
	return SeeNotification200JSONResponse(presentNote(n)), err
}

// ReceiveReceipt takes in what became of a message. One that nobody here sent is none of ours, and asking again would not help.
func (s *service) ReceiveReceipt(ctx context.Context, r ReceiveReceiptRequestObject) (ReceiveReceiptResponseObject, error) {
	err := s.Notify.Receive(ctx, notify.Receipt{Delivery: or(r.Body.Reference, ""), Class: govuk.ClassOf(r.Body.Status), Code: r.Body.Status})
	if problem.Is(err, "not-found") {
		err = nil
	}
	return ReceiveReceipt204Response{}, err
}

// provider knows GOV.UK Notify by the token it was given. Without one nobody is known.
func (s *service) provider(c echo.Context) error {
	token, err := bearer(c)
	if err != nil {
		return err
	}
	if s.ReceiptToken == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.ReceiptToken)) != 1 {
		return problem.New("not-signed-in", "The call does not carry the token for receipts.")
	}
	return nil
}

func presentMessage(m notify.Sending) OutboxMessage {
	return OutboxMessage{
		ID: m.ID, Recipient: m.Recipient, RecipientKind: OutboxMessageRecipientKind(m.RecipientKind), Purpose: m.Purpose, Severity: m.Severity,
		Channel: Channel(m.Channel), Contact: m.Contact, Address: m.Address, State: MessageState(m.State), Failure: m.Failure, ProviderRef: m.ProviderRef,
		CreatedAt: Time(m.CreatedAt), NextAt: At(m.NextAt), SentAt: At(m.SentAt), DeliveredAt: At(m.DeliveredAt),
		About: present(m.About, func(a notify.About) MessageAbout {
			return MessageAbout{Escalation: a.Escalation, Ref: a.Ref, Cancelled: a.Cancelled}
		}),
		Attempts: present(m.Attempts, func(a notify.Attempt) MessageAttempt {
			return MessageAttempt{Number: a.Fence, StartedAt: Time(a.StartedAt), EndedAt: At(a.EndedAt), Outcome: a.Outcome, Code: a.Code, Said: a.Said}
		}),
	}
}

func presentNote(n notify.Note) Notification {
	return Notification{
		ID: n.ID, Escalation: unless(n.Escalation, ""), Ref: unless(n.Ref, ""), Purpose: n.Purpose, Severity: n.Severity, Title: n.Title, Text: n.Text,
		CreatedAt: Time(n.CreatedAt), SeenAt: At(n.SeenAt), Cancelled: n.Cancelled,
	}
}
