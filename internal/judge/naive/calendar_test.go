package naive_test

import "fmt"

// A calendar counted day by day.
type day struct{ y, m, d int }

func (a day) String() string { return fmt.Sprintf("%04d-%02d-%02d", a.y, a.m, a.d) }

func (a day) before(b day) bool { return a.y*10000+a.m*100+a.d < b.y*10000+b.m*100+b.d }

func days(y, m int) int {
	leap := y%4 == 0 && (y%100 != 0 || y%400 == 0)
	return []int{31, map[bool]int{true: 29, false: 28}[leap], 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
}

func (a day) next() day {
	switch {
	case a.d < days(a.y, a.m):
		return day{a.y, a.m, a.d + 1}
	case a.m < 12:
		return day{a.y, a.m + 1, 1}
	}
	return day{a.y + 1, 1, 1}
}

func (a day) last() day {
	switch {
	case a.d > 1:
		return day{a.y, a.m, a.d - 1}
	case a.m > 1:
		return day{a.y, a.m - 1, days(a.y, a.m-1)}
	}
	return day{a.y - 1, 12, 31}
}

func (a day) months(n int) day {
	for range n {
		if a.m++; a.m > 12 {
			a.y, a.m = a.y+1, 1
		}
	}
	return day{a.y, a.m, min(a.d, days(a.y, a.m))}
}

// within reports whether b is at most n days after a.
func (a day) within(n int, b day) bool {
	for range n {
		a = a.next()
	}
	return !a.before(b)
}

// weekday counts from a Monday that everybody remembers.
func (a day) weekday() string {
	n := 0
	for b := (day{2000, 1, 3}); b.before(a); b = b.next() {
		n++
	}
	return []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}[n%7]
}

func dayOf(text string) (a day, ok bool) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return a, false
	}
	for i, c := range []byte(text) {
		switch {
		case i == 4 || i == 7:
		case c < '0' || c > '9':
			return a, false
		case i < 4:
			a.y = a.y*10 + int(c-'0')
		case i < 7:
			a.m = a.m*10 + int(c-'0')
		default:
			a.d = a.d*10 + int(c-'0')
		}
	}
	return a, a.y >= 1900 && a.m >= 1 && a.m <= 12 && a.d >= 1 && a.d <= days(a.y, a.m)
}
