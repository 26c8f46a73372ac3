-- notify: how many text messages somebody had lately is asked whenever one more is queued, and the outbox keeps them all
CREATE INDEX delivery_texts ON delivery (recipient, created_at) WHERE channel = 'sms';
CREATE INDEX delivery_numbers ON delivery (address, created_at) WHERE channel = 'sms';
