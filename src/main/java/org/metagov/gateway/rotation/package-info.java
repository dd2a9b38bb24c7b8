/** The change of the keys that seal secrets in the store, while all else goes on. */
package org.metagov.gateway.rotation;
