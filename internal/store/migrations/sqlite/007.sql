-- notify: what one person or team is to be told, each way it goes to them, every attempt, and what came of it
CREATE TABLE notification (id TEXT PRIMARY KEY, batch INTEGER NOT NULL, escalation TEXT NOT NULL, area TEXT NOT NULL, purpose TEXT NOT NULL, severity TEXT NOT NULL, recipient TEXT NOT NULL, recipient_kind TEXT NOT NULL, facts TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER, cancelled_at INTEGER, why TEXT NOT NULL);
CREATE INDEX notification_recipient ON notification (recipient, id);
CREATE INDEX notification_escalation ON notification (escalation);
CREATE TABLE delivery (id TEXT PRIMARY KEY, batch INTEGER NOT NULL, turn INTEGER NOT NULL, recipient TEXT NOT NULL, recipient_kind TEXT NOT NULL, purpose TEXT NOT NULL, severity TEXT NOT NULL, channel TEXT NOT NULL, contact TEXT NOT NULL, address TEXT NOT NULL, rank INTEGER NOT NULL, priority INTEGER NOT NULL, state TEXT NOT NULL, next_at INTEGER NOT NULL, node TEXT NOT NULL, fence INTEGER NOT NULL, attempts INTEGER NOT NULL, provider_ref TEXT NOT NULL, failure TEXT NOT NULL, created_at INTEGER NOT NULL, sent_at INTEGER, delivered_at INTEGER);
CREATE UNIQUE INDEX delivery_bundle ON delivery (batch, recipient, purpose, channel, contact, turn);
CREATE INDEX delivery_due ON delivery (channel, priority, next_at) WHERE state IN ('queued', 'claimed');
CREATE INDEX delivery_next ON delivery (channel, next_at) WHERE state IN ('queued', 'claimed');
CREATE INDEX delivery_sent ON delivery (channel, next_at) WHERE state = 'sent';
CREATE INDEX delivery_recipient ON delivery (recipient, id);
CREATE TABLE delivery_item (delivery TEXT NOT NULL, notification TEXT NOT NULL, PRIMARY KEY (delivery, notification));
CREATE INDEX delivery_item_notification ON delivery_item (notification);
CREATE TABLE delivery_attempt (delivery TEXT NOT NULL, fence INTEGER NOT NULL, node TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT NOT NULL, code TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (delivery, fence));
CREATE TABLE told (position INTEGER NOT NULL, escalation TEXT NOT NULL, recipient TEXT NOT NULL, recipient_kind TEXT NOT NULL, channel TEXT NOT NULL, contact TEXT NOT NULL, delivery TEXT NOT NULL, purpose TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (position, escalation));
CREATE INDEX told_escalation ON told (escalation);
CREATE INDEX told_contact ON told (contact, position);
CREATE TABLE channel_fault (position INTEGER PRIMARY KEY, channel TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL);
