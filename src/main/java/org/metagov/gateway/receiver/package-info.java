/** Who hears of events: the addresses of drivers, what each wants to hear, and its secret. */
package org.metagov.gateway.receiver;
