/** The keys of drivers: made, known again, and which communities each of them sees. */
package org.metagov.gateway.key;
