-- What the person at an address last said about messages there: it holds for every row of that address, now and later.
CREATE TABLE last_words (
  channel     text NOT NULL CHECK (channel IN ('sms', 'voice', 'email', 'wechat', 'push')),
  -- keyed hash: of a number that is nobody's yet no more is kept
  address_key bytea NOT NULL,
  said        text NOT NULL CHECK (said IN ('opt-out', 'opt-in')),
  -- when it was said, which may be long before it was heard
  said_at     timestamptz NOT NULL,
  PRIMARY KEY (channel, address_key)
);

-- Those who have refused so far. When they said it stands in the audit log by borrower only: now is late enough for all.
INSERT INTO last_words (channel, address_key, said, said_at)
SELECT channel, address_key, 'opt-out', now() FROM contacts
WHERE consent_given AND NOT consent AND address_sealed IS NOT NULL AND address_key IS NOT NULL
ON CONFLICT DO NOTHING;

-- It may mean that no more messages are wanted: until its task is done nothing that collects goes out on the channel.
ALTER TABLE answers ADD COLUMN in_doubt boolean NOT NULL DEFAULT false;
CREATE INDEX answers_in_doubt ON answers (borrower_id, channel) WHERE in_doubt;
