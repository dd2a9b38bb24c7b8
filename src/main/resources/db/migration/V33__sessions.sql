-- Keys that were exchanged for a session, by people with a browser. Times are microseconds since the epoch.
CREATE TABLE driver_session (
  id VARCHAR(12) NOT NULL PRIMARY KEY,
  -- HMAC-SHA256 of what the browser has in its cookie: nobody who reads it can make calls with it.
  hash VARCHAR(64) NOT NULL,
  -- Whose key it was: KEY, or KEY/<id> of a driver key.
  owner VARCHAR(20) NOT NULL,
  -- Of the key of the settings, an HMAC: with another key in its place the session is over. Empty for a driver key.
  key_mark VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);

CREATE INDEX driver_session_of ON driver_session (owner, created_at);
CREATE INDEX driver_session_age ON driver_session (ends_at);
