package problem

import "sort"

// Description is what the page /problems/<code> tells.
type Description struct {
	Code  string
	Kind  Kind
	Title string // fixed for the code
	Fix   string // what to do, unless the case says better
}

// catalogue lists every code that can leave the server. A code that is not here becomes "internal".
var catalogue = index([]Description{
	{"unreadable", Unreadable, "The request could not be read", "Send well-formed JSON in UTF-8, each member once, as the contract describes."},
	{"not-signed-in", Unauthenticated, "Not signed in", "Sign in and send the access token."},
	{"wrong-credentials", Unauthenticated, "The name and the secret do not go together", "Check both and try again."},
	{"forbidden", Forbidden, "You do not have the power to do this", "Ask somebody who has it."},
	{"not-found", NotFound, "Not there, or not yours to see", "Check the address."},
	{"method-not-allowed", Method, "This address does not take that method", "Use a method named in the Allow header."},
	{"too-large", TooLarge, "Too much at once", "Send less: half as many operations in one push."},
	{"unsupported-media", Media, "This media type or encoding is not taken", "Send what the contract names, application/json as a rule, plain or gzip."},
	{"invalid", Invalid, "Understood, but wrong", "Correct the places named and send it again."},
	{"conflict", Conflict, "The record has moved on", "Read it again, then decide."},
	{"stale-version", Conflict, "Somebody else was here first", "Read it again, then decide."},
	{"guard", Conflict, "A rule forbids this now", "Do first what the detail names."},
	{"second-person", Conflict, "This needs a second person", "Ask another authorised person to confirm it."},
	{"epoch-changed", Conflict, "The logbook is not the one this cursor was made for", "Keep what is unsent, and start again without a cursor."},
	{"scope-changed", Conflict, "What you may see has changed", "Keep what is unsent, and start again without a cursor."},
	{"unknown-cursor", Invalid, "This cursor was not made here", "Start again without a cursor."},
	{"too-many", TooMany, "Too many attempts", "Wait as long as Retry-After says."},
	{"engine-stalled", Unavailable, "Nobody would be called just now", "Phone. Whoever runs the server restarts it or mends what the detail says."},
	{"unavailable", Unavailable, "The record could not be stored just now", "Nothing was stored. Keep it and try again."},
	{"internal", Internal, "Something went wrong on the server", "Keep what you have and try again; tell your administrator the request id."},

	{"wrong-digest", Invalid, "The bytes are not those that the address names", "Send the file whole and as it was when its SHA-256 was taken."},
	{"not-a-photo", Invalid, "This is no photo that is taken", "Send a JPEG, PNG or WebP file."},

	// Why a pushed operation was set aside.
	{"bad-signature", Invalid, "The signature does not fit the tablet's key", "A radiographer looks at it under Set aside."},
	{"other-device", Invalid, "Made by another tablet than the one that sent it", "A radiographer looks at it under Set aside."},
	{"revoked-device", Invalid, "Sent by a tablet that has been shut out", "A radiographer looks at it under Set aside."},
	{"id-reuse", Invalid, "The id already belongs to another operation", "A radiographer compares both under Set aside."},
	{"unknown-type", Invalid, "This server does not know this type of operation", "It is kept; update the server, then resolve it."},
	{"unknown-definition", Invalid, "This server does not have the checklist it was done with", "Publish that version, then resolve it under Set aside."},
	{"unknown-equipment", Invalid, "This server does not know the equipment", "Add the equipment, then resolve it under Set aside."},
	{"unknown-target", Invalid, "The record that it is about has not come", "It waits; send the record from the tablet that holds it."},
	{"unknown-escalation", Invalid, "This server does not know the escalation", "A radiographer looks at it under Set aside."},
	{"not-an-operation", Invalid, "The payload is not such an operation", "A radiographer reads the kept text under Set aside."},
	{"judge-failed", Invalid, "The record could not be judged", "It is kept; a radiographer judges it under Set aside."},
	{"op-too-large", TooLarge, "This operation is larger than the server keeps", "Export it from the tablet and tell your administrator."},
})

func index(list []Description) map[string]Description {
	m := make(map[string]Description, len(list))
	for _, d := range list {
		m[d.Code] = d
	}
	return m
}

// Describe answers the catalogue's page of a code.
func Describe(code string) Description {
	if d, ok := catalogue[code]; ok {
		return d
	}
	return catalogue["internal"]
}

// All answers every description, by code.
func All() []Description {
	list := make([]Description, 0, len(catalogue))
	for _, d := range catalogue {
		list = append(list, d)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Code < list[j].Code })
	return list
}
