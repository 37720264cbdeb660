import { parseArgs } from 'node:util';
import { runCampaign } from './test-durability/campaign.ts';

// Kills the single machine under load, on a disk that loses what was not synced.
const USAGE =
  'Usage: npm run test:durability -- [--kills <number>: default 200] [--seed <number>: default random] [--minutes <number>: default 30]';
const CONTROL_KILLS = 4;

/** Exits with 1 if an acknowledged order is lost or does not complete, or if a disk that lies loses nothing. */
async function testDurability(args: readonly string[]): Promise<void> {
  const options = { kills: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const kills = wholeNumber(values.kills ?? '200');
  const seed = wholeNumber(values.seed ?? String(Math.floor(Math.random() * 1_000_000)));
  const maxSeconds = wholeNumber(values.minutes ?? '30') * 60;
  console.log(`${kills} kills, seed ${seed}`);
  const result = await runCampaign({ kills, seed, maxSeconds, onProgress: console.log });
  const control = await runCampaign({ kills: CONTROL_KILLS, seed, syncLies: true });
  const lost = result.offences.length;
  console.log(`
kills                            ${result.kills}, ${result.killsDuringStart} of them during a start
acknowledged orders              ${result.acknowledged + lost}, ${result.acknowledgedComplete} of them as complete
lost, or not complete            ${lost}
on a disk whose syncs do nothing ${control.offences.length} of ${control.acknowledged + control.offences.length} orders lost in ${control.kills} kills, so that the test can fail`);
  for (const { orderId, detail } of result.offences.slice(0, 20)) console.log(`✗ ${orderId}: ${detail}`);
  if (result.kills < kills) console.log(`✗ The time was up after ${result.kills} kills.`);
  if (control.offences.length === 0)
    console.log('✗ A disk whose syncs do nothing lost no order: the test proves nothing.');
  if (lost > 0 || result.kills < kills || control.offences.length === 0) process.exitCode = 1;
}

class UsageInvalid extends Error {
  override readonly name = 'UsageInvalid';
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageInvalid(`Expected a whole number, found "${text}".`);
  return Number(text);
}

await testDurability(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  const isUsage = error instanceof UsageInvalid || (error instanceof TypeError && 'code' in error);
  if (isUsage) console.error(USAGE);
  process.exitCode = isUsage ? 2 : 1;
});
