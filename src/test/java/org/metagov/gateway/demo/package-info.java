/** A story to watch and then to play with: the packaged gateway, fakes of platforms, a driver. */
package org.metagov.gateway.demo;
