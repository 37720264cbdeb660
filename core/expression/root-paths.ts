import jsonata from 'jsonata';

/** A path in an expression that certainly starts at the root of its input. */
export interface RootPath {
  /** The first name of the path, e.g. `results` in `results.zuora.ok`. */
  readonly root: string;
  /** The second name, e.g. `zuora`; undefined if anything other than a name follows. */
  readonly field?: string;
  /** The text of a filter that is only a string, e.g. `zuora` in `results['zuora']`. Such a filter keeps everything. */
  readonly textFilter?: string;
  /** Whether the expression tests the path with `$exists`. */
  readonly isTested: boolean;
}

/** A node of JSONata's syntax tree. The library's own type omits most of its fields. */
type Node = Readonly<Record<string, unknown>>;

/** The position of a node in an expression. */
interface Place {
  /** Whether names are certainly looked up at the root: not in a filter, a function body or a later step of a path. */
  readonly isOuter: boolean;
  readonly isTested: boolean;
}

/** Parts of a node that are evaluated over the same input as the node itself. */
const SAME_CONTEXT: readonly string[] = [
  'lhs',
  'rhs',
  'expressions',
  'expression',
  'arguments',
  'condition',
  'then',
  'else',
];

/**
 * Lists the paths in an expression that start at the root of its input. Uncertain ones are left out, e.g. those in the body
 * of a function.
 *
 * @param text what `parseExpression` accepts
 */
export function rootPaths(text: string): readonly RootPath[] {
  return pathsIn(jsonata(text).ast(), { isOuter: true, isTested: false });
}

function pathsIn(node: unknown, place: Place): readonly RootPath[] {
  if (Array.isArray(node)) return node.flatMap((item) => pathsIn(item, place));
  if (!isNode(node)) return [];
  const inside = { ...place, isTested: place.isTested || isExists(node) };
  const { steps, ...parts } = node;
  const own = Array.isArray(steps) ? pathsOfSteps(steps, inside) : [];
  const others = Object.entries(parts).flatMap(([key, part]) =>
    pathsIn(part, SAME_CONTEXT.includes(key) ? inside : { ...inside, isOuter: false }),
  );
  return [...own, ...others];
}

function pathsOfSteps(steps: readonly unknown[], place: Place): readonly RootPath[] {
  const inner = { ...place, isOuter: false };
  return [...rootPath(steps, place), ...steps.flatMap((step, index) => pathsIn(step, index === 0 ? place : inner))];
}

function rootPath(steps: readonly unknown[], { isOuter, isTested }: Place): readonly RootPath[] {
  const [first, ...others] = steps.filter(isNode);
  // `$$` is always the root, `$` only in the outermost context.
  const isRoot = first?.type === 'variable' && (first.value === '$' || (isOuter && first.value === ''));
  const [start, next] = isRoot ? others : isOuter ? [first, ...others] : [];
  if (start?.type !== 'name') return [];
  const textFilter = [start.stages ?? []]
    .flat()
    .filter(isNode)
    .map(({ expr }) => expr)
    .find((expr) => isNode(expr) && expr.type === 'string');
  return [
    {
      root: String(start.value),
      // After `results@$name` the next step is looked up next to `results`, not in it.
      ...(next?.type === 'name' && start.focus === undefined && { field: String(next.value) }),
      ...(isNode(textFilter) && { textFilter: String(textFilter.value) }),
      isTested,
    },
  ];
}

function isExists({ procedure, type }: Node): boolean {
  return type === 'function' && isNode(procedure) && procedure.type === 'variable' && procedure.value === 'exists';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
