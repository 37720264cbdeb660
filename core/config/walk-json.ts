import { isJsonObject, type JsonValue } from '../json.ts';

/** A value inside a JSON document and where it stands. */
export interface JsonNode {
  /** From the document's own path on. */
  readonly path: readonly PropertyKey[];
  readonly value: JsonValue;
}

/** Every value of a JSON document, containers before what they contain. */
export function walkJson(value: JsonValue, path: readonly PropertyKey[] = []): readonly JsonNode[] {
  const children = Array.isArray(value)
    ? value.flatMap((item, index) => walkJson(item, [...path, index]))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([key, field]) => walkJson(field, [...path, key]))
      : [];
  return [{ path, value }, ...children];
}
