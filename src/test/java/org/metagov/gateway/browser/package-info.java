/** The pages of the server in a browser: {@code mvn -Pbrowser verify}. */
package org.metagov.gateway.browser;
