/** Where the OpenAPI document has the example of a new order. */
const PATH = ['paths', '/orders', 'post', 'requestBody', 'content', 'application/json', 'examples', 'new', 'value'];

/** Returns the example order of the OpenAPI document as JSON; empty if it has none. */
export function exampleIn(document: unknown): string {
  const example = PATH.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document,
  );
  return example === undefined ? '' : JSON.stringify(example, null, 2);
}
