/** The API in documents: OpenAPI and AsyncAPI, made of what routes and plugins declare. */
package org.metagov.gateway.describe;
