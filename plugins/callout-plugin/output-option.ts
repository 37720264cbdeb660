import * as z from 'zod';
import { isSensitiveField } from '../../core/redact/is-sensitive-field.ts';

/** The option that names what later steps may read of a reply: expressions by the name of the output's field. */
export function outputOption(): z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>> {
  return z
    .record(z.string().min(1), z.string().min(1))
    .superRefine((output, { addIssue }) => {
      for (const name of Object.keys(output)) {
        const message = problemOf(name);
        if (message !== undefined) addIssue({ code: 'custom', path: [name], message });
      }
    })
    .default({});
}

function problemOf(name: string): string | undefined {
  if (name === 'status') return 'expected another name: the status stands there already';
  if (!isSensitiveField(name)) return undefined;
  return 'expected a reference, found the name of a secret or of personal data, which must not stand in an execution: pick an id';
}
