/** What browsers are sent: the console, the documents of the API and the pages around them. */
package org.metagov.gateway.web;
