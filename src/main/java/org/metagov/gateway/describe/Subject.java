package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;

/**
 * What one operation of a route is about: the route itself, or a thing of a plugin's.
 *
 * @param id the id of the operation
 * @param path its path
 * @param filled the parameter of the route's path that is filled in there; empty: none
 * @param tag what it is listed under
 * @param summary what it does
 * @param body the schema of what it takes, if that is JSON
 * @param bodyExample what it was given
 * @param answer the schema of what it answers
 * @param answerExample what it has answered, where that is no answer of the route's
 */
record Subject(
    String id,
    String path,
    String filled,
    String tag,
    String summary,
    Optional<JsonObject> body,
    Optional<JsonValue> bodyExample,
    JsonValue answer,
    Optional<JsonValue> answerExample) {}
