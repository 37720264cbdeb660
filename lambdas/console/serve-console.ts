import { gzipSync } from 'node:zlib';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CONSOLE_ITEM_VIEWS, CONSOLE_PATH, CONSOLE_VIEWS } from '../../blueprint/routes/console.ts';
import type { ConsoleSettings } from '../../blueprint/wire/console-settings.ts';
import type { Handler } from '../runtime/lazily.ts';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';
import { securityHeaders } from './security-headers.ts';

/** What the console consists of. */
export interface Console {
  readonly settings: ConsoleSettings;
  readonly files: ConsoleFiles;
}

type Result = APIGatewayProxyStructuredResultV2;

/** The name of a file contains a hash of its content. */
const FOREVER = 'public, max-age=31536000, immutable';
const REVALIDATED = 'no-cache';
const NOT_BUILT = 'The console has not been built. Start the system with npm start, or deploy it again.';

/**
 * Creates the handler of the pages of the console.
 *
 * Every view is the same page, with status 404 if there is no such view; the page itself then says so.
 */
export function createConsoleHandler(
  logger: Logger,
  { settings, files }: Console,
): Handler<APIGatewayProxyEventV2, Result> {
  const headers = securityHeaders(settings);
  const gzipped = new Map<ConsoleFile, string>();
  const send = (file: ConsoleFile, status: number, cacheControl: string, event: APIGatewayProxyEventV2): Result => {
    const common = {
      ...headers,
      'content-type': file.contentType,
      'cache-control': cacheControl,
      vary: 'accept-encoding',
    };
    if (!acceptsGzip(event)) return { statusCode: status, headers: common, ...encoded(file.content) };
    const body = gzipped.get(file) ?? gzipSync(file.content, { level: 9 }).toString('base64');
    gzipped.set(file, body);
    return { statusCode: status, headers: { ...common, 'content-encoding': 'gzip' }, body, isBase64Encoded: true };
  };
  const sendText = (statusCode: number, contentType: string, body: string): Result => ({
    statusCode,
    headers: { ...headers, 'content-type': contentType, 'cache-control': REVALIDATED },
    body,
  });
  return async (event) => {
    const { routeKey } = event;
    // A route without parameters has none, or null.
    const pathParameters = event.pathParameters ?? {};
    if (routeKey === `GET ${CONSOLE_PATH}/settings.json`)
      return sendText(200, 'application/json', JSON.stringify(settings));
    if (routeKey === `GET ${CONSOLE_PATH}/assets/{file}`) {
      const file = files.assets.get(pathParameters.file ?? '');
      return file === undefined
        ? sendText(404, 'text/plain; charset=utf-8', 'There is no such file: load the page again.')
        : send(file, 200, FOREVER, event);
    }
    if (files.page === undefined) {
      logger.error(NOT_BUILT);
      return sendText(503, 'text/plain; charset=utf-8', NOT_BUILT);
    }
    return send(files.page, isView(pathParameters) ? 200 : 404, REVALIDATED, event);
  };
}

function isView({ view, id }: Readonly<Record<string, string | undefined>>): boolean {
  if (view === undefined) return true;
  return id === undefined ? CONSOLE_VIEWS.some((known) => known === view) : CONSOLE_ITEM_VIEWS.includes(view);
}

function acceptsGzip({ headers }: APIGatewayProxyEventV2): boolean {
  return /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(headers['accept-encoding'] ?? '');
}

function encoded(content: Buffer): Pick<Result, 'body' | 'isBase64Encoded'> {
  return { body: content.toString('base64'), isBase64Encoded: true };
}
