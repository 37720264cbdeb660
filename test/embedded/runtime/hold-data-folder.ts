/** Locks the data folder passed as its argument, prints that, and waits to be killed. Started by data-folder-lock.test.ts. */
import { lockDataFolder } from '../../../embedded/runtime/data-folder-lock.ts';

await lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
setInterval(() => {}, 1000);
