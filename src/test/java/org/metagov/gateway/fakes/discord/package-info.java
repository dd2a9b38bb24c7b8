/**
 * A fake of Discord: an application's bot in two guilds, its messages, commands and interactions.
 */
package org.metagov.gateway.fakes.discord;
