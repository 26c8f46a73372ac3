-- Times are Unix milliseconds, UTC. Lists and objects are JSON text. Statements end with a semicolon at a line's end.

CREATE TABLE migration (version INTEGER PRIMARY KEY, at INTEGER NOT NULL);

-- logbook: the log itself
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL);
CREATE TABLE entry (position INTEGER PRIMARY KEY, header TEXT NOT NULL, body TEXT, salt BLOB, leaf BLOB NOT NULL);
CREATE TABLE tile (level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, n));
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER entry_as_written BEFORE UPDATE OF position, header, leaf ON entry BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER tile_stays BEFORE DELETE ON tile BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER tile_as_written BEFORE UPDATE ON tile BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;

-- logbook: the feed, one row a thing
CREATE TABLE feed (kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, area TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE INDEX feed_position ON feed (position);
CREATE TABLE epoch_proposal (position INTEGER PRIMARY KEY, epoch TEXT NOT NULL, proposed_by TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE epoch (id TEXT PRIMARY KEY, position INTEGER NOT NULL, ended TEXT NOT NULL, head INTEGER NOT NULL, highest INTEGER NOT NULL, declared_by TEXT NOT NULL, proposal INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL);

-- equipment: areas and what stands in them
CREATE TABLE area (id TEXT PRIMARY KEY, name TEXT NOT NULL, site TEXT NOT NULL, phone TEXT NOT NULL, changed_at INTEGER NOT NULL);
CREATE TABLE equipment (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, area TEXT NOT NULL, status TEXT NOT NULL, status_since INTEGER NOT NULL, inventory TEXT NOT NULL, gs1 TEXT NOT NULL, features TEXT NOT NULL, points TEXT NOT NULL, affects TEXT NOT NULL, calibration_due TEXT NOT NULL, changed_at INTEGER NOT NULL);

-- library: every version of every checklist
CREATE TABLE library_version (id TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL, approved_by TEXT NOT NULL, approved_at INTEGER, changed_at INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (id, hash));
CREATE TABLE library_shipped (one INTEGER PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL);

-- baseline: references and local limits as they stand, as they were, and what was last seen
CREATE TABLE baseline (equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, number REAL, text TEXT NOT NULL, limits TEXT NOT NULL, unit TEXT NOT NULL, set_by TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, from_at INTEGER NOT NULL, set_at INTEGER NOT NULL, approved_at INTEGER, position INTEGER NOT NULL, PRIMARY KEY (equipment, checklist, item));
CREATE TABLE baseline_history (position INTEGER PRIMARY KEY, equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, number REAL, text TEXT NOT NULL, limits TEXT NOT NULL, unit TEXT NOT NULL, set_by TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, from_at INTEGER NOT NULL, set_at INTEGER NOT NULL, approved_at INTEGER);
CREATE INDEX baseline_history_thing ON baseline_history (equipment, checklist, item);
CREATE TABLE last_seen (equipment TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, seen_at INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (equipment, checklist, item));

-- staff: people, what they are authorised for, and changes that wait for a second person
CREATE TABLE staff (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, areas TEXT NOT NULL, appointments TEXT NOT NULL, active BOOLEAN NOT NULL, since INTEGER NOT NULL, left_at INTEGER, changed_at INTEGER NOT NULL);
CREATE TABLE authorisation (id TEXT PRIMARY KEY, staff TEXT NOT NULL, checklist TEXT NOT NULL, equipment TEXT NOT NULL, capacity TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER, granted_by TEXT NOT NULL, granted_at INTEGER NOT NULL, evidence TEXT NOT NULL, withdrawn_at INTEGER, withdrawn_by TEXT NOT NULL, position INTEGER NOT NULL);
CREATE INDEX authorisation_staff ON authorisation (staff);
CREATE TABLE staff_proposal (staff TEXT PRIMARY KEY, role TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL, position INTEGER NOT NULL);

-- device: tablets, how they come in and prove themselves, and every operation they sent
CREATE TABLE device (id TEXT PRIMARY KEY, name TEXT NOT NULL, areas TEXT NOT NULL, jwk TEXT NOT NULL, enrolled_at INTEGER NOT NULL, enrolled_by TEXT NOT NULL, revoked_at INTEGER, revoked_by TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE enrolment_code (hash TEXT PRIMARY KEY, areas TEXT NOT NULL, issued_by TEXT NOT NULL, issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER, device TEXT NOT NULL);
CREATE TABLE enrolment_guess (one INTEGER PRIMARY KEY CHECK (one = 1), tries INTEGER NOT NULL, since INTEGER NOT NULL);
CREATE TABLE device_nonce (device TEXT NOT NULL, nonce TEXT NOT NULL, issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER, PRIMARY KEY (device, nonce));
CREATE TABLE device_contact (device TEXT PRIMARY KEY, seen_at INTEGER, outbox INTEGER, app TEXT NOT NULL, skew_ms INTEGER, proven_at INTEGER);
CREATE TABLE operation (op_id TEXT NOT NULL, sha TEXT NOT NULL, standing TEXT NOT NULL, device TEXT NOT NULL, seq INTEGER, prev TEXT NOT NULL, type TEXT NOT NULL, position INTEGER NOT NULL, outcome TEXT NOT NULL, latest INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (op_id, sha, standing));
CREATE INDEX operation_seq ON operation (device, seq);

-- auth: secrets, sessions and what holds guessing back
CREATE TABLE credential (staff TEXT NOT NULL, kind TEXT NOT NULL, secret TEXT NOT NULL, salt TEXT NOT NULL, demo BOOLEAN NOT NULL, set_at INTEGER NOT NULL, PRIMARY KEY (staff, kind));
CREATE TABLE session (id TEXT PRIMARY KEY, staff TEXT NOT NULL, device TEXT NOT NULL, proven TEXT NOT NULL, generation INTEGER NOT NULL, rotated_at INTEGER NOT NULL, started_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ended_at INTEGER, ended_why TEXT NOT NULL);
CREATE INDEX session_staff ON session (staff, device);
CREATE TABLE lockout (scope TEXT PRIMARY KEY, failures INTEGER NOT NULL, locked_until INTEGER, last_at INTEGER NOT NULL);

-- check: what was done, and alerts that came before it was finished
CREATE TABLE checks (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, checklist TEXT NOT NULL, hash TEXT NOT NULL, equipment TEXT NOT NULL, area TEXT NOT NULL, performed_by TEXT NOT NULL, device TEXT NOT NULL, done_at INTEGER NOT NULL, received_at INTEGER NOT NULL, verdict TEXT NOT NULL, told TEXT NOT NULL, found TEXT NOT NULL, readings TEXT NOT NULL);
CREATE INDEX checks_equipment ON checks (equipment, position);
CREATE TABLE alert (op TEXT PRIMARY KEY, position INTEGER NOT NULL, check_id TEXT NOT NULL, found TEXT NOT NULL);

-- escalation: what waits for an answer, and all that happened to it
CREATE TABLE escalation (id TEXT PRIMARY KEY, ref TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, severity TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, equipment TEXT NOT NULL, area TEXT NOT NULL, checklist TEXT NOT NULL, item TEXT NOT NULL, source TEXT NOT NULL, device TEXT NOT NULL, opened_at INTEGER NOT NULL, owner TEXT NOT NULL, rung INTEGER NOT NULL, acted TEXT NOT NULL, acted_by TEXT NOT NULL, acted_version INTEGER NOT NULL);
CREATE UNIQUE INDEX escalation_open ON escalation (kind, equipment, checklist, item, source, device) WHERE state <> 'closed';
CREATE TABLE escalation_event (escalation TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, by_staff TEXT NOT NULL, check_id TEXT NOT NULL, op TEXT NOT NULL, severity TEXT NOT NULL, note TEXT NOT NULL, flags TEXT NOT NULL, PRIMARY KEY (escalation, position));
CREATE INDEX escalation_event_op ON escalation_event (op);

-- tablet: what was set aside, and cursors that the tree contradicts
CREATE TABLE quarantine (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, op TEXT NOT NULL, device TEXT NOT NULL, area TEXT NOT NULL, received_at INTEGER NOT NULL, state TEXT NOT NULL, kept TEXT NOT NULL, resolved_by TEXT NOT NULL, resolved_at INTEGER, reason TEXT NOT NULL);
CREATE TABLE contradiction (epoch TEXT PRIMARY KEY, position INTEGER NOT NULL, head INTEGER NOT NULL, device TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL);
