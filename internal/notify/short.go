package notify

import (
	"fmt"
	"strings"
)

// mostShort is one text message. Source: 3GPP TS 23.038, 160 septets.
const mostShort = 160

// short is the text message: reference and instruction always, names as far as there is room.
func short(m Message, lines []line) string {
	switch {
	case m.Purpose == SelfTest:
		return "Runup " + opening[SelfTest] + ": " + testText
	case m.Purpose == ChannelDown && len(lines) > 0:
		return gsm("Runup " + opening[ChannelDown] + ": " + cutTo(lines[0].Channel, 20) + ". " + downText)
	case len(lines) == 0:
		return "Runup: " + brokenText
	}
	l := lines[0]
	begins := fmt.Sprintf("Runup %s %s", l.Ref, l.head(m.Purpose))
	names, ends := []string{l.thing(), l.cause()}, ". "+l.action(m.Purpose)
	switch {
	case m.Purpose == Status:
		names, ends = []string{l.thing()}, " "+l.now()
	case l.Kind == "missed":
		names, ends = []string{l.thing(), l.Checklist}, missing+ends
	}
	if more := len(lines) - 1; more > 0 {
		ends = fmt.Sprintf(" +%d more", more) + ends
	}
	return fit(gsm(begins), names, gsm(ends))
}

// fit puts the names in between, each shortened to its share of what room there is.
func fit(begins string, names []string, ends string) string {
	room := mostShort - septets(begins) - septets(ends)
	text := begins
	for i, name := range names {
		name = gsm(name)
		before := " "
		if i > 0 {
			before = ": "
		}
		share := room / (len(names) - i)
		if name == "" || share < len(before)+4 {
			continue
		}
		name = cutSeptets(name, share-len(before))
		text += before + name
		room -= len(before) + septets(name)
	}
	return text + ends
}

func cutSeptets(text string, most int) string {
	if septets(text) <= most {
		return text
	}
	var b strings.Builder
	n := 3
	for _, r := range text {
		if n += septets(string(r)); n > most {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String()) + "..."
}

// The GSM 7-bit alphabet. Source: 3GPP TS 23.038, 6.2.1; what is in the extension counts twice.
const (
	gsmBasic    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "^{}\\[~]|€"
)

// near writes what the alphabet lacks by what it has.
var near = strings.NewReplacer("–", "-", "—", "-", "‑", "-", "’", "'", "‘", "'", "“", "\"", "”", "\"", "…", "...", "·", "-", "°", " deg ", "µ", "u", "μ", "u",
	"á", "a", "â", "a", "ç", "c", "ê", "e", "ë", "e", "í", "i", "î", "i", "ó", "o", "ô", "o", "ú", "u", "û", "u", "ł", "l", "š", "s", "ž", "z", "č", "c", "ý", "y")

func gsm(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(gsmBasic, r) || strings.ContainsRune(gsmExtended, r) {
			return r
		}
		return '?'
	}, near.Replace(text))
}

func septets(text string) int {
	n := 0
	for _, r := range text {
		if n++; strings.ContainsRune(gsmExtended, r) {
			n++
		}
	}
	return n
}
