// JavaScript, so that Node takes even the first module in TypeScript from its cache, and need not load the compiler that strips types.
import { enableCompileCache } from 'node:module';

enableCompileCache('node_modules/.cache/order-orchestration');
await import('./main.ts');
