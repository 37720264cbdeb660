import { describe, expect, it } from 'vitest';
import { runSandbox } from './running-sandbox.ts';

describe('the control plane', () => {
  it('describes itself', async () => {
    const { send } = await runSandbox();
    const answer = await send('GET', '/');
    expect(answer.status).toBe(200);
    for (const word of ['/__effects', '/__faults', 'drop-after-effect']) expect(answer.body).toContain(word);
  });

  it('lists the requests to partners, with neither secrets nor queries', async () => {
    const { send, salesforce, provisioning, credentials } = await runSandbox();
    await salesforce('GET', "/query?q=SELECT+Id+FROM+Account+WHERE+PersonEmail+='ada@example.org'");
    await provisioning('GET', '/requests/k');
    const answer = await send('GET', '/__requests');
    expect(answer.body).toMatchObject([
      { method: 'POST', path: '/salesforce/services/oauth2/token', status: 200 },
      { method: 'POST', path: '/zuora/oauth/token', status: 200 },
      { method: 'GET', path: '/salesforce/services/data/v60.0/query', status: 200 },
      { method: 'GET', path: '/provisioning/requests/k', status: 404 },
    ]);
    const shown = JSON.stringify(answer.body);
    const secrets = [credentials.salesforce.clientSecret, credentials.provisioning.password, 'ada@example.org'];
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });

  it('deletes all state on reset, and the partners start empty', async () => {
    const { send, salesforce, addFault, effects } = await runSandbox();
    await salesforce('POST', '/sobjects/Contact', { LastName: 'A', Email: 'a@example.org' });
    await addFault({ partner: 'zuora', fault: '500', times: 1 });
    expect((await send('POST', '/__reset')).status).toBe(204);
    expect(await effects()).toEqual([]);
    for (const path of ['/__faults', '/__requests', '/__webhooks']) expect((await send('GET', path)).body).toEqual([]);
    expect((await salesforce('POST', '/sobjects/Contact', { LastName: 'A', Email: 'a@example.org' })).status).toBe(201);
  });

  it('reports the methods of a path, and unknown paths', async () => {
    const { send } = await runSandbox();
    const wrong = await send('PUT', '/__faults', {});
    expect(wrong).toMatchObject({ status: 405, body: { message: expect.stringContaining('POST, GET, DELETE') } });
    expect(wrong.headers.get('allow')).toBe('POST, GET, DELETE');
    for (const path of ['/stripe', '/__secrets', '//', '/zuoraa/v1'])
      expect((await send('GET', path)).status).toBe(404);
  });
});
