package org.metagov.gateway.spi;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A part of a form that is sent as {@code multipart/form-data} (RFC 7578): a field, or a file.
 *
 * @param name of the field
 * @param fileName what the file is called; empty for a field
 * @param contentType what {@code content} is, such as {@code image/png}
 * @param content the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Copied each time, and compared by nobody.
public record FormPart(String name, Optional<String> fileName, String contentType, byte[] content) {
  private static final String TEXT = "text/plain; charset=UTF-8";

  /** Keeps a copy. */
  public FormPart {
    content = content.clone();
  }

  /** A field with a text. */
  public static FormPart field(String name, String value) {
    return new FormPart(name, Optional.empty(), TEXT, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A file. */
  public static FormPart file(String name, String fileName, String contentType, byte[] content) {
    return new FormPart(name, Optional.of(fileName), contentType, content);
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  /** Does not tell what is in it. */
  @Override
  public String toString() {
    return "part " + name + " of " + content.length + " bytes";
  }
}
