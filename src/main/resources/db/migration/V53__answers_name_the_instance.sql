-- A process and a webhook say which instance of their plugin they are of: a process what that is called now, a webhook
-- what it was called when it came, as it outlasts its instance. Empty: it is called nothing, or came before this was kept.
ALTER TABLE governance_process ADD COLUMN called VARCHAR(510) DEFAULT '' NOT NULL;
UPDATE governance_process SET called =
  COALESCE((SELECT i.called FROM plugin_instance i WHERE i.id = governance_process.instance_id), '');
ALTER TABLE inbox ADD COLUMN called VARCHAR(510) DEFAULT '' NOT NULL;
