import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  FUNCTION_MISSING_ERROR,
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  UNKNOWN_OUTCOME_ERRORS,
} from '../../../blueprint/error-names.ts';

const root = new URL('../../../', import.meta.url);
const PAGE = 'docs/reference/errors.md';

/** The literal names of the error classes in code that runs in a Lambda. */
function namesInCode(): readonly string[] {
  return ['core/', 'plugins/', 'state-machines/', 'lambdas/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(new URL(`${folder}${file}`, root), 'utf8').matchAll(/override readonly name = '(\w+)'/g),
      ])
      .flatMap(([, name]) => name ?? []),
  );
}

const rows = [...readFileSync(new URL(PAGE, root), 'utf8').matchAll(/^\| `([\w.]+)` +\|(.*)\|$/gm)];
const documented = rows.flatMap(([, name]) => name ?? []);

describe(PAGE, () => {
  it('has every error that the functions throw or the state machines match on, and no other', () => {
    const known = new Set([
      ...namesInCode(),
      ...LAMBDA_SERVICE_ERRORS,
      ...FUNCTION_NOT_STARTED_ERRORS,
      ...UNKNOWN_OUTCOME_ERRORS,
      FUNCTION_MISSING_ERROR,
      'States.ALL',
      'States.DataLimitExceeded',
    ]);
    expect(documented.toSorted()).toEqual([...known].toSorted());
  });

  it('says what each means and what to do', () => {
    for (const [row, name, text] of rows) {
      const cells = (text ?? '').split('|').map((cell) => cell.trim());
      expect(cells, row).toHaveLength(2);
      expect(
        cells.every((cell) => cell !== ''),
        name,
      ).toBe(true);
    }
  });
});
