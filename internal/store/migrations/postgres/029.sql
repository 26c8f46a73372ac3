-- escalation: what is open is asked every half minute and by every desk at every change, and what was closed is kept for years
CREATE INDEX escalation_state ON escalation (state, id);
