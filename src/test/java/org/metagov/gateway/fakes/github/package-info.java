/** GitHub as the plugin's tests see it. */
package org.metagov.gateway.fakes.github;
