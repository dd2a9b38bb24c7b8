/** Finds the enabled plugins, and checks what they declare and are configured with. */
package org.metagov.gateway.catalog;
