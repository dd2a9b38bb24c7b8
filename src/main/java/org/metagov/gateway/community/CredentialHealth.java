package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.credential.CredentialService;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.store.StoreClock;

/** When the tokens end that platforms have given for a plugin; never the tokens. */
@ApplicationScoped
public class CredentialHealth implements PluginHealth {
  /** Who has to sign in again should have the time to do so. */
  private static final Duration SOON = Duration.ofDays(7);

  @Inject private CredentialService credentials;
  @Inject private StoreClock clock;

  @Override
  public Part of(PluginSnapshot plugin) {
    JsonArrayBuilder list = JsonText.array();
    Set<String> troubles = new TreeSet<>();
    Instant now = clock.now();
    Map<String, Credential> all = credentials.all(plugin.id());
    all.forEach(
        (name, credential) -> {
          list.add(
              JsonText.object()
                  .add("name", name)
                  .add(
                      "expires_at",
                      JsonText.string(credential.expiresAt().map(Instant::toString).orElse(null)))
                  .add("renewable", credential.refreshToken().isPresent()));
          trouble(credential, now).ifPresent(troubles::add);
        });
    return new Part("credentials", list.build(), List.copyOf(troubles));
  }

  /** One that is renewed by itself ends all the time. */
  static Optional<String> trouble(Credential credential, Instant now) {
    if (credential.refreshToken().isPresent()) {
      return Optional.empty();
    }
    return credential
        .expiresAt()
        .filter(end -> !now.isBefore(end.minus(SOON)))
        .map(end -> now.isBefore(end) ? "credential_expiring" : "credential_expired");
  }
}
