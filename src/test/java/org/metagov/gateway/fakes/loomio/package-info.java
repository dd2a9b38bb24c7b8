/** A stand-in for Loomio: the user API of today ({@code b2}) and the group API of 2021. */
package org.metagov.gateway.fakes.loomio;
