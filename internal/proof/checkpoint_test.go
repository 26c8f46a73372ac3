package proof

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

const sampleOrigin = "runup.example/logbook/0193-e1"

func sampleSigner(t testing.TB, origin string) *Signer {
	t.Helper()
	s, err := NewSigner(origin, Derive([32]byte{1, 2, 3}, "logbook"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCheckpointIsAsC2SPWritesIt(t *testing.T) {
	root := EmptyRoot()
	got := Checkpoint{Origin: sampleOrigin, Size: 12, Root: root}.Text()
	want := sampleOrigin + "\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSignedCheckpointIsOpenedByItsKey(t *testing.T) {
	s := sampleSigner(t, sampleOrigin)
	signed, err := s.Sign(4823, EmptyRoot())
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(signed, s.VerifierKey())
	if want := (Checkpoint{Origin: sampleOrigin, Size: 4823, Root: EmptyRoot()}); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if again, _ := s.Sign(4823, EmptyRoot()); again != signed {
		t.Error("the same checkpoint was signed into another note")
	}
}

// TestSignatureHoldsWithoutTheNoteLibrary checks a note by hand, as another language would.
func TestSignatureHoldsWithoutTheNoteLibrary(t *testing.T) {
	s := sampleSigner(t, sampleOrigin)
	signed, _ := s.Sign(7, EmptyRoot())
	text, line, _ := strings.Cut(signed, "\n\n")
	sig, err := base64.StdEncoding.DecodeString(strings.Fields(line)[2])
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(s.VerifierKey(), "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || parts[0] != sampleOrigin || hexOf(sig[:4]) != parts[1] {
		t.Fatalf("verifier key %s, %v", s.VerifierKey(), err)
	}
	if !ed25519.Verify(ed25519.PublicKey(key[1:]), []byte(text+"\n"), sig[4:]) {
		t.Error("plain Ed25519 does not accept the signature")
	}
}

func TestCheckpointWithAnyBitChangedIsRefused(t *testing.T) {
	s := sampleSigner(t, sampleOrigin)
	signed, _ := s.Sign(4823, EmptyRoot())
	for i := range len(signed) {
		for bit := range 8 {
			altered := []byte(signed)
			altered[i] ^= 1 << bit
			_, err := Open(string(altered), s.VerifierKey())
			if !errors.Is(err, ErrAltered) && !errors.Is(err, ErrUntrusted) {
				t.Fatalf("byte %d, bit %d: %v: %q", i, bit, err, altered)
			}
		}
	}
	for _, altered := range []string{"", "\n", signed[1:], signed[:len(signed)-1], signed + "\n", " " + signed} {
		if _, err := Open(altered, s.VerifierKey()); err == nil {
			t.Errorf("%q was taken", altered)
		}
	}
}

func TestCheckpointOfAnotherKeyIsUntrusted(t *testing.T) {
	s, other := sampleSigner(t, sampleOrigin), sampleSigner(t, "runup.example/logbook/other")
	signed, _ := s.Sign(1, EmptyRoot())
	if _, err := Open(signed, other.VerifierKey()); !errors.Is(err, ErrUntrusted) {
		t.Errorf("another key: %v", err)
	}
	if _, err := Open(signed); !errors.Is(err, ErrUntrusted) {
		t.Errorf("no key: %v", err)
	}
	if _, err := Open(signed, other.VerifierKey(), s.VerifierKey()); err != nil {
		t.Errorf("one of two keys: %v", err)
	}
	if _, err := Open(signed, "not a key"); !errors.Is(err, ErrKey) {
		t.Errorf("no key's text: %v", err)
	}
}

func TestKeyDoesNotSpeakForAnotherLogbook(t *testing.T) {
	s := sampleSigner(t, sampleOrigin)
	text := Checkpoint{Origin: "runup.example/logbook/other", Size: 3, Root: EmptyRoot()}.Text()
	signed, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(string(signed), s.VerifierKey()); !errors.Is(err, ErrUntrusted) {
		t.Errorf("got %v", err)
	}
}

func TestSignedTextThatIsNoCheckpointIsRefused(t *testing.T) {
	s := sampleSigner(t, sampleOrigin)
	root := EmptyRoot().String()
	for _, text := range []string{
		sampleOrigin + "\n1\n", sampleOrigin + "\n01\n" + root + "\n", sampleOrigin + "\n-1\n" + root + "\n",
		sampleOrigin + "\n+1\n" + root + "\n", sampleOrigin + "\n1\n" + root[1:] + "\n", "\n1\n" + root + "\n",
		sampleOrigin + "\n1\n" + root + "\nmore\n", sampleOrigin + "\n999999999999999999\n" + root + "\n",
	} {
		signed, err := note.Sign(&note.Note{Text: text}, s.signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(string(signed), s.VerifierKey()); err == nil {
			t.Errorf("%q was taken for a checkpoint", text)
		}
	}
}

func TestOriginThatANoteCannotCarryIsRefused(t *testing.T) {
	for _, origin := range []string{"", "with space", "with+plus", "with\nline", "not\xffUTF-8"} {
		if _, err := NewSigner(origin, [32]byte{1}); err == nil {
			t.Errorf("%q was taken", origin)
		}
	}
}

func FuzzOpen(f *testing.F) {
	s := sampleSigner(f, sampleOrigin)
	signed, _ := s.Sign(4823, EmptyRoot())
	f.Add(signed)
	f.Add("\n\n— x \n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Open(text, s.VerifierKey())
		if err == nil && (c.Size != 4823 || c.Root != EmptyRoot()) {
			t.Fatalf("opened a checkpoint that was never signed: %+v", c)
		}
	})
}
