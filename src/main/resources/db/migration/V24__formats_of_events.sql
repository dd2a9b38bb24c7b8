-- In which form a receiver is sent events: as they stand in the log, or by CloudEvents.
ALTER TABLE receiver ADD COLUMN event_format VARCHAR(30) DEFAULT 'METAGOV' NOT NULL;
