/**
 * All that a plugin author sees. A plugin is one class that carries {@link
 * org.metagov.gateway.spi.MetagovPlugin} and implements {@link org.metagov.gateway.spi.Plugin}; its
 * config, parameters and results are records.
 */
package org.metagov.gateway.spi;
