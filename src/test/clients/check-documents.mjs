// Judges the documents of the API by validators of others: openapi.json and asyncapi.json of this folder.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";
import { Validator } from "@seriousme/openapi-schema-validator";

const openApi = await new Validator().validate(JSON.parse(readFileSync("openapi.json", "utf8")));
if (!openApi.valid) {
  throw new Error(JSON.stringify(openApi.errors, null, 2));
}
console.log("openapi.json is valid");

const found = await new Parser().validate(readFileSync("asyncapi.json", "utf8"));
const wrong = found.filter((it) => it.severity <= 1);
if (wrong.length > 0) {
  throw new Error(JSON.stringify(wrong, null, 2));
}
console.log("asyncapi.json is valid");
