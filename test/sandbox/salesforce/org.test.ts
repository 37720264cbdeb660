import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';

describe('the Salesforce org', () => {
  it('is shown and changed by the control plane, until a reset', async () => {
    const { send } = await runSandbox();
    const seeded = { addressPicklists: true, personAccounts: true, duplicateRules: 'alert', loginsPerHour: 3600 };
    expect(await send('GET', '/__salesforce')).toMatchObject({ status: 200, body: seeded });
    const changed = await send('PATCH', '/__salesforce', { personAccounts: false });
    expect(changed).toMatchObject({ status: 200, body: { ...seeded, personAccounts: false } });
    await send('PATCH', '/__salesforce', { addressPicklists: false });
    const both = { ...seeded, personAccounts: false, addressPicklists: false };
    expect((await send('GET', '/__salesforce')).body).toMatchObject(both);
    await send('POST', '/__reset');
    expect((await send('GET', '/__salesforce')).body).toMatchObject(seeded);
  });

  it('rejects settings that it does not have', async () => {
    const { send } = await runSandbox();
    for (const wrong of [{ colour: 'red' }, { duplicateRules: 'ask' }, { loginsPerHour: 0 }])
      expect(await send('PATCH', '/__salesforce', wrong)).toMatchObject({ status: 400 });
  });
});
