import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawArchitecture } from './architecture.ts';

const file = fileURLToPath(new URL('../docs/architecture.md', import.meta.url));
await writeFile(file, await drawArchitecture(await readFile(file, 'utf8')));
console.log(`Wrote ${file}`);
