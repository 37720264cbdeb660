import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ReferenceTopics, statesLanguageReference } from './states-language-reference.ts';

// By path, as what runs must not import tests: only this page is made from them.
const table = new URL('../test/embedded/step-functions/conformance/topics.ts', import.meta.url);
const { topics }: { topics: ReferenceTopics } = await import(table.href);

const file = fileURLToPath(new URL('../docs/reference/states-language.md', import.meta.url));
await writeFile(file, statesLanguageReference(topics));
console.log(`Wrote ${file}`);
