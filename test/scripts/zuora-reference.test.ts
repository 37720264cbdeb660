import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { zuoraReference } from '../../scripts/zuora-reference.ts';

it('is docs/reference/zuora.md: run npm run reference when this fails', async () => {
  expect(await readFile('docs/reference/zuora.md', 'utf8')).toBe(zuoraReference());
});
