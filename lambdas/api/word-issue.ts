import type * as z from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/**
 * Words the mistakes that zod words in its own terms, as the others are: what was expected, what was found. The message of
 * a schema goes before it.
 */
export function wordIssue(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type' && issue.expected === 'record')
    return `expected object, received ${kindOf(issue.input)}`;
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return `expected a date and time such as 2026-11-22T09:30:00Z`;
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
