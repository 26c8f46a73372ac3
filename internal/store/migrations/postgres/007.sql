-- notify: what one person or team is to be told, each way it goes to them, every attempt, and what came of it
CREATE TABLE notification (id TEXT PRIMARY KEY, batch BIGINT NOT NULL, escalation TEXT NOT NULL, area TEXT NOT NULL, purpose TEXT NOT NULL, severity TEXT NOT NULL, recipient TEXT NOT NULL, recipient_kind TEXT NOT NULL, facts TEXT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT, cancelled_at BIGINT, why TEXT NOT NULL);
CREATE INDEX notification_recipient ON notification (recipient, id);
CREATE INDEX notification_escalation ON notification (escalation);
CREATE TABLE delivery (id TEXT PRIMARY KEY, batch BIGINT NOT NULL, turn BIGINT NOT NULL, recipient TEXT NOT NULL, recipient_kind TEXT NOT NULL, purpose TEXT NOT NULL, severity TEXT NOT NULL, channel TEXT NOT NULL, contact TEXT NOT NULL, address TEXT NOT NULL, rank BIGINT NOT NULL, priority BIGINT NOT NULL, state TEXT NOT NULL, next_at BIGINT NOT NULL, node TEXT NOT NULL, fence BIGINT NOT NULL, attempts BIGINT NOT NULL, provider_ref TEXT NOT NULL, failure TEXT NOT NULL, created_at BIGINT NOT NULL, sent_at BIGINT, delivered_at BIGINT);
CREATE UNIQUE INDEX delivery_bundle ON delivery (batch, recipient, purpose, channel, contact, turn);
CREATE INDEX delivery_due ON delivery (channel, priority, next_at) WHERE state IN ('queued', 'claimed');
CREATE INDEX delivery_next ON delivery (channel, next_at) WHERE state IN ('queued', 'claimed');
CREATE INDEX delivery_sent ON delivery (channel, next_at) WHERE state = 'sent';
CREATE INDEX delivery_recipient ON delivery (recipient, id);
CREATE TABLE delivery_item (delivery TEXT NOT NULL, notification TEXT NOT NULL, PRIMARY KEY (delivery, notification));
CREATE INDEX delivery_item_notification ON delivery_item (notification);
CREATE TABLE delivery_attempt (delivery TEXT NOT NULL, fence BIGINT NOT NULL, node TEXT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT, outcome TEXT NOT NULL, code TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (delivery, fence));
CREATE TABLE told (position BIGINT NOT NULL, escalation TEXT NOT NULL, recipient TEXT NOT NULL, recipient_kind TEXT NOT NULL, channel TEXT NOT NULL, contact TEXT NOT NULL, delivery TEXT NOT NULL, purpose TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (position, escalation));
CREATE INDEX told_escalation ON told (escalation);
CREATE INDEX told_contact ON told (contact, position);
CREATE TABLE channel_fault (position BIGINT PRIMARY KEY, channel TEXT NOT NULL, code TEXT NOT NULL, at BIGINT NOT NULL);
