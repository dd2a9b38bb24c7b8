/**
 * The bench: loads the packaged gateway, which runs in a process of its own, and measures it. No
 * test; {@code mvn -Pbench verify} runs it.
 */
package org.metagov.gateway.bench;
