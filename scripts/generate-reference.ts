import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventReference } from './event-reference.ts';

const file = fileURLToPath(new URL('../docs/reference/events.md', import.meta.url));
await writeFile(file, eventReference());
console.log(`Wrote ${file}`);
