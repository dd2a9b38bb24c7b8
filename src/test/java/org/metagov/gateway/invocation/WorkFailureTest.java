package org.metagov.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

class WorkFailureTest {
  private final Logger log = Logger.getAnonymousLogger();
  private final List<LogRecord> logged = new ArrayList<>();

  @BeforeEach
  void listen() {
    log.setUseParentHandlers(false);
    log.setLevel(Level.ALL);
    log.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  @Test
  void aPlatformsFailureIsWrittenDownAsItIsToldAndIsNoMatterForTheLog() {
    ProblemException failure = new ProblemException(ProblemType.PLATFORM_FAILED, "it said no");
    assertThat(WorkFailure.of(log, "A check", failure)).isSameAs(failure);
    assertThat(logged).singleElement().returns(Level.FINE, LogRecord::getLevel);
  }

  @Test
  void aFaultOfThePluginIsAMatterForTheLog() {
    ProblemException failure = new ProblemException(ProblemType.INTERNAL, "Plugin 'p' failed");
    assertThat(WorkFailure.of(log, "A check", failure)).isSameAs(failure);
    assertThat(logged).singleElement().returns(Level.WARNING, LogRecord::getLevel);
  }

  @Test
  void whateverElseItIsIsWrittenDownInOurWordsAndLoggedInItsOwn() {
    for (Throwable failure :
        List.of(
            new EJBException(new PersistenceException(new SQLException("hush-1", "22021"))),
            new IllegalStateException("hush-1"),
            new OutOfMemoryError("hush-1"))) {
      logged.clear();
      ProblemException told = WorkFailure.of(log, "A check", failure);
      assertThat(told.type()).isEqualTo(ProblemType.INTERNAL);
      assertThat(told.getMessage()).isNotBlank().doesNotContain("hush-1");
      assertThat(logged)
          .singleElement()
          .returns(Level.WARNING, LogRecord::getLevel)
          .extracting(LogRecord::getThrown)
          .hasToString(failure.toString());
    }
  }

  @Test
  void anOutageOfOurStoreIsNoFailureOfTheWork() {
    SQLException away = new SQLException("the server is gone", "08006");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> WorkFailure.of(log, "A check", new EJBException(away)))
        .returns(ProblemType.UNAVAILABLE, ProblemException::type);
    assertThat(WorkFailure.told(new EJBException(away)).type()).isEqualTo(ProblemType.UNAVAILABLE);
  }
}
