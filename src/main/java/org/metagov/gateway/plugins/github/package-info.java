/** An account on GitHub: issues, votes on them, any method of its REST API, events. */
package org.metagov.gateway.plugins.github;
