package org.metagov.gateway.plugins.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base58Test {
  @ParameterizedTest
  @CsvSource({
    // The first ones are those of the Bitcoin project, the last one a block of near-api-js' tests.
    "'', ''",
    "61, 2g",
    "626262, a3gV",
    "73696d706c792061206c6f6e6720737472696e67, 2cFupjhnEsSn59qHXstmK2ffpLv2",
    "00eb15231dfceb60925886b67d065299925915aeb172c06647, 1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L",
    "00000000000000000000, 1111111111",
    "0fa473fd26901df296be6adc4cc4df34d040efa2435224b6986910e630c2fef6,"
        + " 244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM"
  })
  void bytesBecomeTextAndBack(String hex, String text) {
    assertThat(Base58.encode(HexFormat.of().parseHex(hex))).isEqualTo(text);
    assertThat(HexFormat.of().formatHex(Base58.decode(text))).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "2gO, 3", "aI, 2", "l, 1", "'a b', 2", "ä, 1"})
  void whatIsNoBase58IsToldByItsPlace(String text, int place) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Base58.decode(text))
        .withMessage("character " + place + " of it is not base58");
  }

  @Test
  void aTextThatIsTooLongIsNotRead() {
    assertThatIllegalArgumentException().isThrownBy(() -> Base58.decode("2".repeat(201)));
  }
}
