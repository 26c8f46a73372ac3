package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"runup/internal/evidence"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// gps is an Exif block whose first directory points to one of where it was taken; without it, to its orientation.
func exif(order string, tag uint16) []byte {
	if order == "MM" {
		return append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01"), byte(tag>>8), byte(tag), 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0)
	}
	return append([]byte("II*\x00\x08\x00\x00\x00\x01\x00"), byte(tag), byte(tag>>8), 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0)
}

const gps, orientation = 0x8825, 0x0112

func inJPEG(t testing.TB, block []byte) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	if block == nil {
		return plain.Bytes()
	}
	block = append([]byte("Exif\x00\x00"), block...)
	size := len(block) + 2
	segment := append([]byte{0xff, 0xe1, byte(size >> 8), byte(size)}, block...)
	return append(append([]byte{0xff, 0xd8}, segment...), plain.Bytes()[2:]...)
}

func inPNG(t testing.TB, block []byte) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := png.Encode(&plain, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	const head = 8 + 25 // the signature and the IHDR chunk
	chunk := append([]byte{0, 0, 0, byte(len(block)), 'e', 'X', 'I', 'f'}, block...)
	chunk = append(chunk, 0, 0, 0, 0)
	return append(append(bytes.Clone(plain.Bytes()[:head]), chunk...), plain.Bytes()[head:]...)
}

func inWebP(block []byte) []byte {
	picture := []byte("VP8X\x0b\x00\x00\x00\x08\x00\x00\x00\x07\x00\x00\x07\x00\x00X\x00") // an odd size, and its padding
	chunk := append([]byte{'E', 'X', 'I', 'F', byte(len(block)), 0, 0, 0}, block...)
	return append(append([]byte("RIFF\x00\x00\x00\x00WEBP"), picture...), chunk...)
}

func shaOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TestWhereAPhotoWasTakenIsNoticed: its digest is signed, so it is kept as it is, and marked.
func TestWhereAPhotoWasTakenIsNoticed(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		media   string
		located bool
	}{
		{"JPEG as the app makes it", inJPEG(t, nil), evidence.JPEG, false},
		{"JPEG, turned", inJPEG(t, exif("II", orientation)), evidence.JPEG, false},
		{"JPEG, located", inJPEG(t, exif("II", gps)), evidence.JPEG, true},
		{"JPEG, located, the other way round", inJPEG(t, exif("MM", gps)), evidence.JPEG, true},
		{"PNG, turned", inPNG(t, exif("MM", orientation)), evidence.PNG, false},
		{"PNG, located", inPNG(t, exif("MM", gps)), evidence.PNG, true},
		{"WebP, turned", inWebP(exif("II", orientation)), evidence.WebP, false},
		{"WebP, located", inWebP(exif("II", gps)), evidence.WebP, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := evidence.Examine(shaOf(c.content), c.content)
			if err != nil || p.Media != c.media || p.Located != c.located || p.Size != int64(len(c.content)) {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}

// FuzzExamine: whatever bytes come, it answers, and never takes what does not begin like a photo.
func FuzzExamine(f *testing.F) {
	for _, seed := range [][]byte{inJPEG(f, exif("II", gps)), inPNG(f, exif("MM", gps)), inWebP(exif("II", gps)), []byte("\xff\xd8\xff"), []byte("RIFF....WEBP"), []byte("\x89PNG\r\n\x1a\n"), nil} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := evidence.Examine(shaOf(content), content)
		if taken := bytes.HasPrefix(content, []byte{0xff, 0xd8, 0xff}) || bytes.HasPrefix(content, []byte("\x89PNG")) || bytes.HasPrefix(content, []byte("RIFF")); err == nil && !taken {
			t.Errorf("%q passes for %s", content[:min(len(content), 20)], p.Media)
		}
		if _, err := evidence.Examine(shaOf([]byte("another")), content); !problem.Is(err, "wrong-digest") && !problem.Is(err, "too-large") {
			t.Errorf("under another digest: %v", err)
		}
	})
}

func tablet(id string) store.Actor {
	return store.Actor{Device: id, Proven: store.ProvenDevice, Areas: []string{"*"}}
}

