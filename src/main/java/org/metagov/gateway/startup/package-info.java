/** From deployed to ready: what is checked, in which order, and what an operator is told. */
package org.metagov.gateway.startup;
