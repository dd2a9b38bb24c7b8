-- The states of authorizations that have come back, by their digests: each is good once. Those that were sent out are
-- with the browsers.
CREATE TABLE used_authorization (
  state VARCHAR(64) NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);

CREATE INDEX used_authorization_age ON used_authorization (expires_at);
