import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import type { PersonName } from '../../embedded/credentials-file.ts';
import order from '../../examples/new-order.json' with { type: 'json' };
import { startTestSystem, type TestSystem, type TestSystemOptions } from '../helpers/start-test-system.ts';

/** A system with its console, and a browser to look at it. */
export interface ConsoleWorld {
  readonly system: TestSystem;
  readonly url: string;
  /** Opens a page of a new browser profile. Every console message and failed request of the page is a failure of the test. */
  open(options?: BrowserContextOptions): Promise<OpenedPage>;
  /** Opens a page and signs in. */
  signIn(person?: PersonName, path?: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  /** Sends the example order, with changes, and returns its id when its run has ended. */
  sendOrder(changes?: object): Promise<SentOrder>;
  close(): Promise<void>;
}

/** An order that the API has processed. */
export interface SentOrder {
  readonly id: string;
  readonly reference: string;
}

/** A page, and what it complained about. */
export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors in the console of the browser, violations of the content security policy among them. */
  readonly complaints: readonly string[];
  /** Hosts that the page sent requests to. */
  readonly hosts: ReadonlySet<string>;
}

/** Starts a system and a browser. The caller closes them. */
export async function openConsoleWorld(options: TestSystemOptions = {}): Promise<ConsoleWorld> {
  const system = await startTestSystem({ ...options, consoleFiles: inject('consoleFiles') });
  const browser = await launch();
  const url = system.runtime.apiUrl;
  const world: ConsoleWorld = {
    system,
    url,
    open: (contextOptions) => openPage(browser, contextOptions),
    async signIn(person = 'operator', path = '/console', contextOptions = {}) {
      const opened = await openPage(browser, contextOptions);
      await opened.page.goto(`${url}${path}`);
      await signInOn(opened.page, person, system.runtime.people.passwordOf[person]);
      return opened;
    },
    async sendOrder(changes = {}) {
      const { body } = await system.api('POST', '/orders', { ...order, ...changes }, { prefer: 'wait=20' });
      const { id, order_reference: reference, order: failed } = body as SentBody;
      return failed === undefined ? { id, reference } : { id: failed.id, reference: failed.order_reference };
    },
    async close() {
      await browser.close();
      await system.close();
    },
  };
  return world;
}

interface SentBody {
  readonly id: string;
  readonly order_reference: string;
  readonly order?: SentBody;
}

/** Signs in from the page of the console that asks for it. */
export async function signInOn(page: Page, person: PersonName, password: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Sign in as').selectOption(person);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

/** Expects that axe finds nothing on the page, by the rules of WCAG 2.2 AA and its best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found).toEqual([]);
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    // A container often has no user namespaces, and this browser opens pages of the tests only.
    args: ['--no-sandbox', '--headless=shell', '--font-render-hinting=none', '--disable-gpu'],
  });
}

async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  return { page, context, complaints, hosts };
}
