/**
 * Who is who: Metagov ids, the accounts that are linked to them, and how sure each link is. What is
 * kept about a person can be had as a whole, and be erased.
 */
package org.metagov.gateway.identity;
