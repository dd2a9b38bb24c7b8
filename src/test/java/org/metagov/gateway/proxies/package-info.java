/**
 * The gateway behind real proxies, with the files of {@code config}: {@code mvn -Pproxies verify}.
 */
package org.metagov.gateway.proxies;
