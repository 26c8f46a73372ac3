package store

import "syscall"

// Source: linux/magic.h and statfs(2).
var networkMagic = map[int64]string{
	0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "CIFS", 0xFE534D42: "SMB2", 0x5346414F: "AFS", 0x73757245: "Coda", 0x564C: "NCP",
}

// networkFileSystem reports whether a folder is on another machine's disk.
func networkFileSystem(folder string) (string, bool) {
	var st syscall.Statfs_t
	if syscall.Statfs(folder, &st) != nil {
		return "", false
	}
	return remoteByMagic(int64(st.Type))
}

func remoteByMagic(magic int64) (string, bool) {
	name, remote := networkMagic[magic&0xFFFFFFFF]
	return name, remote
}
