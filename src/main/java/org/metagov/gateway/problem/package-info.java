/** What went wrong, as a caller is told: each exception knows its status, type and text. */
package org.metagov.gateway.problem;
