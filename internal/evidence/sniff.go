package evidence

import (
	"bytes"
	"encoding/binary"
)

// The media that are taken.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
)

// sniff answers what bytes are by how they begin; "" is nothing that is taken.
func sniff(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return WebP
	}
	return ""
}

// located reports whether a photo carries where it was taken: an Exif block with a GPS directory. The app leaves all of that
// out; what another program sends is kept as it is, since its digest is signed, and is marked.
func located(media string, b []byte) bool {
	block := exif(media, b)
	if len(block) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(block[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(block[4:]))
	if at+2 > int64(len(block)) {
		return false
	}
	const entrySize, gpsDirectory = 12, 0x8825 // Source: Exif 2.32, 4.6.3
	entries := block[at+2:]
	for n := int(order.Uint16(block[at:])); n > 0 && len(entries) >= entrySize; n-- {
		if order.Uint16(entries) == gpsDirectory {
			return true
		}
		entries = entries[entrySize:]
	}
	return false
}

// exif finds the Exif block, which is a small TIFF file, or nothing.
func exif(media string, b []byte) []byte {
	switch media {
	case JPEG:
		return exifOfJPEG(b)
	case PNG:
		return chunk(b[8:], "eXIf", 8, 4, func(b []byte) (string, uint32) { return string(b[4:8]), binary.BigEndian.Uint32(b) })
	}
	block := chunk(b[12:], "EXIF", 8, 0, func(b []byte) (string, uint32) { return string(b[:4]), binary.LittleEndian.Uint32(b[4:]) })
	return bytes.TrimPrefix(block, []byte("Exif\x00\x00"))
}

// exifOfJPEG walks the segments that stand before the picture itself.
func exifOfJPEG(b []byte) []byte {
	for b = b[2:]; len(b) >= 4 && b[0] == 0xff; {
		marker, size := b[1], int(binary.BigEndian.Uint16(b[2:]))
		if marker == 0xda || size < 2 || 2+size > len(b) {
			return nil
		}
		if block, ok := bytes.CutPrefix(b[4:2+size], []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return block
		}
		b = b[2+size:]
	}
	return nil
}

// chunk finds the chunk of a name in a file of chunks, each a head, so many bytes, and a tail. An odd one of WebP is padded.
func chunk(b []byte, name string, head, tail int, read func([]byte) (string, uint32)) []byte {
	for len(b) >= head {
		found, size := read(b)
		if uint64(size) > uint64(len(b)-head) {
			return nil
		}
		end := head + int(size)
		if found == name {
			return b[head:end]
		}
		if tail == 0 {
			end += int(size & 1)
		}
		b = b[min(end+tail, len(b)):]
	}
	return nil
}
