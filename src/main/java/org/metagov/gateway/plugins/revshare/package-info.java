/** Web monetization: whom a share of the revenue goes to. */
package org.metagov.gateway.plugins.revshare;
