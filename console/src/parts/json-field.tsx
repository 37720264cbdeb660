import { type ReactNode, useId } from 'react';

/** A field for a JSON object. */
export function jsonField(field: {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly initial?: string;
}): ReactNode {
  return <JsonField {...field} />;
}

function JsonField({ name, label, hint, initial }: Parameters<typeof jsonField>[0]) {
  const id = useId();
  return (
    <label>
      {label}
      <textarea name={name} rows={4} className="code" spellCheck={false} aria-describedby={id} defaultValue={initial} />
      <span className="dim" id={id}>
        {hint}
      </span>
    </label>
  );
}

/**
 * Reads a field for a JSON object.
 *
 * @returns the object by the name of the field, nothing if it is empty
 * @throws Error if it has anything else
 */
export function readJsonField(form: FormData, name: string): Readonly<Record<string, unknown>> {
  const text = String(form.get(name) ?? '').trim();
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`The ${name} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`Expected a JSON object as ${name}, e.g. { "field": "value" }.`);
  return { [name]: value };
}
