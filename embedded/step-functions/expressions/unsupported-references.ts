/** The parts of `$states` that only some fields may read, each with the end of its error message. */
const LIMITED_PARTS = {
  errorOutput: 'outside of Catch',
  result: 'outside of the Output and Assign of a Task, Parallel or Map',
} as const;

/** The one of {@link LIMITED_PARTS} that a field may read. */
type Allowed = keyof typeof LIMITED_PARTS | undefined;

/** A node of JSONata's syntax tree; the library's type omits most fields. */
type Node = Readonly<Record<string, unknown>>;

const SAME_CONTEXT = [
  'lhs',
  'rhs',
  'expressions',
  'arguments',
  'procedure',
  'body',
  'condition',
  'then',
  'else',
  'expression',
];
const CHANGED_CONTEXT = ['predicate', 'stages', 'group', 'pattern', 'update', 'delete', 'terms', 'expr'];

/**
 * Returns the references that Step Functions rejects. It evaluates expressions without a context item, so `$$`, and a name
 * or `$` at the top level, would read nothing. `$states.errorOutput` and `$states.result` exist in some fields only.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 *
 * @returns one message for each reference, in the words of AWS
 */
export function findUnsupportedReferences(ast: unknown, allowed: Allowed): string[] {
  const messages = new Set<string>();
  visit(ast, true, allowed, messages);
  return [...messages];
}

function visit(node: unknown, topLevel: boolean, allowed: Allowed, messages: Set<string>): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, topLevel, allowed, messages);
    return;
  }
  if (!isNode(node)) return;
  if (node.type === 'variable' && node.value === '$') messages.add("Reference to '$$' is not supported.");
  if (topLevel && node.type === 'variable' && node.value === '') {
    messages.add("Reference to '$' at the top level is not supported.");
  }
  if (topLevel && node.type === 'name') {
    messages.add(`Reference to '${String(node.value)}' at the top level is not supported.`);
  }
  if (Array.isArray(node.steps)) visitSteps(node.steps, topLevel, allowed, messages);
  for (const key of SAME_CONTEXT) visit(node[key], topLevel, allowed, messages);
  for (const key of CHANGED_CONTEXT) visit(node[key], false, allowed, messages);
}

function visitSteps(steps: readonly unknown[], topLevel: boolean, allowed: Allowed, messages: Set<string>): void {
  const [first, second] = steps;
  if (isNode(first) && isNode(second) && first.type === 'variable' && first.value === 'states') {
    for (const [part, where] of Object.entries(LIMITED_PARTS)) {
      if (second.value === part && part !== allowed) {
        messages.add(`Reference to '$states.${part}' is not supported ${where}.`);
      }
    }
  }
  for (const [index, step] of steps.entries()) visit(step, topLevel && index === 0, allowed, messages);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
