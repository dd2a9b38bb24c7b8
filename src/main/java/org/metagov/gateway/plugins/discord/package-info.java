/** A guild on Discord: messages, commands, any route of its API, and votes where people talk. */
package org.metagov.gateway.plugins.discord;
