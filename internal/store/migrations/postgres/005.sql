-- library: where a version came from, what it is based on, and who retired it and why; which versions ship with this Runup
ALTER TABLE library_version ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE library_version ADD COLUMN base_id TEXT NOT NULL DEFAULT '';
ALTER TABLE library_version ADD COLUMN base_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE library_version ADD COLUMN retired_by TEXT NOT NULL DEFAULT '';
ALTER TABLE library_version ADD COLUMN retired_why TEXT NOT NULL DEFAULT '';
CREATE TABLE library_shelf (id TEXT NOT NULL, hash TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (id, hash));
