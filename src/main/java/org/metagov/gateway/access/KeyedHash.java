package org.metagov.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.metagov.gateway.secret.Vault;

/**
 * Keyed hashes, the same on all nodes. Each use has a key of its own, so that what is made for one
 * says nothing of another.
 */
@ApplicationScoped
public class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";

  /** Each begins anew with a key; to look one up costs more than what it is for. */
  private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(KeyedHash::mac);

  /** They are the same for ever. */
  private final Map<String, SecretKeySpec> keys = new ConcurrentHashMap<>();

  /** Returns the HMAC-SHA256 of {@code text}, under the key for {@code use}. */
  public byte[] mac(String use, String text) {
    return mac(use, text.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] mac(String use, byte[] bytes) {
    try {
      Mac mac = MACS.get();
      mac.init(keys.computeIfAbsent(use, KeyedHash::key));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key for " + use + " that is none", e);
    }
  }

  private static Mac mac() {
    try {
      return Mac.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static SecretKeySpec key(String use) {
    return new SecretKeySpec(Vault.get().subkey(use), ALGORITHM);
  }

  /** As {@link #mac}, in hexadecimal digits. */
  public String hex(String use, String text) {
    return HexFormat.of().formatHex(mac(use, text));
  }

  /** As {@link #hex(String, String)}, of {@code bytes}. */
  public String hex(String use, byte[] bytes) {
    return HexFormat.of().formatHex(mac(use, bytes));
  }
}
