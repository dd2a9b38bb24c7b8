package org.metagov.gateway.fakes.opencollective;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.CoercedVariables;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLScalarType;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.validation.ValidationError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The GraphQL API: {@code schema.graphql}, and what answers each member of it. */
final class Schema {
  private static final String CALLER = "caller";

  private final GraphQL graphql;

  /** An answer: no {@code data} in it means that nothing was begun. */
  record Result(boolean begun, Map<String, Object> body) {}

  Schema(Map<String, Map<String, DataFetcher<?>>> fetchers) {
    RuntimeWiring.Builder wiring =
        RuntimeWiring.newRuntimeWiring()
            .scalar(scalar("DateTime"))
            .scalar(scalar("URL"))
            .scalar(scalar("JSON"));
    fetchers.forEach((type, own) -> wiring.type(type, t -> t.dataFetchers(erased(own))));
    wiring.type("Account", t -> t.typeResolver(env -> object(env.getObject(), env.getSchema())));
    wiring.type(
        "AccountWithParent", t -> t.typeResolver(env -> object(env.getObject(), env.getSchema())));
    graphql =
        GraphQL.newGraphQL(
                new SchemaGenerator()
                    .makeExecutableSchema(
                        new SchemaParser().parse(Payloads.text("schema.graphql")), wiring.build()))
            .defaultDataFetcherExceptionHandler(handler())
            .build();
  }

  /** Returns who has asked for what {@code context} belongs to. */
  static Caller caller(GraphQLContext context) {
    return context.get(CALLER);
  }

  Result execute(String query, Map<String, Object> variables, Caller caller) {
    ExecutionResult result =
        graphql.execute(
            ExecutionInput.newExecutionInput(query)
                .variables(variables)
                .graphQLContext(Map.of(CALLER, caller))
                .build());
    Map<String, Object> body = new LinkedHashMap<>();
    if (!result.getErrors().isEmpty()) {
      body.put("errors", result.getErrors().stream().map(Schema::told).toList());
    }
    if (result.isDataPresent()) {
      body.put("data", result.getData());
    }
    return new Result(result.isDataPresent(), body);
  }

  private static Map<String, Object> told(GraphQLError error) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("message", error.getMessage());
    if (error.getPath() != null) {
      told.put("path", error.getPath());
    }
    told.put("extensions", Map.of("code", code(error), "id", UUID.nameUUIDFromBytes(new byte[0])));
    return told;
  }

  private static String code(GraphQLError error) {
    ErrorClassification type = error.getErrorType();
    if (type == ErrorType.InvalidSyntax) {
      return "GRAPHQL_PARSE_FAILED";
    }
    if (error instanceof ValidationError) {
      return "GRAPHQL_VALIDATION_FAILED";
    }
    return type == ErrorType.ValidationError
        ? "BAD_USER_INPUT"
        : (String) error.getExtensions().get("code");
  }

  private static DataFetcherExceptionHandler handler() {
    return failed -> {
      Throwable thrown = failed.getException();
      String code = thrown instanceof Fault fault ? fault.code() : "INTERNAL_SERVER_ERROR";
      return CompletableFuture.completedFuture(
          DataFetcherExceptionHandlerResult.newResult(
                  GraphqlErrorBuilder.newError(failed.getDataFetchingEnvironment())
                      .message("%s", String.valueOf(thrown.getMessage()))
                      .extensions(Map.of("code", code))
                      .build())
              .build());
    };
  }

  private static graphql.schema.GraphQLObjectType object(
      Map<String, Object> account, graphql.schema.GraphQLSchema schema) {
    String type = account.get("type").toString().toLowerCase(Locale.ROOT);
    return schema.getObjectType(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1));
  }

  // Safe: graphql-java wants the raw type, and calls get() only.
  @SuppressWarnings("rawtypes")
  private static Map<String, DataFetcher> erased(Map<String, DataFetcher<?>> fetchers) {
    return new LinkedHashMap<>(fetchers);
  }

  private static GraphQLScalarType scalar(String name) {
    return GraphQLScalarType.newScalar().name(name).coercing(new AsItIs()).build();
  }

  /** A scalar that is told as it is kept. */
  private static final class AsItIs implements Coercing<Object, Object> {
    @Override
    public Object serialize(Object kept, GraphQLContext context, Locale locale) {
      return kept;
    }

    @Override
    public Object parseValue(Object input, GraphQLContext context, Locale locale) {
      return input;
    }

    @Override
    public Object parseLiteral(
        Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
      if (input instanceof StringValue text) {
        return text.getValue();
      }
      throw new CoercingParseLiteralException("expected a text");
    }
  }

  /** Returns the account's, conversation's or expense's map that a member is asked of. */
  static Map<String, Object> source(graphql.schema.DataFetchingEnvironment env) {
    return env.getSource();
  }

  /** Returns an argument that is an input object; empty where there is none. */
  static Map<String, Object> input(graphql.schema.DataFetchingEnvironment env, String name) {
    Map<String, Object> input = env.getArgument(name);
    return input == null ? Map.of() : input;
  }

  /** Returns an argument that is a list of texts; empty where there is none. */
  static List<String> texts(graphql.schema.DataFetchingEnvironment env, String name) {
    List<String> texts = env.getArgument(name);
    return texts == null ? List.of() : texts;
  }
}
