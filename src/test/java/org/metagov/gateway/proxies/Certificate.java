package org.metagov.gateway.proxies;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that nobody else has signed, for 127.0.0.1 and a month.
 *
 * @param chain the file of the certificate
 * @param key the file of its key
 * @param both a file with the two of them
 */
record Certificate(Path chain, Path key, Path both) {
  private static final String TOOL = "/usr/bin/openssl";

  /** Makes one in {@code folder}. */
  static Certificate in(Path folder) {
    Path chain = folder.resolve("gateway.pem");
    Path key = folder.resolve("gateway.key");
    Path both = folder.resolve("both.pem");
    try {
      Process making =
          new ProcessBuilder(
                  List.of(
                      TOOL,
                      "req",
                      "-x509",
                      "-newkey",
                      "ec",
                      "-pkeyopt",
                      "ec_paramgen_curve:P-256",
                      "-nodes",
                      "-days",
                      "30",
                      "-subj",
                      "/CN=127.0.0.1",
                      "-addext",
                      "subjectAltName=IP:127.0.0.1",
                      "-keyout",
                      key.toString(),
                      "-out",
                      chain.toString()))
              .redirectErrorStream(true)
              .start();
      String told = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (making.waitFor() != 0) {
        throw new AssertionError(TOOL + ": " + told);
      }
      Files.writeString(both, Files.readString(chain) + Files.readString(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Certificate(chain, key, both);
  }

  /** Returns what trusts it, and no other. */
  SSLContext trust() {
    try (InputStream in = Files.newInputStream(chain)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "gateway", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
