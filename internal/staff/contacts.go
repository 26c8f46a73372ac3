package staff

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Channels by which somebody can be told something.
const (
	Email  = "email"
	Mobile = "mobile"
	Phone  = "phone" // of a team: to be rung by a person
)

// Contact is one way to tell a person something, and how it has done.
type Contact struct {
	ID         string
	Staff      string
	Channel    string
	Address    string
	Private    bool // their own: shown to themselves and to who keeps accounts
	SetBy      string
	SetAt      time.Time
	VerifiedAt *time.Time // when it was shown to be theirs
	LastOKAt   *time.Time // when something last arrived
	LastFailAt *time.Time // when something last did not
	DeadAt     *time.Time // since when it is known that nothing can arrive
}

// Reaching is a contact to be kept.
type Reaching struct {
	Channel  string
	Address  string
	Private  bool
	Verified bool // an administrator's word that it is theirs
}

// ContactsSet is the entry that says that a person's contacts changed: by whom and of which channels, no address. Addresses
// are somebody's own and the log never forgets, so they are kept beside it.
var ContactsSet = logbook.Define("contacts.set", func(*store.Tx, logbook.Entry, *logbook.Act[reached, none]) error { return nil })

type reached struct {
	Channels []string `json:"channels"` // of each, in order
}

// mostContacts bounds how many ways lead to one person.
const mostContacts = 8

// SetContacts replaces a person's contacts: their own, or anybody's by an administrator. What stays keeps what is known of it.
func SetContacts(tx *store.Tx, id string, list []Reaching) ([]Contact, error) {
	if err := maySetContacts(tx, id); err != nil {
		return nil, err
	}
	list, err := checkReaching(list, Email, Mobile)
	if err != nil {
		return nil, err
	}
	before, err := contacts(tx.Where("staff = ?", id))
	if err != nil {
		return nil, err
	}
	after, changed := settle(tx, id, before, list)
	if !changed {
		return before, nil
	}
	if err := keepContacts(tx, id, after); err != nil {
		return nil, fmt.Errorf("staff: set contacts: %w", err)
	}
	return contacts(tx.Where("staff = ?", id))
}

func maySetContacts(tx *store.Tx, id string) error {
	power := Accounts
	if id == tx.Actor.Staff {
		power = SignedIn
	}
	if err := May(tx.Actor, power); err != nil {
		return err
	}
	_, err := ByID(tx, id)
	return err
}

// settle decides what is kept: an address that was there already goes on as it was.
func settle(tx *store.Tx, id string, before []Contact, list []Reaching) ([]Contact, bool) {
	changed := len(before) != len(list)
	after := make([]Contact, len(list))
	for i, r := range list {
		c := Contact{ID: uuid.Must(uuid.NewV7()).String(), Staff: id, Channel: r.Channel, Address: r.Address, SetBy: tx.Actor.Staff, SetAt: tx.Now}
		at := slices.IndexFunc(before, func(b Contact) bool { return b.Channel == r.Channel && b.Address == r.Address })
		if at >= 0 {
			c = before[at]
		}
		changed = changed || at != i || c.Private != r.Private
		c.Private = r.Private
		if r.Verified && c.VerifiedAt == nil && Allows(tx.Actor, Accounts) {
			c.VerifiedAt, changed = &tx.Now, true
		}
		after[i] = c
	}
	return after, changed
}

func keepContacts(tx *store.Tx, id string, list []Contact) error {
	if err := tx.Where("staff = ?", id).Delete(&contactRow{}).Error; err != nil {
		return err
	}
	act := reached{Channels: []string{}}
	for i, c := range list {
		act.Channels = append(act.Channels, c.Channel)
		err := tx.Upsert("contact_point", byID, contactColumns, c.ID, c.Staff, i, c.Channel, c.Address, c.Private, c.SetBy, store.At(c.SetAt),
			store.AtPtr(c.VerifiedAt), store.AtPtr(c.LastOKAt), store.AtPtr(c.LastFailAt), store.AtPtr(c.DeadAt))
		if err != nil {
			return err
		}
	}
	_, err := ContactsSet.Append(tx, "", id, &logbook.Act[reached, none]{Act: act})
	return err
}

// Contacts answers a person's contacts as far as the actor may see them: private ones are for the person and for who has
// the power.
func Contacts(tx *store.Tx, id string) ([]Contact, error) {
	if _, err := ByID(tx, id); err != nil {
		return nil, err
	}
	list, err := contacts(tx.Where("staff = ?", id))
	if tx.Actor.Staff == id || Allows(tx.Actor, SeeNumbers) {
		return list, err
	}
	return slices.DeleteFunc(list, func(c Contact) bool { return c.Private || tx.Actor.Staff == "" }), err
}

