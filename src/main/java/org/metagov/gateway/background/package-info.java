/** What is done beside requests: in bounded threads, once a minute, or when a bell rings. */
package org.metagov.gateway.background;
