/**
 * The loss test: kills the packaged gateway again and again under load, and counts what is lost.
 * {@code mvn -Ploss verify} runs all of it, and {@code -Dloss.trial=BriefLossTrial} a short form.
 */
package org.metagov.gateway.loss;
