/**
 * Finds the enabled plugins, checks their declarations, derives their JSON Schemas, invokes them.
 */
package org.metagov.gateway.catalog;
