/** Tests of the whole: the house plan, and the documentation held against the code. */
package org.metagov.gateway;
