/** Claims the data folder given as argument, says so, and holds it until it is killed. Started by data-folder-lock.test.ts. */
import { lockDataFolder } from '../../../embedded/runtime/data-folder-lock.ts';

await lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
setInterval(() => {}, 1000);
