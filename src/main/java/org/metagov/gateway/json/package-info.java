/** Strict reading and plain writing of JSON, the same everywhere. */
package org.metagov.gateway.json;
