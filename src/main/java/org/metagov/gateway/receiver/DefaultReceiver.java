package org.metagov.gateway.receiver;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;

/** The receiver that the settings name, for drivers that know of one address only. */
@ApplicationScoped
public class DefaultReceiver {
  private static final Logger LOG = Logger.getLogger(DefaultReceiver.class.getName());
  private static final EventFilter EVERYTHING =
      new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), false);

  @Inject private Settings settings;
  @EJB private ReceiverService receivers;
  @Inject private ReceiverRemoval removal;

  /**
   * Makes the store agree with the settings.
   *
   * @throws InvalidSettingException where the secret is none
   */
  public void settle() {
    Optional<SigningSecret> secret = settings.find(Setting.RECEIVER_SECRET).map(this::read);
    Optional<String> url = settings.find(Setting.RECEIVER_URL);
    removal.finish(ReceiverService.DEFAULT);
    try {
      Conflicts.retryInsert(
          () -> {
            url.ifPresentOrElse(named -> put(named, secret), receivers::disableUnnamed);
            return null;
          });
    } catch (ProblemException e) {
      if (e.type() != ProblemType.CONFLICT) {
        throw e;
      }
      // The others are served all the same; its messages wait.
      LOG.severe(e.getMessage() + ", by " + Setting.RECEIVER_SECRET.key());
    }
  }

  private void put(String url, Optional<SigningSecret> secret) {
    receivers.putFromSettings(
        new DesiredReceiver(
            ReceiverService.DEFAULT,
            url,
            secret,
            Optional.empty(),
            EVERYTHING,
            EventFormat.METAGOV,
            true,
            Optional.empty()));
  }

  /** Returns the receiver {@code default}, if there is one. */
  public Optional<ReceiverSnapshot> find() {
    return receivers.find(ReceiverService.DEFAULT);
  }

  /**
   * Returns what callbacks are signed with: also where the settings name a secret only.
   *
   * @param receiver the receiver {@code default}, if there is one
   */
  public List<SigningSecret> secrets(Optional<ReceiverSnapshot> receiver) {
    return receiver
        .map(ReceiverSnapshot::secrets)
        .orElseGet(() -> settings.find(Setting.RECEIVER_SECRET).map(this::read).stream().toList());
  }

  private SigningSecret read(String text) {
    try {
      return SigningSecret.of(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(Setting.RECEIVER_SECRET.key() + ": " + e.getMessage(), e);
    }
  }
}
