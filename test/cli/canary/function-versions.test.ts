import { describe, expect, it } from 'vitest';
import { createFunctionVersions } from '../../../cli/canary/function-versions.ts';
import type { LambdaRequest } from '../../../cli/canary/lambda-api.ts';

const at = '2026-10-01T12:00:00.000+0000';

function world(answers: (request: LambdaRequest) => { readonly status?: number; readonly body?: object }) {
  const requests: string[] = [];
  const send = async (request: LambdaRequest): Promise<Response> => {
    requests.push(`${request.method} ${request.path} ${JSON.stringify(request.query)}`);
    const { body, status = 200 } = answers(request);
    return new Response(body && JSON.stringify(body), { status });
  };
  return { requests, versions: createFunctionVersions({ region: 'eu-west-1', send }, 'acme-') };
}

describe('the versions of functions', () => {
  it('are those of the tenant, from every page, without the latest code', async () => {
    const { versions } = world(({ path, query }) => {
      if (path.endsWith('/functions/'))
        return query?.Marker === undefined
          ? { body: { Functions: [{ FunctionName: 'acme-plugin-zuora' }], NextMarker: 'more' } }
          : { body: { Functions: [{ FunctionName: 'acme_PROD-plugin-zuora' }] } };
      return {
        body: {
          Versions: [
            { Version: '$LATEST', LastModified: at },
            { Version: '3', LastModified: at },
          ],
        },
      };
    });
    expect(await versions.list()).toEqual([{ name: 'acme-plugin-zuora', number: 3, createdAt: new Date(at) }]);
  });

  it.each([
    [204, true],
    [404, true],
    [409, false],
  ])('are deleted by their number: %i gives %s', async (status, isGone) => {
    const { requests, versions } = world(() => ({ status }));
    expect(await versions.remove({ name: 'acme-plugin-zuora', number: 3 })).toBe(isGone);
    expect(requests).toEqual(['DELETE /2015-03-31/functions/acme-plugin-zuora {"Qualifier":"3"}']);
  });

  it('are not deleted without the right to', async () => {
    const { versions } = world(() => ({ status: 403, body: { Message: 'Not allowed' } }));
    await expect(versions.remove({ name: 'acme-plugin-zuora', number: 3 })).rejects.toThrow(/found 403/);
  });
});
