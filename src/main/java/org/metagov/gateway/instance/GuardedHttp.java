package org.metagov.gateway.instance;

import java.util.function.Supplier;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformRequest;

/** The way to a platform, made when it is first needed: most work calls no platform. */
final class GuardedHttp implements PlatformHttp {
  private final Runnable right;
  private final Supplier<PlatformHttp> making;
  private PlatformHttp made;

  /** A way that {@code making} makes; {@code right} runs before each call. */
  GuardedHttp(Runnable right, Supplier<PlatformHttp> making) {
    this.right = right;
    this.making = making;
  }

  @Override
  public PlatformRequest request(String method, String url) {
    right.run();
    return platform().request(method, url);
  }

  private synchronized PlatformHttp platform() {
    if (made == null) {
      made = making.get();
    }
    return made;
  }
}
