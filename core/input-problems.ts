import type * as z from 'zod';

/** One mistake in an order, a tenant file or a request. */
export interface InputProblem {
  /** Where the mistake is, e.g. `orderItems[0].quantity`; empty for the document as a whole. */
  readonly path: string;
  /** What was expected, what was found and what to do. */
  readonly message: string;
}

/** One mistake in a document, with the path as keys and indexes. */
export interface ContentProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Returns a problem with its path as text. */
export function inputProblem({ message, path }: ContentProblem): InputProblem {
  return { path: pathText(path), message };
}

/**
 * Turns a zod error into problems, one per issue, with paths as in JavaScript: `processOrder[0].options.endpoint`.
 *
 * @param at path of the checked value within its document. @default the document itself
 */
export function schemaProblems(error: z.ZodError, at: readonly PropertyKey[] = []): InputProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, at));
}

/** The message about a key that the schema does not have. */
export const UNKNOWN_KEY = 'Unknown key: check the spelling, or remove it.';

/** Formats a path as in JavaScript. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function problemsOfIssue(issue: z.core.$ZodIssue, at: readonly PropertyKey[]): InputProblem[] {
  const path = [...at, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        message: UNKNOWN_KEY,
      }));
    case 'invalid_key':
      return issue.issues.flatMap((inner) => problemsOfIssue(inner, path));
    case 'invalid_union': {
      const closest = issue.message === UNEXPLAINED ? closestBranch(issue.errors) : [];
      return closest.length > 0
        ? closest.flatMap((inner) => problemsOfIssue(inner, path))
        : [{ path: pathText(path), message: sentence(issue.message) }];
    }
    default:
      return [{ path: pathText(path), message: sentence(issue.message) }];
  }
}

/** Zod's message for a union without a custom message. */
const UNEXPLAINED = 'Invalid input';

/** Returns the issues of the union branch that was probably meant: not another type or an empty text, then the fewest mistakes. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const isOther = (issue: z.core.$ZodIssue) =>
    issue.path.length === 0 &&
    (issue.code === 'invalid_type' || (issue.code === 'invalid_value' && issue.values.every((value) => value === '')));
  const distance = (issues: readonly z.core.$ZodIssue[]) => issues.length + (issues.some(isOther) ? 1000 : 0);
  return branches.toSorted((left, right) => distance(left) - distance(right))[0] ?? [];
}

const REWORDED: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^(Invalid input|Invalid option|Too small|Too big): /, ''],
  [/^Invalid email address$/, 'expected an e-mail address'],
  [/^Invalid URL$/, 'expected a URL'],
  [/^expected int, /, 'expected a whole number, '],
  [/ to have >=1 characters$/, ' not to be empty'],
  [/ to (have|be) >=/, ' to $1 at least '],
  [/ to (have|be) <=/, ' to $1 at most '],
  [/ to be >/, ' to be more than '],
  [/"\|"/g, '", "'],
  [/, received undefined$/, ', found nothing'],
  [/, received /, ', found '],
];

function sentence(message: string): string {
  const text = REWORDED.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), message);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