// ContactsOf answers everybody's of these, private or not, for telling them something; the ways that are known not to lead
// there come last.
func ContactsOf(tx *store.Tx, ids []string) (map[string][]Contact, error) {
	list, err := contacts(tx.Where("staff IN ?", ids))
	slices.SortStableFunc(list, func(a, b Contact) int { return rankContact(a) - rankContact(b) })
	by := map[string][]Contact{}
	for _, c := range list {
		by[c.Staff] = append(by[c.Staff], c)
	}
	return by, err
}

func rankContact(c Contact) int {
	if c.DeadAt != nil {
		return 1
	}
	return 0
}

func contacts(q *gorm.DB) ([]Contact, error) {
	var rows []contactRow
	if err := q.Order("staff, place").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("staff: contacts: %w", err)
	}
	list := make([]Contact, len(rows))
	for i, row := range rows {
		list[i] = row.contact()
	}
	return list, nil
}

// Verified notes that the person showed a contact to be theirs.
func Verified(tx *store.Tx, contactID string) error { return noteContact(tx, contactID, "verified_at") }

// Arrived notes that something reached its person by a contact, which is alive then.
func Arrived(tx *store.Tx, contactID string) error { return noteContact(tx, contactID, "last_ok_at") }

// Failed notes that something did not; for good, when whoever carries it says that nothing ever can.
func Failed(tx *store.Tx, contactID string, forGood bool) error {
	if forGood {
		return noteContact(tx, contactID, "last_fail_at", "dead_at")
	}
	return noteContact(tx, contactID, "last_fail_at")
}

// noteContact writes what became of a contact. One that was taken away meanwhile is nobody's any more.
func noteContact(tx *store.Tx, id string, columns ...string) error {
	to := map[string]any{}
	for _, c := range columns {
		to[c] = store.At(tx.Now)
	}
	if columns[0] == "last_ok_at" {
		to["dead_at"] = nil
	}
	if err := tx.Model(&contactRow{}).Where("id = ?", id).Updates(to).Error; err != nil {
		return fmt.Errorf("staff: contact: %w", err)
	}
	return nil
}

// checkReaching brings addresses into the form they are kept in, and names what is wrong with them.
func checkReaching(list []Reaching, channels ...string) ([]Reaching, error) {
	var wrong []problem.Field
	list = slices.Clone(list)
	if len(list) > mostContacts {
		wrong = append(wrong, field("/items", fmt.Sprintf("at most %d", mostContacts)))
	}
	seen := map[string]bool{}
	for i := range list {
		r := &list[i]
		r.Address = normalAddress(r.Channel, r.Address)
		at := fmt.Sprintf("/items/%d", i)
		switch {
		case !slices.Contains(channels, r.Channel):
			wrong = append(wrong, field(at+"/channel", "one of "+strings.Join(channels, ", ")))
		case !addressed(r.Channel, r.Address):
			wrong = append(wrong, field(at+"/address", example[r.Channel]))
		case seen[r.Channel+r.Address]:
			wrong = append(wrong, field(at+"/address", "is there twice"))
		}
		seen[r.Channel+r.Address] = true
	}
	return list, asProblem("The contacts cannot be kept like this.", wrong)
}

var example = map[string]string{
	Email:  "an address like rosa@northfield.example",
	Mobile: "a number like 07700 900123 or +44 7700 900123",
	Phone:  "a number like 01632 960001, or an extension",
}

var (
	mobiles = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	phones  = regexp.MustCompile(`^\+?[0-9]{2,15}$`)
)

// normalAddress writes a number without blanks, a mobile's with its country: a number without one is of the United Kingdom.
func normalAddress(channel, address string) string {
	address = strings.TrimSpace(address)
	if channel == Email {
		return address
	}
	address = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(address)
	if channel == Mobile && strings.HasPrefix(address, "0") && !strings.HasPrefix(address, "00") {
		return "+44" + address[1:]
	}
	return address
}

func addressed(channel, address string) bool {
	switch channel {
	case Email:
		a, err := mail.ParseAddress(address)
		return err == nil && a.Address == address && len(address) <= 254 && !strings.ContainsAny(address, "\"\r\n")
	case Mobile:
		return mobiles.MatchString(address)
	}
	return phones.MatchString(address)
}
