/** What every request meets before its route is looked for, and how it is refused. */
package org.metagov.gateway.http;
