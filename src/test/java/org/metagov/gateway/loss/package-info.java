/**
 * The loss test: kills the packaged gateway again and again under load, and counts what is lost.
 * {@code mvn -Ploss verify} runs all of it; a short form is part of {@code mvn verify}.
 */
package org.metagov.gateway.loss;
