-- When a process was last looked at, and a platform last asked for news, with whatever success; null: not since this was
-- noted. Microseconds since the epoch.
ALTER TABLE governance_process ADD COLUMN checked_at BIGINT;
ALTER TABLE plugin_poll ADD COLUMN polled_at BIGINT;
