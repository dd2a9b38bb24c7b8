/** The JAX-RS application: which resources there are, the filters before them, one error mapper. */
package org.metagov.gateway.rest;
