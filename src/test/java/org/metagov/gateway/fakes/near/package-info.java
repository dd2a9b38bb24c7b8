/** A NEAR node on this machine: one shard, a few accounts, one contract. */
package org.metagov.gateway.fakes.near;
