-- A community may have several instances of one plugin, each called otherwise: as its platform calls the community, or
-- as the driver does. Empty: not called anything, as one alone need not be.
ALTER TABLE plugin_instance ADD COLUMN called VARCHAR(510) DEFAULT '' NOT NULL;
UPDATE plugin_instance SET called = platform_id WHERE platform_id IS NOT NULL;
ALTER TABLE plugin_instance DROP CONSTRAINT plugin_instance_once;
ALTER TABLE plugin_instance ADD CONSTRAINT plugin_instance_once UNIQUE (community, plugin, called);
