package operation_test

import (
	"testing"

	"runup/internal/operation"
)

func TestNHSNumbersAreFoundByTheirCheckDigit(t *testing.T) {
	for text, want := range map[string]bool{
		"9434765919": true, "943 476 5919": true, "943-476-5919": true, "seen 943 476 5919.": true, "x9434765919y": true, "12, 9434765919": true,
		"9434765918": false, "943 4765 919": false, "94347659190": false, "09434765919": false, "943 476 591": false, "": false,
		"2026-11-23 07:58": false, "0123456788abcdef": false, "1111111111": true, "1000000010": false,
	} {
		if got := operation.HasNHSNumber(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
