import { expect, it } from 'vitest';
import { openApiDocument } from '../../blueprint/routes/openapi/openapi-document.ts';
import { openapi } from '../../cli/openapi.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

it('prints the document that the API serves', async () => {
  const terminal = testTerminal();
  expect(await openapi([], terminal)).toBe(0);
  expect(JSON.parse(terminal.printed.join('\n'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

it('refuses arguments', async () => {
  await expect(openapi(['acme'], testTerminal())).rejects.toMatchObject({ name: 'UsageError' });
});
