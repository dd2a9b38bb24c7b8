/** JSON Schemas of records, checked and described; JSON becomes records, and records JSON. */
package org.metagov.gateway.schema;
