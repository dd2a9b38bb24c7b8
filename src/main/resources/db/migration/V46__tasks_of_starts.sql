-- What comes in while a start is not recorded yet may be about the process that is begun: it waits for that. Then this is
-- the name by which the process will be known if it is that one; null: it is about the process in any case.
ALTER TABLE inbox_task ADD COLUMN correlation VARCHAR(500);
