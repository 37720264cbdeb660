/** The values that a template's placeholders stand for; one that is not there is null. */
export type TemplateValues = Readonly<Record<string, unknown>>;

// A string of JSON, in which placeholders may stand, or a placeholder outside of one.
const TOKEN = /"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g;
const PLACEHOLDER = /<([\w.-]+)>/g;

/**
 * Fills the template of an input transformer, which is JSON with placeholders such as `<orderId>`.
 *
 * Outside of a string a placeholder becomes its value as JSON; inside of one it becomes text. Source: Amazon EventBridge
 * User Guide, "Amazon EventBridge input transformation".
 *
 * @throws SyntaxError the filled template is not JSON
 */
export function fillTemplate(template: string, values: TemplateValues): unknown {
  const valueFor = (name: string): unknown => (Object.hasOwn(values, name) ? (values[name] ?? null) : null);
  const text = template.replace(TOKEN, (token: string, name: string | undefined) =>
    name === undefined
      ? token.replace(PLACEHOLDER, (_, inner: string) => escaped(valueFor(inner)))
      : JSON.stringify(valueFor(name)),
  );
  return JSON.parse(text);
}

/** The names that a template asks for. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

function escaped(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
