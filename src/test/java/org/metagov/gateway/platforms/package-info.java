/**
 * The fakes of platforms, tried by the libraries that the platforms themselves publish: {@code mvn
 * -Pplatforms verify}.
 */
package org.metagov.gateway.platforms;
