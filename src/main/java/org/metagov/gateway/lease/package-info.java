/** Who may change something alone for a while, whichever node they are on. */
package org.metagov.gateway.lease;
