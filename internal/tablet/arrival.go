package tablet

import (
	"math"
	"strings"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/operation"
	"runup/internal/problem"
)

// arrival is one operation on its way in, with what is found out before the door: decoding and signatures take the most
// time and need nobody's turn.
type arrival struct {
	sent     Op
	unusable []problem.Field // what of it is missing or was no text
	sha      string
	signed   bool                 // by the tablet that sent it
	op       *operation.Operation // nil when the payload cannot be read at all
	wrong    *problem.Error       // why it is no operation that can be accepted
	foreign  bool                 // it says itself that another tablet made it
	other    bool                 // it says itself that it is another operation
	broken   bool                 // judging it ahead failed unexpectedly
	failing  bool                 // it was judged and something is wrong, and nobody could be called for it
	in       *check.Incoming
	result   Result
}

func (s *Service) inspect(by auth.Principal, sent Op, unusable []problem.Field) *arrival {
	a := &arrival{sent: sent, unusable: unusable}
	if len(sent.Payload) > BytesPerOp || len(sent.OpID)+len(sent.Signature) > BytesPerOp {
		a.result = tooLarge(sent.OpID)
		return a
	}
	a.sha = operation.SHA(sent.Payload)
	a.signed = s.verify(by.Device.Key, []byte(sent.Payload), sent.Signature)
	a.read()
	a.foreign = a.op != nil && a.op.DeviceID != "" && a.op.DeviceID != by.Device.ID
	a.other = a.op != nil && a.op.OpID != "" && a.op.OpID != sent.OpID
	if a.op != nil {
		a.in = &check.Incoming{Op: a.op, Text: sent.Payload, SHA: a.sha, Signature: sent.Signature, Device: *by.Device}
	}
	return a
}

// read takes the payload apart and says what is wrong with it.
func (a *arrival) read() {
	op, err := operation.Read(a.sent.Payload)
	if err != nil {
		a.wrong = problem.New("not-an-operation", "The payload is not one JSON object, each member once, in UTF-8.")
		return
	}
	a.op = op
	if m := op.Lacks(); m != nil {
		code, detail := "not-an-operation", "The payload lacks what such an operation cannot be without."
		if !m.Known {
			code, detail = "unknown-type", "This version of the server does not know such operations."
		}
		a.wrong = problem.New(code, detail).With(problem.Field{Pointer: m.Pointer, Detail: m.Detail})
		return
	}
	if op.DeviceID == "" {
		a.wrong = problem.New("not-an-operation", "The payload does not say which tablet made it.").
			With(problem.Field{Pointer: "/deviceId", Detail: "must be the id of the tablet"})
	}
}

// untrusted says why an operation owns nothing, whatever it holds: nil when it was validly signed by its own tablet, which
// is not shut out.
func (a *arrival) untrusted(d device.Device) *problem.Error {
	switch {
	case len(a.unusable) > 0:
		return problem.New("not-an-operation", "What was sent is not an id, a payload and a signature.").With(a.unusable...)
	case a.foreign:
		return problem.New("other-device", "The payload names another tablet than the one that sent it.")
	case !a.signed:
		return problem.New("bad-signature", "The signature does not fit the payload and the tablet's key.")
	case a.other:
		return problem.New("not-an-operation", "The id inside the payload is not the one it was sent under.").
			With(problem.Field{Pointer: "/opId", Detail: "must be the id that it is sent under"})
	case d.Revoked():
		return problem.New("revoked-device", "The tablet was shut out before it sent this.")
	}
	return nil
}

// key is the id as it can be stored; one that cannot be is known by its hash.
func (a *arrival) key() string {
	if operation.Plain(a.sent.OpID) {
		return a.sent.OpID
	}
	return "sha256:" + operation.SHA(a.sent.OpID)
}

// payload is the text as it can be stored. The envelope's decoder lets only UTF-8 in, so it is the payload itself.
func (a *arrival) payload() string { return strings.ToValidUTF8(a.sent.Payload, "\uFFFD") }

// place is where it stands in its tablet's own order; what cannot be read comes last.
func (a *arrival) place() int64 {
	if seq := a.seq(); seq != nil {
		return *seq
	}
	return math.MaxInt64
}

func (a *arrival) seq() *int64 {
	if a.op == nil {
		return nil
	}
	return a.op.Seq
}
