package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.resource.spi.ResourceAllocationException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

class StoreUnavailableTest {
  @Test
  void aDatabaseThatIsAwayOrBusyIsA503WithItsCause() {
    Stream.of(
            "08006", "57P01", "57014", "55P03", "25P03", "53300", "40001", "40XL1", "25006",
            "XSDFH", "58030", "53100", "XX000")
        .forEach(
            state -> {
              Throwable failure = new PersistenceException(new SQLException("oops", state));
              ProblemException problem = StoreUnavailable.in(failure).orElseThrow();
              assertThat(problem.type()).as(state).isEqualTo(ProblemType.UNAVAILABLE);
              assertThat(problem.retryAfter()).isPresent();
              assertThat(problem).hasCause(failure).hasMessageNotContaining("oops");
            });
    assertThat(StoreUnavailable.in(new RuntimeException(new OptimisticLockException())))
        .isPresent();
    assertThat(StoreUnavailable.in(new RuntimeException(new XAException("no commit")))).isPresent();
  }

  @Test
  void aPoolWithoutAConnectionIsA503() {
    String said = "In-use connections equal max-pool-size and expired max-wait-time.";
    ResourceAllocationException none = new ResourceAllocationException(said);
    assertThat(StoreUnavailable.in(new PersistenceException(new SQLException(said, none))))
        .isPresent();
    assertThat(StoreUnavailable.in(new PersistenceException(new SQLException(said)))).isPresent();
    assertThat(StoreUnavailable.in(new EJBException(none))).isPresent();
  }

  @Test
  void aFaultOfOursIsNone() {
    Stream.of(
            new SQLException("no", "42X01"),
            new SQLSyntaxErrorException("no", "42601"),
            new SQLException("NUL", "22021"),
            new SQLDataException("too long", "22001"),
            new SQLIntegrityConstraintViolationException("twice", "23505"),
            new SQLFeatureNotSupportedException("not a wrapper"))
        .forEach(
            failure ->
                assertThat(StoreUnavailable.in(new PersistenceException(failure)))
                    .as(failure.toString())
                    .isEmpty());
    assertThat(StoreUnavailable.in(new IllegalStateException("no"))).isEmpty();
  }

  @Test
  void aSecondRowWithTheSameKeyIsToldFromAConflict() {
    assertThat(Conflicts.isDuplicate(new RuntimeException(new SQLException("no", "23505"))))
        .isTrue();
    assertThat(Conflicts.isConflict(new RuntimeException(new SQLException("no", "23505"))))
        .isFalse();
    assertThat(Conflicts.isConflict(new RuntimeException(new SQLException("no", "40P01"))))
        .isTrue();
  }
}
