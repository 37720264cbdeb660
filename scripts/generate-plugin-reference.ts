import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { plugins } from '../plugins/registry.ts';
import { pluginReference } from './plugin-reference.ts';

const file = fileURLToPath(new URL('../docs/reference/plugins.md', import.meta.url));
await writeFile(file, pluginReference(plugins));
console.log(`Wrote ${file}`);
