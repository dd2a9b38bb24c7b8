package org.metagov.gateway.identity;

import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;

/**
 * How it is known that something belongs to a person.
 *
 * @param type by which means
 * @param quality how sure it is
 */
public record Link(LinkType type, LinkQuality quality) {
  /** Nobody has said how. */
  public static final Link UNSAID = new Link(LinkType.UNKNOWN, LinkQuality.UNKNOWN);

  /** They have signed in on the platform, just now. */
  public static final Link SIGNED_IN = new Link(LinkType.OAUTH, LinkQuality.STRONG);
}
