/** A plugin that breaks the house rules, to see them bite. It is in no WAR. */
package org.metagov.gateway.plugins.planted;
