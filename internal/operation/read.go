package operation

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Read takes a payload apart. An error means that it is not one JSON object, each member once, in valid UTF-8.
// The operation's raw members share the text's memory.
func Read(payload string) (*Operation, error) {
	text := []byte(payload)
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	o := &Operation{Schema: 1}
	if err := eachMember(d, text, o.take); err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, &Mistake{"", "must be one JSON object and nothing after it", true}
	}
	return o, nil
}

// eachMember hands over the members of the object that comes next, as the bytes that stand in text.
func eachMember(d *jsontext.Decoder, text []byte, take func(name string, v value)) error {
	t, err := d.ReadToken()
	if err != nil || t.Kind() != '{' {
		return unreadable(err)
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return unreadable(err)
		}
		key := name.String()
		raw, err := d.ReadValue()
		if err != nil {
			return unreadable(err)
		}
		end := d.InputOffset()
		take(key, value(text[end-int64(len(raw)):end]))
	}
	_, err = d.ReadToken()
	if err != nil {
		return unreadable(err)
	}
	return nil
}

func unreadable(err error) error {
	detail := "must be a JSON object"
	if err != nil {
		detail = "is not well-formed JSON in UTF-8 with each member once"
	}
	return &Mistake{"", detail, true}
}

func (o *Operation) take(name string, v value) {
	switch name {
	case "opId":
		o.OpID = v.text()
	case "type":
		o.Type = v.text()
	case "schema":
		o.Schema = v.schema()
	case "deviceId":
		o.DeviceID = v.text()
	case "deviceSeq":
		o.Seq = v.sequence()
	case "prev":
		o.Prev = v.word()
	case "performedBy":
		o.PerformedBy = v.person()
	case "performedByName":
		o.PerformedByName = v.text()
	case "supervisedBy":
		o.SupervisedBy = v.person()
	case "auth":
		o.Auth = v.word()
	case "zone":
		o.Zone = v.word()
	case "clock":
		o.Clock = v.clock()
	case "at":
		o.At = v.time()
	default:
		o.takeBody(name, v)
	}
}

func (o *Operation) takeBody(name string, v value) {
	switch name {
	case "checklist":
		o.takeChecklist(v)
	case "equipment":
		o.Equipment = v.text()
	case "occurrence":
		o.Occurrence = v.word()
	case "startedAt":
		o.StartedAt = v.time()
	case "finishedAt":
		o.FinishedAt = v.time()
	case "readings":
		o.Readings = v.object()
	case "stoppedEarly":
		o.StoppedEarly = v.unlessNothing()
	case "verdict":
		o.Verdict = v.word()
	case "note":
		o.Note = v.text()
	case "check":
		o.Check = v.text()
	case "item":
		o.Item = v.text()
	case "reading":
		o.Reading = v.unlessNothing()
	case "target":
		o.Target = v.text()
	case "baseRevision":
		o.BaseRevision = v.whole()
	case "reason":
		o.Reason = v.text()
	case "decision":
		o.Decision = v.word()
	case "escalation":
		o.Escalation = v.text()
	case "versionSeen":
		o.VersionSeen = v.whole()
	default:
		o.takeReport(name, v)
	}
}

func (o *Operation) takeReport(name string, v value) {
	switch name {
	case "kind":
		o.Kind = v.word()
	case "area":
		o.Area = v.word()
	case "text":
		o.Text = v.text()
	case "blobs":
		o.Blobs = v.words()
	case "codes":
		o.Codes = v.words()
	case "incidentRef":
		o.takeIncident(v)
	}
}

// takeIncident reads what was read well-formed before, so walking it cannot fail.
func (o *Operation) takeIncident(v value) {
	if v.kind() != '{' {
		return
	}
	_ = eachMember(jsontext.NewDecoder(bytes.NewBuffer(v)), v, func(name string, v value) {
		switch name {
		case "system":
			o.System = v.word()
		case "reference":
			o.Reference = v.word()
		}
	})
}

// mostWords is how many entries of a list are read; nobody writes as many.
const mostWords = 100

// words are the texts of a list that can stand in a column.
func (v value) words() []string {
	if v.kind() != '[' {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(v))
	_, _ = d.ReadToken() // the list was found well-formed when the value was read
	var list []string
	for d.PeekKind() != ']' && len(list) < mostWords {
		raw, err := d.ReadValue()
		if err != nil {
			return list
		}
		if word := value(raw).word(); word != "" {
			list = append(list, word)
		}
	}
	return list
}

// clock reports whether a clock reading came, and not only a member of that name.
func (v value) clock() (read bool) {
	if v.kind() != '{' {
		return false
	}
	_ = eachMember(jsontext.NewDecoder(bytes.NewBuffer(v)), v, func(name string, v value) {
		read = read || name == "monotonicMs" && v.number()
	})
	return read
}

func (o *Operation) takeChecklist(v value) {
	if v.kind() != '{' {
		return
	}
	// The text was found well-formed when the value was read, so this cannot fail.
	_ = eachMember(jsontext.NewDecoder(bytes.NewBuffer(v)), v, func(name string, v value) {
		switch name {
		case "id":
			o.Checklist = v.text()
		case "hash":
			o.Hash = v.text()
		}
	})
}

// value is one member as it stands in the text.
type value []byte

func (v value) kind() byte { return v[0] }

func (v value) number() bool { return v[0] == '-' || '0' <= v[0] && v[0] <= '9' }

// text is the string, or nothing for what is none.
func (v value) text() string {
	if v.kind() != '"' {
		return ""
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1])
	}
	unquoted, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return ""
	}
	return string(unquoted)
}

// word is a text that can stand in a column: short and without control characters.
func (v value) word() string {
	if s := v.text(); Plain(s) {
		return s
	}
	return ""
}

// person is the id of somebody; what cannot be one names nobody.
func (v value) person() string {
	if s := v.text(); validID(s) {
		return s
	}
	return ""
}

func (v value) whole() int64 {
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// schema is 1 when it is not said, and 0, which nobody knows, when it is no number.
func (v value) schema() int64 {
	if v.kind() == 'n' {
		return 1
	}
	return v.whole()
}

func (v value) sequence() *int64 {
	if n := v.whole(); n > 0 && n < 1<<53 {
		return &n
	}
	return nil
}

func (v value) object() []byte {
	if v.kind() != '{' {
		return nil
	}
	return v
}

func (v value) unlessNothing() []byte {
	if v.kind() == 'n' || v.kind() == 'f' || string(v) == `""` {
		return nil
	}
	return v
}

// time is an instant of the years that a clock can mean; everything is kept to the millisecond.
func (v value) time() *time.Time {
	t, err := time.Parse(time.RFC3339, v.text())
	if err != nil || t.Year() < 1 {
		return nil
	}
	t = t.UTC().Truncate(time.Millisecond)
	return &t
}
