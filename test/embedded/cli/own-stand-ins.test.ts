import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadOwnStandIns } from '../../../embedded/cli/own-stand-ins.ts';
import { OwnPluginInvalid } from '../../../project/own-plugins.ts';
import { idlePlugin } from '../../helpers/order-world.ts';

const plugin = idlePlugin('loyaltyPoints');
const inFolder = (folder: string) => [{ plugin, file: join(import.meta.dirname, '../../../', folder, 'plugin.ts') }];

it('are those beside the plugins of the project', async () => {
  const standIns = await loadOwnStandIns(inFolder('examples/loyalty/plugins/loyalty-points'));
  expect(standIns.map(({ name }) => name)).toEqual(['loyalty']);
  expect(await loadOwnStandIns(inFolder('plugins/zuora'))).toEqual([]);
});

it('are refused if a file exports none', async () => {
  await expect(loadOwnStandIns(inFolder('test/fixtures/no-stand-in'))).rejects.toThrow(OwnPluginInvalid);
});
