/** NEAR: calls of a smart contract, signed with the key of a community's account. */
package org.metagov.gateway.plugins.near;
