package notify

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"runup/internal/operation"
)

// Message is one delivery made ready to send. Its id is the same in every attempt.
type Message struct {
	ID       string
	To       string
	Purpose  string
	Severity string
	Subject  string
	Text     string // for a mail
	Short    string // for a text message: GSM-7, at most 160 characters
	Facts    []Facts
	At       time.Time // when it was queued
}

const (
	mostListed = 5  // escalations named in one message
	mostDaily  = 50 // and in the one that is read once a day
	mostLabel  = 80
	mostName   = 40 // of a person
)

// line is one escalation in a message.
type line struct {
	Facts
	severity string
}

// render makes the message. One that cannot be made, or that would carry what no message may, goes out as a fixed text.
func (s *Service) render(j job) (m Message) {
	m = Message{ID: j.delivery.ID, To: j.delivery.Address, Purpose: j.delivery.Purpose, Severity: j.delivery.Severity, At: j.delivery.CreatedAt.Time()}
	defer func() {
		p := recover()
		if p == nil && !forbidden(m.Subject+"\n"+m.Text) && !forbidden(m.Short) {
			return
		}
		s.log.Error("a message could not be made as it should", slog.String("delivery", m.ID), slog.Any("panic", p))
		m.Subject, m.Short = "Runup "+refs(j), "Runup "+refs(j)+": "+brokenText
		m.Text, m.Facts = m.Short+"\n", nil
	}()
	breaks()
	lines := make([]line, len(j.about))
	for i, n := range j.about {
		lines[i] = line{n.Facts.V.cleaned(), n.Severity}
		m.Facts = append(m.Facts, lines[i].Facts)
	}
	m.Subject, m.Text, m.Short = s.subject(m, lines), s.text(m, lines), short(m, lines)
	return m
}

// breaks is where a test has the making of messages fail.
var breaks = func() {}

func refs(j job) string {
	var list []string
	for _, n := range j.about {
		if ref := n.Facts.V.Ref; ref != "" && len(list) < mostListed {
			list = append(list, ref)
		}
	}
	return strings.Join(list, " ")
}

// forbidden finds what no message may carry, wherever it came from.
func forbidden(text string) bool {
	low := strings.ToLower(text)
	return strings.Contains(low, "safe") || strings.Contains(low, "ok to treat") || strings.Contains(low, "stop using") || operation.HasNHSNumber(text)
}

// cleaned takes out of names what would break a line or has no place in a message.
func (f Facts) cleaned() Facts {
	for _, label := range []*string{&f.Equipment, &f.Area, &f.Phone, &f.Checklist, &f.Item, &f.By, &f.Channel} {
		*label = clean(*label)
	}
	f.By = cutTo(f.By, mostName)
	return f
}

func clean(label string) string {
	label = strings.Join(strings.FieldsFunc(label, func(r rune) bool { return r < ' ' || r == ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 }), " ")
	if forbidden(label) {
		return what["label-withheld"]
	}
	return cutTo(label, mostLabel)
}

func cutTo(label string, most int) string {
	if r := []rune(label); len(r) > most {
		return strings.TrimSpace(string(r[:max(most-3, 0)])) + "..."
	}
	return label
}

// head is what a line begins with: DO NOT USE, or what kind of message it is.
func (l line) head(purpose string) string {
	if o, ok := opening[purpose]; ok && purpose != Repeat && purpose != AckExpiring {
		return o
	}
	first := lead[l.severity]
	if o := opening[purpose]; o != "" {
		return o + ", " + first
	}
	return first
}

// cause says in words why: the question that failed, or what kind of matter it is.
func (l line) cause() string {
	named := strings.Trim(strings.Join([]string{l.Checklist, l.Item}, ", "), ", ")
	switch words := what[l.Kind]; {
	case words == "":
		return named
	case named == "":
		return words
	case l.Kind == "missed":
		return words + " for " + named
	default:
		return words + ", " + named
	}
}

func (l line) action(purpose string) string {
	switch purpose {
	case AckExpiring:
		return act
	case Incident:
		return refer
	}
	if l.Alarm {
		return alarmed
	}
	return todo[l.severity]
}

// thing is what it is about.
func (l line) thing() string {
	if l.Equipment != "" {
		return l.Equipment
	}
	return l.Area
}

// now says where a matter and its equipment stand. Whatever the state, the equipment's is told with it.
func (l line) now() string {
	text := moved[l.State]
	if l.By != "" && l.State != "open" && l.State != "awaiting-recheck" {
		text += " by " + l.By
	}
	if status := standing[l.Status]; status != "" {
		text += ". Equipment: " + status
	}
	return text + "."
}

func (s *Service) subject(m Message, lines []line) string {
	if len(lines) == 0 || lines[0].Ref == "" {
		return "Runup: " + opening[m.Purpose]
	}
	if m.Purpose == Digest {
		return fmt.Sprintf("Runup: %s, %d to look at, %s first", daily, len(lines), lines[0].Ref)
	}
	l := lines[0]
	text := strings.TrimSpace(fmt.Sprintf("Runup %s: %s %s", l.Ref, l.head(m.Purpose), l.thing()))
	if more := len(lines) - 1; more > 0 {
		text += fmt.Sprintf(" (+%d more)", more)
	}
	return text
}

// text is the body of a mail.
func (s *Service) text(m Message, lines []line) string {
	var b strings.Builder
	most := mostListed
	if m.Purpose == Digest {
		most = mostDaily
	}
	for i, l := range lines {
		if i == most {
			fmt.Fprintf(&b, "+%d more: see the app.\n\n", len(lines)-most)
			break
		}
		s.paragraph(&b, m.Purpose, l)
	}
	if s.options.Address != "" {
		fmt.Fprintf(&b, "The app: %s\n", s.options.Address)
	}
	b.WriteString("This message only tells: it is answered in the app, by signing in.\n")
	return b.String()
}

func (s *Service) paragraph(b *strings.Builder, purpose string, l line) {
	fmt.Fprintf(b, "%s\n%s\n", l.title(purpose), l.told(purpose))
	if l.Ref != "" {
		fmt.Fprintf(b, "Reference: %s\n", l.Ref)
	}
	if l.Area != "" && l.Area != l.thing() {
		fmt.Fprintf(b, "Where: %s\n", strings.TrimSpace(l.Area+" "+l.Phone))
	}
	if !l.At.IsZero() {
		fmt.Fprintf(b, "Since: %s\n", l.At.In(s.options.Zone).Format("Mon 2 Jan 2006, 15:04 MST"))
	}
	b.WriteString("\n")
}

// title is the first line of what somebody is told.
func (l line) title(purpose string) string {
	switch purpose {
	case SelfTest:
		return opening[SelfTest]
	case ChannelDown:
		return opening[ChannelDown] + ": " + l.Channel
	case Status:
		return strings.TrimSpace(opening[Status] + ": " + l.Ref + " " + l.thing())
	}
	return strings.TrimSpace(l.head(purpose) + ": " + l.thing())
}

// told is the rest: why, and what to do.
func (l line) told(purpose string) string {
	switch purpose {
	case SelfTest:
		return testText
	case ChannelDown:
		return downText
	case Status:
		return sentence(l.now())
	}
	lines := []string{sentence(l.cause())}
	if l.Kind == "missed" {
		lines = append(lines, unsent)
	}
	return strings.TrimSpace(strings.Join(append(lines, l.action(purpose)), "\n"))
}

func sentence(text string) string {
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
