-- staff: where a person can be told something. No entry holds an address: it is somebody's own, and the log cannot forget
CREATE TABLE contact_point (id TEXT PRIMARY KEY, staff TEXT NOT NULL, place BIGINT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, private BOOLEAN NOT NULL, set_by TEXT NOT NULL, set_at BIGINT NOT NULL, verified_at BIGINT, last_ok_at BIGINT, last_fail_at BIGINT, dead_at BIGINT);
CREATE UNIQUE INDEX contact_point_address ON contact_point (staff, channel, address);

-- staff: teams without accounts, which can be told
CREATE TABLE team (id TEXT PRIMARY KEY, name TEXT NOT NULL, contacts TEXT NOT NULL, active BOOLEAN NOT NULL, changed_at BIGINT NOT NULL);

-- rota: sheets as they were drafted, and what became of each
CREATE TABLE rota_sheet (position BIGINT PRIMARY KEY, sheet TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL, weekly TEXT NOT NULL, shifts TEXT NOT NULL, hash TEXT NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL, drafted_by TEXT NOT NULL, drafted_at BIGINT NOT NULL, by_manager BOOLEAN NOT NULL, agreed_by TEXT NOT NULL, agreed_at BIGINT, agreed_position BIGINT NOT NULL, begins_day TEXT NOT NULL, ends_day TEXT NOT NULL);
CREATE INDEX rota_sheet_state ON rota_sheet (state, sheet);

-- rota: one person instead of another for a time
CREATE TABLE rota_override (id TEXT PRIMARY KEY, position BIGINT NOT NULL, instead_of TEXT NOT NULL, person TEXT NOT NULL, area TEXT NOT NULL, duty TEXT NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, reason TEXT NOT NULL, set_by TEXT NOT NULL, set_at BIGINT NOT NULL, ended_at BIGINT, ended_by TEXT NOT NULL);
CREATE INDEX rota_override_to ON rota_override (to_at);

-- rota: what must be covered, the department's own duties, early hours
CREATE TABLE rota_settings (one BIGINT PRIMARY KEY CHECK (one = 1), needs TEXT NOT NULL, duties TEXT NOT NULL, early TEXT NOT NULL, set_by TEXT NOT NULL, set_at BIGINT NOT NULL, position BIGINT NOT NULL);
