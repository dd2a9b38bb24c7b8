/** Plugins are invoked, and what they answer or throw becomes ours. */
package org.metagov.gateway.invocation;
