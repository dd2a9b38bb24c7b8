package org.metagov.gateway.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A file as browsers are sent it: compressed once, and not at all where they have it already. */
final class WebFile {
  /** A year: more than that means nothing to anybody (RFC 9111). */
  static final String FOR_EVER = "public, max-age=31536000, immutable";

  /** It, or whatever there is, with no weight of zero (RFC 9110). */
  private static final Pattern GZIP =
      Pattern.compile("(gzip|\\*)(\\s*;\\s*q=(0?\\.\\d*[1-9]\\d*|1(\\.0*)?))?");

  private final byte[] whole;
  private final byte[] gzipped;
  private final String type;
  private final String tag;

  private WebFile(byte[] whole, byte[] gzipped, String type, String tag) {
    this.whole = whole;
    this.gzipped = gzipped;
    this.type = type;
    this.tag = tag;
  }

  /** The file {@code content}, which is of the media type {@code type}. */
  static WebFile of(byte[] content, String type) {
    return new WebFile(content, gzipped(content), type, digest(content));
  }

  /** Returns whether one of {@code accepted}, the headers {@code Accept-Encoding}, allows gzip. */
  static boolean allowsGzip(List<String> accepted) {
    return accepted.stream()
        .flatMap(codings -> Stream.of(codings.toLowerCase(Locale.ROOT).split(",", -1)))
        .anyMatch(coding -> GZIP.matcher(coding.strip()).matches());
  }

  /**
   * Sends it.
   *
   * @param had the tags of what the browser has
   * @param codings what it understands
   */
  void send(HttpServletResponse response, Optional<String> had, List<String> codings)
      throws IOException {
    boolean small = gzipped.length < whole.length && allowsGzip(codings);
    // Other bytes are something else, for whoever goes by the tag.
    String etag = '"' + tag + (small ? "-gzip" : "") + '"';
    response.setHeader("ETag", etag);
    response.setHeader("Vary", "Accept-Encoding");
    if (had.filter(tags -> List.of(tags.split("\\s*,\\s*", -1)).contains(etag)).isPresent()) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (small) {
      response.setHeader("Content-Encoding", "gzip");
    }
    byte[] sent = small ? gzipped : whole;
    response.setContentType(type);
    response.setContentLength(sent.length);
    response.getOutputStream().write(sent);
  }

  private static byte[] gzipped(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes what is written", e);
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
