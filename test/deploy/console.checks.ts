import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type BrowserContext, chromium, type Page, type Route } from 'playwright-core';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { installChromium } from '../console/browser/install-chromium.ts';
import type { ScenarioTarget } from '../e2e/scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from '../e2e/scenarios.ts';
import { awsRequest } from './aws-request.ts';
import type { Deployment } from './deployment.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';

const SIZE = 3;
const REASON = 'The gateway works again.';
const SOON = { timeout: 60_000 };

/** Checks the console in a browser: sign-in at the user pool, and what an operator does about orders that failed. */
export function checkConsole(played: () => DeploymentUnderTest): void {
  beforeEach(() => played().target.resetPartners());

  it('signs an operator in at the user pool, who resumes a group of orders and looks at one', {
    timeout: 180_000,
  }, async () => {
    const { deployment, target } = played();
    const ids = await declinedOrders(target);
    const operator = await person(deployment, 'operator');
    const { page, complaints } = await openBrowser(deployment);

    await page.goto(deployment.outputs.ConsoleUrl);
    await signIn(page, operator);
    await page.getByRole('link', { name: 'Fallout' }).click();
    const count = await groupSize(target, ids);
    await page
      .getByRole('button', { name: /Resume all zuora/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill(REASON);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('button', { name: `Resume ${count} orders` }).click();
    await dialog.getByText(`Done. ${count} done, 0 left out because they have changed, 0 failed.`).waitFor(SOON);
    await dialog.getByRole('button', { name: 'Close' }).click();

    for (const id of ids) expect(await waitUntilAtRest(target, id, 60)).toMatchObject({ status: 'complete', run: 2 });
    const created = (await target.effects()).filter(({ kind }) => kind === 'subscription.created');
    for (const id of ids) expect(created.filter(({ key }) => key?.startsWith(id))).toHaveLength(1);
    await page.goto(`${deployment.outputs.ConsoleUrl}/orders/${ids[0]}`);
    await page.getByRole('article', { name: /Run 2/ }).waitFor();
    await page.getByText(REASON).first().waitFor();
    expect(complaints).toEqual([]);
  });
}

/** Sends orders that Zuora declines. */
async function declinedOrders(target: ScenarioTarget): Promise<readonly string[]> {
  await target.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: SIZE });
  const ids: string[] = [];
  for (let number = 1; number <= SIZE; number += 1) {
    const email = `${randomUUID()}@example.org`;
    const order = {
      ...(await exampleOrder()),
      process_immediately: false,
      owner: email,
      customerDetails: customer(email),
    };
    const { body } = await target.api('POST', '/orders', order);
    ids.push((body as OrderView).id);
  }
  for (const id of ids) expect(await waitUntilAtRest(target, id, 60)).toMatchObject({ status: 'failed' });
  return ids;
}

function customer(email: string): object {
  return { firstName: 'Ada', lastName: `Group${email.slice(0, 8)}`, email };
}

/** Returns how many orders the group has that the orders are in. */
async function groupSize({ api }: ScenarioTarget, ids: readonly string[]): Promise<number> {
  const order = (await api('GET', `/orders/${ids[0]}`)).body as OrderView;
  const { body } = await api('GET', '/orders/groups?by=status,step,code');
  const groups = (body as ResponseBody<'OrderGroups'>).items;
  const group = groups.find(
    ({ status, step, code }) => status === 'failed' && step === 'zuora' && code === order.failure?.code,
  );
  return group?.count ?? 0;
}

interface Person {
  readonly username: string;
  readonly password: string;
}

/** Creates a person in a group, as an administrator does. */
async function person(deployment: Deployment, group: string): Promise<Person> {
  const [Username, Password] = [`${group}-${randomUUID().slice(0, 8)}`, `Aa1!${randomUUID()}`];
  const cognito = (action: string, fields: object) =>
    awsRequest(deployment, {
      service: 'cognito-idp',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify({ UserPoolId: deployment.outputs.UserPoolId, Username, ...fields }),
    });
  // The emulator's own password would be shorter than the pool asks for.
  const UserAttributes = [{ Name: 'email', Value: `${Username}@example.org` }];
  await cognito('AdminCreateUser', { UserAttributes, TemporaryPassword: Password });
  await cognito('AdminSetUserPassword', { Password, Permanent: true });
  await cognito('AdminAddUserToGroup', { GroupName: group });
  return { username: Username, password: Password };
}

/** Signs in on the page of the user pool. */
async function signIn(page: Page, { username, password }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

/** Opens a page whose requests to the addresses of the deployment go to the emulator. */
async function openBrowser(
  deployment: Deployment,
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const browser = await chromium.launch({
    executablePath: await installChromium(),
    // A container often has no user namespaces, and this browser opens pages of the tests only.
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu'],
  });
  onTestFinished(() => browser.close());
  const context: BrowserContext = await browser.newContext({ locale: 'en-GB' });
  context.setDefaultTimeout(30_000);
  const own = new URL(deployment.outputs.ApiUrl);
  const [apiId] = own.host.split('.');
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    return forward(
      route,
      new URL(`${url.pathname}${url.search}`, deployment.awsUrl),
      url.host === own.host ? `${apiId}.execute-api.localhost` : url.host,
    );
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

async function forward(route: Route, url: URL, host: string): Promise<void> {
  const asked = route.request();
  const headers = { ...(await asked.allHeaders()), host };
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    headers: IncomingHttpHeaders;
    body: Buffer;
  }>();
  const outgoing = request(url, { method: asked.method(), headers }, async (reply) => {
    const body = Buffer.concat(await reply.toArray());
    resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body });
  });
  outgoing.once('error', reject).end(asked.postDataBuffer() ?? undefined);
  const { body, headers: received, status } = await promise;
  const names = Object.entries(received).map(([name, value]) => [name, String(value)]);
  await route.fulfill({ status, headers: Object.fromEntries(names), body });
}
