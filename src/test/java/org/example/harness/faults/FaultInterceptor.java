package org.example.harness.faults;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.inject.Intercepted;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.spi.PlatformHttp;

/** The fault points {@code <bean>.<method>}; that of a request to a platform is its sending. */
@Interceptor
@Breakable
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class FaultInterceptor {
  @Inject @Intercepted private Bean<?> bean;

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  private TransactionSynchronizationRegistry transactions;

  /** Passes the moments of one call; one that a worker's turn begins with is a unit of work. */
  @AroundInvoke
  Object call(InvocationContext call) throws Exception {
    String name = bean.getBeanClass().getSimpleName();
    String point = name + "." + call.getMethod().getName();
    if (!Unit.begin(point + arguments(call))) {
      return breakable(call(call, point), name);
    }
    try {
      return breakable(call(call, point), name);
    } catch (Abandoned | RuntimeException e) {
      if (Unit.isAbandoned() && !isTransactional() && isVoid(call)) {
        // The worker takes up other work at once, as one of the next server would.
        return null;
      }
      throw e;
    } finally {
      Unit.end();
    }
  }

  private Object call(InvocationContext call, String point) throws Exception {
    Unit.requireAlive();
    boolean transactional = isTransactional();
    if (transactional) {
      transactions.registerInterposedSynchronization(new Committing(point));
    }
    Unit.reach(point, Moment.BEFORE);
    Object result = call.proceed();
    Unit.reach(point, transactional ? Moment.IN : Moment.AFTER);
    return result;
  }

  /** No bean sends a request to a platform: what a bean has handed out does. */
  private static Object breakable(Object result, String name) {
    return result instanceof PlatformHttp http ? breakable(http, name + ".send") : result;
  }

  private static PlatformHttp breakable(PlatformHttp http, String point) {
    return (method, url) -> new BreakableRequest(http.request(method, url), point);
  }

  private boolean isTransactional() {
    return transactions.getTransactionStatus() == Status.STATUS_ACTIVE;
  }

  private static boolean isVoid(InvocationContext call) {
    return call.getMethod().getReturnType() == void.class;
  }

  private static String arguments(InvocationContext call) {
    // An EJB has none instead of an empty array.
    return Stream.ofNullable(call.getParameters())
        .flatMap(Arrays::stream)
        .map(argument -> " " + argument)
        .collect(Collectors.joining());
  }

  /** Comes to the point's last moment with the commit. */
  private record Committing(String point) implements Synchronization {
    @Override
    public void beforeCompletion() {
      // The work is done, and has passed its own moment.
    }

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        Unit.pass(point, Moment.AFTER);
      }
    }
  }
}
