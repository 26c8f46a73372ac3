package email

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/textproto"
	"strconv"

	"github.com/wneessen/go-mail"

	"runup/internal/notify"
)

// dialling says what it means that no mail could be begun. A server that does not answer may come back; one that does not take
// our name or that nobody vouches for has to be seen to.
func dialling(err error) notify.Result {
	r := notify.Result{Class: notify.Temporary, Code: "no-connection", Said: err.Error()}
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch code := serverCode(err); {
	case errors.As(err, &certificate), errors.As(err, &authority):
		r.Class, r.Code = notify.Fault, "certificate"
	case code >= 500:
		r.Class, r.Code = notify.Fault, strconv.Itoa(code)
	case code >= 400:
		r.Code = strconv.Itoa(code)
	case errors.Is(err, mail.ErrPlainAuthNotSupported):
		r.Class, r.Code = notify.Fault, "no-auth"
	case !isNetwork(err):
		r.Class, r.Code = notify.Fault, "no-tls" // the client's own refusals: STARTTLS or AUTH is not offered
	}
	return r
}

// sending says what it means that a mail was begun and not accepted. What broke off after the text was under way may have
// arrived all the same.
func sending(err error) notify.Result {
	var refused *mail.SendError
	if !errors.As(err, &refused) {
		return notify.Result{Class: notify.Temporary, Code: "no-connection", Said: err.Error()}
	}
	code := refused.ErrorCode()
	r := notify.Result{Class: notify.Temporary, Code: "broken-off", Said: err.Error()}
	if code > 0 {
		r.Code = strconv.Itoa(code)
	}
	switch begun := refused.Reason == mail.ErrSMTPDataClose || refused.Reason == mail.ErrWriteContent; {
	case code >= 500 && refused.Reason == mail.ErrSMTPMailFrom:
		r.Class = notify.Fault // it does not take our sender: nothing goes through
	case code >= 500:
		r.Class = notify.Permanent
	case begun && code == 0:
		r.Class = notify.Unknown
	}
	return r
}

func serverCode(err error) int {
	var said *textproto.Error
	if errors.As(err, &said) {
		return said.Code
	}
	return 0
}