// keep stores a photo of so many bytes.
func keep(t *testing.T, db *store.DB, by store.Actor, text string, size int) (evidence.Photo, error) {
	t.Helper()
	content := append([]byte("\xff\xd8\xff"), base64.StdEncoding.EncodeToString([]byte(text))...)
	content = append(content, make([]byte, max(0, size-len(content)))...)
	p, err := evidence.Examine(shaOf(content), content)
	if err != nil {
		t.Fatal(err)
	}
	return p, db.Write(t.Context(), by, func(tx *store.Tx) (err error) {
		p, _, err = evidence.Keep(tx, p, content)
		return err
	})
}

// named is an entry of a test that names a photo, as a check's does.
var named = logbook.Define("test.named", func(tx *store.Tx, e logbook.Entry, b *logbook.Act[[]string, struct{}]) error {
	return evidence.Name(tx, "check", e.Subject, e.Area, b.Act)
})

// TestKeptOnceOnBothEngines: bytes come back as they went, awaited becomes here, and a second time changes nothing.
func TestKeptOnceOnBothEngines(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		c.Now = clock.Now
		db := storetest.OpenAt(t, c)
		content := inJPEG(t, nil)
		sha := shaOf(content)
		p, err := evidence.Examine(sha, content)
		if err != nil {
			t.Fatal(err)
		}
		write := func(fn func(*store.Tx) error) {
			t.Helper()
			if err := db.Write(t.Context(), tablet("t1"), fn); err != nil {
				t.Fatal(err)
			}
		}
		state := func() (list []evidence.Named) {
			t.Helper()
			err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
				of, err := evidence.Of(tx, "check", []string{"c1", "c2"})
				list = of["c1"]
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		write(func(tx *store.Tx) error {
			_, err := named.Append(tx, "linacs", "c1", &logbook.Act[[]string, struct{}]{Act: []string{sha, "no digest"}})
			return err
		})
		if got := state(); len(got) != 1 || got[0].Photo != nil || got[0].SHA256 != sha {
			t.Fatalf("awaited: %+v", got)
		}
		clock.Move(time.Minute)
		for i := range 2 {
			write(func(tx *store.Tx) error {
				kept, made, err := evidence.Keep(tx, p, content)
				if err == nil && (made != (i == 0) || kept.Position != 2 || kept.Device != "t1") {
					t.Errorf("time %d: made %v, %+v", i+1, made, kept)
				}
				return err
			})
		}
		if got := state(); len(got) != 1 || got[0].Photo == nil || got[0].Photo.Position != 2 {
			t.Fatalf("here: %+v", got)
		}
		err = db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			back, err := evidence.Content(tx, sha)
			if !bytes.Equal(back, content) {
				t.Errorf("%d bytes came back of %d", len(back), len(content))
			}
			moved, _, _, _ := logbook.Since(tx, logbook.Slice{After: 1, Limit: 9, Kinds: []string{"check"}})
			if len(moved) != 1 || moved[0].ID != "c1" || moved[0].Area != "linacs" {
				t.Errorf("moved: %+v", moved)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestPhotosThatNothingNamesAreBounded, each sender's for itself, and a day later there is room again.
func TestPhotosThatNothingNamesAreBounded(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.OpenAt(t, store.Config{Folder: t.TempDir(), Now: clock.Now})
	const most = 256 << 20 / evidence.Largest
	for i := range most {
		if _, err := keep(t, db, tablet("t1"), string(rune('a'+i)), evidence.Largest); err != nil {
			t.Fatalf("photo %d: %v", i, err)
		}
	}
	if _, err := keep(t, db, tablet("t1"), "one more", 10); !problem.Is(err, "too-many") {
		t.Errorf("one more: %v", err)
	}
	if _, err := keep(t, db, tablet("t2"), "another's", 10); err != nil {
		t.Errorf("another tablet: %v", err)
	}
	clock.Move(25 * time.Hour)
	if _, err := keep(t, db, tablet("t1"), "the day after", 10); err != nil {
		t.Errorf("the day after: %v", err)
	}
}
