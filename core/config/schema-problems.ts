import type { z } from 'zod';
import type { ConfigProblem } from './config-problem.ts';

/** One problem per issue of a zod error, with the path written as in JavaScript: `processOrder[0].options.endpoint`. */
export function schemaProblems(error: z.ZodError, at: readonly PropertyKey[] = []): ConfigProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, at));
}

/** A path as it would be written in JavaScript. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function problemsOfIssue(issue: z.core.$ZodIssue, at: readonly PropertyKey[]): ConfigProblem[] {
  const path = [...at, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        message: 'Unknown key: check the spelling, or remove it.',
      }));
    case 'invalid_union': {
      const closest = issue.errors.toSorted((left, right) => left.length - right.length)[0] ?? [];
      return closest.length > 0
        ? closest.flatMap((inner) => problemsOfIssue(inner, path))
        : [{ path: pathText(path), message: sentence(issue.message) }];
    }
    default:
      return [{ path: pathText(path), message: sentence(issue.message) }];
  }
}

function sentence(message: string): string {
  const text = message.replace(/^Invalid input: /, '').replace(/, received /, ', found ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
