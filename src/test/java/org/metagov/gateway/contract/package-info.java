/**
 * What holds over HTTP whatever the database: each contract is inherited by a test for each one.
 */
package org.metagov.gateway.contract;
