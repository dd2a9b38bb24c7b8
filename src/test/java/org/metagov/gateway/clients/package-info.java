/**
 * What drivers are written with, tried against the packaged server: {@code mvn -Pclients verify}.
 */
package org.metagov.gateway.clients;
