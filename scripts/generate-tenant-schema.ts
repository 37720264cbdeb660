import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { tenantJsonSchema } from '../core/config/tenant-json-schema.ts';
import { pluginCatalog } from '../plugins/registry.ts';

const file = fileURLToPath(new URL('../tenants/order-processing.schema.json', import.meta.url));
await writeFile(file, `${JSON.stringify(tenantJsonSchema(pluginCatalog()), null, 2)}\n`);
console.log(`Wrote ${file}`);
