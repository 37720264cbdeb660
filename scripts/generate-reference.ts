import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { plugins } from '../plugins/registry.ts';
import { drawArchitecture } from './architecture.ts';
import { eventReference } from './event-reference.ts';
import { pluginReference } from './plugin-reference.ts';
import { type ReferenceTopics, statesLanguageReference } from './states-language-reference.ts';
import { zuoraReference } from './zuora-reference.ts';

// Imported by path, because static imports of tests are not allowed here: only one page is generated from a test.
const table = new URL('../test/embedded/step-functions/conformance/topics.ts', import.meta.url);
const { topics }: { topics: ReferenceTopics } = await import(table.href);

await write('docs/reference/plugins.md', pluginReference(plugins));
await write('docs/reference/events.md', eventReference());
await write('docs/reference/zuora.md', zuoraReference());
await write('docs/reference/states-language.md', statesLanguageReference(topics));
await write('docs/architecture.md', await drawArchitecture(await readFile(fileOf('docs/architecture.md'), 'utf8')));

async function write(page: string, text: string): Promise<void> {
  await writeFile(fileOf(page), text);
  console.log(`Wrote ${page}`);
}

function fileOf(page: string): string {
  return fileURLToPath(new URL(`../${page}`, import.meta.url));
}
