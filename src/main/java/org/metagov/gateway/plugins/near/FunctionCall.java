package org.metagov.gateway.plugins.near;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * A call of a contract.
 *
 * @param args JSON
 * @param gas the most that it may burn
 * @param deposit in yoctoNEAR
 */
record FunctionCall(String methodName, String args, BigInteger gas, BigInteger deposit) {
  private static final BigInteger DEFAULT_GAS = BigInteger.TEN.pow(14);
  private static final int TAG = 2;
  private static final int GAS_BITS = 64;
  private static final int DEPOSIT_BITS = 128;
  private static final int MOST_DIGITS = 40;

  /**
   * Reads the parameters of {@code call}.
   *
   * @throws InvalidParameterException where gas or amount are no integers, or too large
   */
  static FunctionCall of(JsonObject parameters) {
    return new FunctionCall(
        parameters.getString("method_name"),
        parameters.getOrDefault("args", JsonValue.EMPTY_JSON_OBJECT).toString(),
        integer(parameters, "gas", DEFAULT_GAS, GAS_BITS),
        integer(parameters, "amount", BigInteger.ZERO, DEPOSIT_BITS));
  }

  void write(Borsh out) {
    out.u8(TAG).string(methodName).string(args).u64(gas).u128(deposit);
  }

  private static BigInteger integer(
      JsonObject parameters, String name, BigInteger otherwise, int bits) {
    JsonValue value = parameters.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      BigDecimal number =
          value instanceof JsonNumber json
              ? json.bigDecimalValue()
              : new BigDecimal(((JsonString) value).getString());
      // Looked at before it is written out: 1e9999 is short.
      if ((long) number.precision() - number.scale() <= MOST_DIGITS) {
        BigInteger integer = number.toBigIntegerExact();
        if (integer.signum() >= 0 && integer.bitLength() <= bits) {
          return integer;
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Told below, as every other number that does not do.
    }
    throw new InvalidParameterException(
        "'" + name + "' must be an integer from 0 to 2^" + bits + " - 1");
  }
}
