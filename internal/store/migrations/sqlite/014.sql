-- occurrence: when patients may be on a couch, once the department has set it
CREATE TABLE clinic (one INTEGER PRIMARY KEY CHECK (one = 1), opens TEXT NOT NULL, closes TEXT NOT NULL);
