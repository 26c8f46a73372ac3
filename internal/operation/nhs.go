package operation

const nhsDigits = 10

// HasNHSNumber looks for ten digits, together or written 3-3-4 with single blanks or hyphens, whose check digit fits.
func HasNHSNumber(s string) bool {
	for i := range len(s) {
		if isDigit(s, i) && !isDigit(s, i-1) && nhsAt(s, i) {
			return true
		}
	}
	return false
}

func isDigit(s string, i int) bool { return 0 <= i && i < len(s) && '0' <= s[i] && s[i] <= '9' }

func nhsAt(s string, i int) bool {
	var digits [nhsDigits]int
	parted := i+3 < len(s) && (s[i+3] == ' ' || s[i+3] == '-')
	for n := range digits {
		if parted && (n == 3 || n == 6) {
			if i >= len(s) || s[i] != ' ' && s[i] != '-' {
				return false
			}
			i++
		}
		if !isDigit(s, i) {
			return false
		}
		digits[n] = int(s[i] - '0')
		i++
	}
	return !isDigit(s, i) && nhsCheck(digits)
}

// nhsCheck holds the last digit against the others, modulo 11. Source: NHS Data Dictionary, NHS NUMBER.
func nhsCheck(d [nhsDigits]int) bool {
	sum := 0
	for i, digit := range d[:nhsDigits-1] {
		sum += digit * (nhsDigits - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check == d[nhsDigits-1]
}
