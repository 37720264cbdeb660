import fc from 'fast-check';
import { isJsonObject, type JsonValue } from '../../../core/json.ts';

/** Texts on which parsers, paths and databases have failed before. */
const TEXTS = [
  '',
  ' ',
  '.',
  '..',
  '__proto__',
  'constructor',
  '\0',
  '\ud800',
  '\u{1f600}',
  '%00',
  "' OR 1=1",
  '{%$x%}',
];
const LONG_TEXT = 'x'.repeat(70_000);
const NUMBERS = [0, -1, 0.1, 1e21, -1e308, Number.MAX_SAFE_INTEGER + 1];
const DEPTHS = [3, 40, 1_000, 20_000];

/** Stands for a value that is nested so deep that `JSON.stringify` fails; see {@link jsonText}. */
const NESTED = /"NESTED (list|map|L|M) (\d+)"/g;

const nested = fc
  .tuple(fc.constantFrom('list', 'map', 'L', 'M'), fc.constantFrom(...DEPTHS))
  .map(([kind, depth]) => `NESTED ${kind} ${depth}`);

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(null, true, false, ...TEXTS, LONG_TEXT, ...NUMBERS),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer(),
  nested,
);

/** Any JSON value. */
const anyJson: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 10 })), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** How to change one place of a document. */
interface Change {
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'repeat';
  readonly key: string;
  readonly value: JsonValue;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 1_000 }),
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat'),
  key: fc.constantFrom(...TEXTS, 'Name', 'id'),
  value: anyJson,
});

/** The JSON text of a document, changed in up to four places; sometimes of any other value, or cut off. */
export function changedJson(document: JsonValue): fc.Arbitrary<string> {
  const changed = fc.array(change, { maxLength: 4 }).map((changes) => jsonText(changes.reduce(applyChange, document)));
  const other = anyJson.map(jsonText);
  const cut = fc.tuple(changed, fc.nat({ max: 200 })).map(([text, length]) => text.slice(0, length));
  return fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: other }, { weight: 1, arbitrary: cut });
}

/** Any text that a header, a path or a query may be changed to. */
export const oddText = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 30 }));

/** Changes one of the values in a document, counted from the outside and modulo their number. */
function applyChange(document: JsonValue, { at, ...change }: Change): JsonValue {
  const total = sizeOf(document);
  return changeAt(document, at % total, change);
}

function sizeOf(value: JsonValue): number {
  return 1 + childrenOf(value).reduce((sum, [, child]) => sum + sizeOf(child), 0);
}

function childrenOf(value: JsonValue): readonly (readonly [string | number, JsonValue])[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => [index, item]);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function changeAt(value: JsonValue, at: number, change: Omit<Change, 'at'>): JsonValue {
  if (at === 0) return changed(value, change);
  let left = at - 1;
  const children = childrenOf(value).flatMap(([key, child]): (readonly [string | number, JsonValue])[] => {
    const size = sizeOf(child);
    const isHere = left >= 0 && left < size;
    const position = left;
    left -= size;
    if (!isHere) return [[key, child]];
    if (position === 0 && change.kind === 'remove') return [];
    return [[key, changeAt(child, position, change)]];
  });
  return Array.isArray(value) ? children.map(([, child]) => child) : Object.fromEntries(children);
}

function changed(value: JsonValue, { key, kind, value: other }: Omit<Change, 'at'>): JsonValue {
  if (kind === 'repeat' && Array.isArray(value)) return [...value, ...value];
  if (kind === 'add' && isJsonObject(value)) return Object.fromEntries([...Object.entries(value), [key, other]]);
  return other;
}

const BRACKETS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  list: ['[', ']'],
  map: ['{"a":', '}'],
  L: ['{"L":[', ']}'],
  M: ['{"M":{"a":', '}}'],
};

/** Writes JSON, with the nested values that stand for themselves. */
function jsonText(value: JsonValue): string {
  return JSON.stringify(value).replaceAll(NESTED, (_, kind: string, depth: string) => {
    const [open = '', close = ''] = BRACKETS[kind] ?? [];
    return `${open.repeat(Number(depth))}null${close.repeat(Number(depth))}`;
  });
}
