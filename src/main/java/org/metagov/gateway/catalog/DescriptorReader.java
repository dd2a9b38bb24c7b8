package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.SchemaWriter;
import org.metagov.gateway.schema.WireName;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Unsigned;

/** Reads a plugin's class, and refuses what could only fail later. */
final class DescriptorReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final int LONGEST_PLUGIN_NAME = 30;

  private final Class<?> type;
  private final Plugin<?> plugin;

  private DescriptorReader(Class<?> type, Plugin<?> plugin) {
    this.type = type;
    this.plugin = plugin;
  }

  /**
   * Reads {@code type}, whose object is {@code plugin}.
   *
   * @throws DeclarationException naming the class, and the method where it is one, and what is
   *     wrong
   */
  static PluginDescriptor read(Class<?> type, Plugin<?> plugin) {
    return new DescriptorReader(type, plugin).read();
  }

  private PluginDescriptor read() {
    MetagovPlugin declared = type.getAnnotation(MetagovPlugin.class);
    if (declared == null) {
      throw wrong("implements Plugin but lacks @MetagovPlugin");
    }
    requireName(declared.value(), null);
    if (declared.value().length() > LONGEST_PLUGIN_NAME) {
      throw wrong("its name is longer than " + LONGEST_PLUGIN_NAME + " characters");
    }
    Class<? extends Record> config = configType();
    return new PluginDescriptor(
        declared.value(),
        plugin,
        type,
        declared.auth(),
        config,
        schema(config, null),
        settings(declared.settings()),
        platformId(config),
        actions(),
        processes(),
        events(),
        overrides(type, Plugin.class, "poll"),
        overrides(type, Plugin.class, "admit"),
        overrides(type, Plugin.class, "admitAll"),
        taking("admit"),
        taking("admitAll"),
        unsigned(config),
        overrides(type, Plugin.class, "admitAll") && isExclusive(config));
  }

  private Optional<Class<? extends Record>> settings(Class<? extends Record> declared) {
    if (declared == MetagovPlugin.None.class) {
      return Optional.empty();
    }
    requireVisible(declared, null);
    try {
      PluginSettings.check(declared);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    return Optional.of(declared);
  }

  private Taking taking(String method) {
    Taking taking = Taking.of(type, method);
    if (!taking.isPossible()) {
      throw wrong("takes webhooks by other methods than GET, POST and PUT");
    }
    return taking;
  }

  private boolean unsigned(Class<? extends Record> config) {
    boolean unsigned =
        Stream.of(type.getMethods())
            .filter(m -> m.getName().equals("admit"))
            .anyMatch(m -> m.isAnnotationPresent(Unsigned.class));
    boolean slugged =
        Stream.of(config.getRecordComponents()).map(WireName::of).anyMatch("webhook_slug"::equals);
    if (unsigned && !slugged) {
      throw wrong("takes webhooks that nobody signs, so its config needs a 'webhook_slug'");
    }
    return unsigned;
  }

  private Class<? extends Record> configType() {
    Type config =
        Generics.argument(type, Plugin.class, 0)
            .orElseThrow(() -> wrong("must name the record type of its config: Plugin<Config>"));
    if (config instanceof Class<?> raw && raw.isRecord()) {
      requireVisible(raw, null);
      return raw.asSubclass(Record.class);
    }
    throw wrong("its config must be a record, not " + config.getTypeName());
  }

  private Optional<String> platformId(Class<? extends Record> config) {
    List<RecordComponent> marked =
        Stream.of(config.getRecordComponents())
            .filter(c -> c.isAnnotationPresent(PlatformId.class))
            .toList();
    if (marked.size() > 1) {
      throw wrong("more than one component of its config has @PlatformId");
    }
    if (marked.stream()
        .map(RecordComponent::getType)
        .anyMatch(type -> type != String.class && type != NumericId.class)) {
      throw wrong("the component of its config with @PlatformId must be a String or a NumericId");
    }
    return marked.stream().map(WireName::of).findFirst();
  }

  private static boolean isExclusive(Class<? extends Record> config) {
    return Stream.of(config.getRecordComponents())
        .map(c -> c.getAnnotation(PlatformId.class))
        .anyMatch(id -> id != null && !id.shared());
  }

  private Map<String, ActionDescriptor> actions() {
    Map<String, ActionDescriptor> actions = new TreeMap<>();
    for (Method method : methodsWith(Action.class)) {
      ActionDescriptor action = action(method, method.getAnnotation(Action.class));
      if (actions.put(action.name(), action) != null) {
        throw wrong(method, "a second action '" + action.name() + "'");
      }
    }
    return actions;
  }

  private ActionDescriptor action(Method method, Action declared) {
    requireName(declared.value(), method);
    Class<?>[] takes = method.getParameterTypes();
    if (takes.length < 1 || takes.length > 2 || takes[0] != PluginInstance.class) {
      throw wrong(
          method,
          "an action takes (PluginInstance<Config>) or (PluginInstance<Config>, parameters)");
    }
    if (method.getGenericParameterTypes()[0] instanceof ParameterizedType instance
        && instance.getActualTypeArguments()[0] instanceof Class<?> of
        && of != configType()) {
      throw wrong(method, "takes the instance of another config: " + of.getSimpleName());
    }
    Optional<Class<?>> parameterType = takes.length == 2 ? Optional.of(takes[1]) : Optional.empty();
    Optional<InputSchema> parameters =
        parameterType.flatMap(t -> shape(t, declared.parametersSchema(), method));
    return new ActionDescriptor(
        declared.value(),
        declared.description(),
        declared.visibility() == Action.Visibility.PUBLIC,
        parameterType,
        parameters,
        method.getReturnType() == void.class
            ? Optional.empty()
            : shape(method.getReturnType(), declared.responseSchema(), method),
        method);
  }

  private Map<String, ProcessDescriptor> processes() {
    Map<String, ProcessDescriptor> processes = new TreeMap<>();
    for (Method method : methodsWith(Process.class)) {
      ProcessDescriptor process = process(method, method.getAnnotation(Process.class));
      if (processes.put(process.name(), process) != null) {
        throw wrong(method, "a second process '" + process.name() + "'");
      }
    }
    return processes;
  }

  private ProcessDescriptor process(Method method, Process declared) {
    requireName(declared.value(), method);
    if (method.getParameterCount() != 0
        || method.getReturnType() != GovernanceProcess.class
        || !(method.getGenericReturnType() instanceof ParameterizedType returned)) {
      throw wrong(
          method, "a process's method takes nothing and returns GovernanceProcess<C, P, S>");
    }
    if (!(returned.getActualTypeArguments()[1] instanceof Class<?> parameters)
        || !(returned.getActualTypeArguments()[2] instanceof Class<?> state)
        || !state.isRecord()) {
      throw wrong(method, "must name the classes of its parameters and its state");
    }
    schema(state.asSubclass(Record.class), method);
    GovernanceProcess<?, ?, ?> process = made(method);
    return new ProcessDescriptor(
        declared.value(),
        declared.description(),
        process,
        parameters,
        shape(parameters, "", method),
        state.asSubclass(Record.class),
        overrides(process.getClass(), GovernanceProcess.class, "close"),
        overrides(process.getClass(), GovernanceProcess.class, "receive"),
        overrides(process.getClass(), GovernanceProcess.class, "answer"),
        overrides(process.getClass(), GovernanceProcess.class, "find"));
  }

  private GovernanceProcess<?, ?, ?> made(Method method) {
    try {
      if (method.invoke(plugin) instanceof GovernanceProcess<?, ?, ?> process) {
        return process;
      }
      throw wrong(method, "does not return a process: null");
    } catch (ReflectiveOperationException e) {
      throw wrong(method, "does not return a process: " + e);
    }
  }

  private static boolean overrides(Class<?> type, Class<?> declaring, String method) {
    return Stream.of(type.getMethods())
        .anyMatch(m -> m.getName().equals(method) && m.getDeclaringClass() != declaring);
  }

  private List<EventDescriptor> events() {
    List<EventDescriptor> events = new ArrayList<>();
    for (Emits declared : type.getAnnotationsByType(Emits.class)) {
      Optional<JsonObject> data =
          declared.data() == Emits.Undeclared.class
              ? Optional.empty()
              : Optional.of(schema(declared.data(), null).source());
      events.add(new EventDescriptor(declared.value(), data));
    }
    return events;
  }

  /** Returns the schema of what a method takes or returns: of a record, or from a resource. */
  private Optional<InputSchema> shape(Class<?> shape, String resource, Method method) {
    if (shape.isRecord() && resource.isEmpty()) {
      requireVisible(shape, method);
      return Optional.of(schema(shape.asSubclass(Record.class), method));
    }
    if (shape == JsonObject.class) {
      return resource.isEmpty() ? Optional.empty() : Optional.of(resource(resource, method));
    }
    throw wrong(
        method,
        shape.isRecord()
            ? "a record has its own schema; '" + resource + "' is for a JsonObject"
            : "takes and returns records or JsonObject, not " + shape.getTypeName());
  }

  private InputSchema schema(Class<? extends Record> shape, Method method) {
    try {
      InputSchema schema = InputSchema.of(SchemaWriter.of(shape));
      refuseBadDefaults(schema.source());
      return schema;
    } catch (IllegalArgumentException e) {
      throw wrong(method, e.getMessage());
    }
  }

  private static void refuseBadDefaults(JsonObject schema) {
    if (schema.get("properties") instanceof JsonObject properties) {
      properties.forEach(
          (name, property) -> {
            JsonObject declared = property.asJsonObject();
            if (declared.containsKey("default")
                && !InputSchema.of(declared).errors(declared.get("default")).isEmpty()) {
              throw new IllegalArgumentException(
                  "the @Default of '" + name + "' is not valid by its own schema");
            }
            refuseBadDefaults(declared);
          });
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (schema.get(inner) instanceof JsonObject of) {
        refuseBadDefaults(of);
      }
    }
  }

  private InputSchema resource(String name, Method method) {
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw wrong(method, "there is no schema '" + name + "' beside the class");
      }
      if (JsonText.parse(in.readAllBytes()) instanceof JsonObject schema) {
        return InputSchema.of(schema);
      }
      throw wrong(method, "the schema '" + name + "' is not a JSON object");
    } catch (IOException | MalformedJsonException | IllegalArgumentException e) {
      throw wrong(method, "the schema '" + name + "' cannot be used: " + e.getMessage());
    }
  }

  private List<Method> methodsWith(Class<? extends java.lang.annotation.Annotation> annotation) {
    List<Method> methods =
        Stream.of(type.getDeclaredMethods())
            .filter(m -> m.isAnnotationPresent(annotation))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    for (Method method : methods) {
      if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
        throw wrong(method, "must be public and not static");
      }
    }
    return methods;
  }

  private void requireName(String name, Method method) {
    if (!NAME.matcher(name).matches()) {
      throw wrong(method, "'" + name + "' is not a name of the form " + NAME.pattern());
    }
  }

  private void requireVisible(Class<?> shape, Method method) {
    for (Class<?> c = shape; c != null; c = c.getEnclosingClass()) {
      if (!Modifier.isPublic(c.getModifiers())) {
        throw wrong(method, c.getSimpleName() + " must be public");
      }
    }
  }

  private DeclarationException wrong(String message) {
    return wrong(null, message);
  }

  private DeclarationException wrong(Method method, String message) {
    return method == null
        ? new DeclarationException(type, message)
        : new DeclarationException(type, method, message);
  }
}
