/** The governance processes that there are: their rows, how they stand, and who is told of that. */
package org.metagov.gateway.process;
