package org.metagov.gateway.plugins.near;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import org.metagov.gateway.spi.PlatformException;

/**
 * A part of a node's answer; what is not as it should be is told with its path.
 *
 * @param path such as {@code result.header.hash}
 */
record Part(String path, JsonValue value) {
  /** Returns a member, which is null where there is none. */
  Part member(String name) {
    return new Part(path + "." + name, object().getOrDefault(name, JsonValue.NULL));
  }

  boolean isObject() {
    return value instanceof JsonObject;
  }

  JsonObject object() {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw unexpected("an object");
  }

  String text() {
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw unexpected("a string");
  }

  /** Returns a number that is 0 or more and has no fraction. */
  BigInteger integer() {
    if (value instanceof JsonNumber number && number.isIntegral()) {
      BigInteger integer = number.bigIntegerValue();
      if (integer.signum() >= 0) {
        return integer;
      }
    }
    throw unexpected("an integer");
  }

  /** Returns the bytes of a list of numbers. */
  byte[] bytes() {
    if (!(value instanceof JsonArray numbers)) {
      throw unexpected("a list of bytes");
    }
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      BigInteger number = new Part(path + "[" + i + "]", numbers.get(i)).integer();
      if (number.bitLength() > 8) {
        throw new Part(path + "[" + i + "]", numbers.get(i)).unexpected("a byte");
      }
      bytes[i] = number.byteValue();
    }
    return bytes;
  }

  /** Returns a hash, Base58. */
  String hash() {
    try {
      if (Base58.decode(text()).length == Transaction.HASH_LENGTH) {
        return text();
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other text that is no hash.
    }
    throw unexpected("a hash");
  }

  private PlatformException unexpected(String wanted) {
    return new PlatformException("The node's answer has not " + wanted + " at " + path);
  }
}
