package api

import (
	"context"
	"net/url"
	"strings"

	. "runup/api/wire"
	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/store"
)

// CreateEnrolmentCode makes a code that enrols one tablet.
func (s *service) CreateEnrolmentCode(ctx context.Context, _ CreateEnrolmentCodeRequestObject) (CreateEnrolmentCodeResponseObject, error) {
	code, err := device.Issue(ctx, s.DB, actor(ctx), device.Issuing{})
	return CreateEnrolmentCode201JSONResponse{Code: code.Text, ExpiresAt: Time(code.ExpiresAt), Link: EnrolmentLink(s.addressFor(ctx), code.Text)}, err
}

// EnrolmentLink is what the QR code of an enrolment code holds. Behind the # it is seen by the browser alone.
func EnrolmentLink(server, code string) string {
	return strings.TrimSuffix(server, "/") + "/#enrol=" + code
}

// addressFor is where the caller finds this server: as it was set up, or else as they found it themselves.
func (s *service) addressFor(ctx context.Context) string {
	if s.Address != nil {
		return s.Address.String()
	}
	scheme := "http"
	if s.tls {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: callerOf(ctx).host}).String()
}

// EnrolDevice takes a tablet in, with its key.
func (s *service) EnrolDevice(ctx context.Context, r EnrolDeviceRequestObject) (EnrolDeviceResponseObject, error) {
	key, err := device.ParseKey(r.Body.PublicKey)
	if err != nil {
		return nil, err
	}
	d, err := device.Enrol(ctx, s.DB, device.Enrolment{Code: r.Body.Code, Name: r.Body.Name, Key: key})
	return EnrolDevice201JSONResponse{DeviceID: d.ID}, err
}

// ChallengeDevice answers a nonce to sign.
func (s *service) ChallengeDevice(ctx context.Context, r ChallengeDeviceRequestObject) (ChallengeDeviceResponseObject, error) {
	nonce, err := device.Challenge(ctx, s.DB, r.DeviceID)
	return ChallengeDevice200JSONResponse{Nonce: nonce}, err
}

// IssueDeviceToken answers the tablet's token for a signed nonce.
func (s *service) IssueDeviceToken(ctx context.Context, r IssueDeviceTokenRequestObject) (IssueDeviceTokenResponseObject, error) {
	token, lives, err := s.Auth.DeviceToken(ctx, r.DeviceID, r.Body.Nonce, r.Body.Signature)
	return IssueDeviceToken200JSONResponse{AccessToken: token, ExpiresIn: seconds(lives)}, err
}

// ListDevices answers the tablets, and when each was heard of.
func (s *service) ListDevices(ctx context.Context, r ListDevicesRequestObject) (ListDevicesResponseObject, error) {
	var answer ListDevices200JSONResponse
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		found, err := device.All(tx)
		if err != nil {
			return err
		}
		found, answer.Next = page(found, spanOf(r.Params.After, r.Params.Limit), func(d device.Device) string { return d.ID })
		answer.Items, err = s.devicesWith(tx, found)
		return err
	})
	return answer, err
}

// GetDevice answers one tablet.
func (s *service) GetDevice(ctx context.Context, r GetDeviceRequestObject) (GetDeviceResponseObject, error) {
	d, err := s.device(ctx, r.DeviceID)
	return GetDevice200JSONResponse(d), err
}

// RevokeDevice shuts a tablet out.
func (s *service) RevokeDevice(ctx context.Context, r RevokeDeviceRequestObject) (RevokeDeviceResponseObject, error) {
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error {
		_, err := device.Revoke(tx, r.DeviceID, r.Body.Reason)
		return err
	})
	if err != nil {
		return nil, err
	}
	d, err := s.device(ctx, r.DeviceID)
	return RevokeDevice200JSONResponse(d), err
}

func (s *service) device(ctx context.Context, id string) (out Device, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		out, err = s.deviceWith(tx, id)
		return err
	})
	return out, err
}

func (s *service) deviceWith(tx *store.Tx, id string) (Device, error) {
	d, err := device.ByID(tx, id)
	if err != nil {
		return Device{}, err
	}
	contact, err := device.ContactOf(tx, id)
	if err != nil {
		return Device{}, err
	}
	return s.presentDevice(tx, d, contact)
}

func (s *service) devicesWith(tx *store.Tx, found []device.Device) ([]Device, error) {
	contacts, err := device.ContactsOf(tx)
	if err != nil {
		return nil, err
	}
	list := make([]Device, len(found))
	for i, d := range found {
		if list[i], err = s.presentDevice(tx, d, contacts[d.ID]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// presentDevice adds what is missing of its chain, and the PIN verifiers, which are there for the tablet itself alone.
func (s *service) presentDevice(tx *store.Tx, d device.Device, c device.Contact) (Device, error) {
	out := Device{
		ID: d.ID, Name: d.Name, State: DeviceStateEnrolled, EnrolledAt: Time(d.EnrolledAt), EnrolledBy: unless(d.EnrolledBy, ""),
		LastSeenAt: At(c.LastSeenAt), Outbox: c.Outbox, UnsentSince: At(c.UnsentSince), App: unless(c.App, ""),
		RevokedAt: At(d.RevokedAt), RevokedBy: unless(d.RevokedBy, ""), Reason: unless(d.Reason, ""),
	}
	if d.Revoked() {
		out.State = DeviceStateRevoked
	}
	gaps, err := device.Gaps(tx, d.ID)
	if err != nil {
		return out, err
	}
	out.Gaps = present(gaps, func(g device.Gap) Gap { return Gap{From: g.From, To: g.To, Since: Time(g.Since)} })
	pins, err := s.Auth.Pins(tx, d.ID)
	if pins != nil {
		out.Pins = present(pins, func(p auth.Pin) Pin {
			return Pin{Staff: p.Staff, Salt: p.Salt, Parameters: p.Parameters, Verifier: p.Verifier}
		})
	}
	return out, err
}
